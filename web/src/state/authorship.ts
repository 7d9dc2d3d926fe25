// Whose words a message is: a person's, or a program's that somebody answers for.
import type { Message } from "@/api/types";

type Said = Pick<Message, "author" | "bot">;

/** Their own words: what a program of theirs says is news to them, too. */
export const isOwn = (message: Said, me: string) => message.author === me && !message.bot;
/** Who speaks, as an id: messages of the same voice stand together. */
export const voiceOf = (message: Said) => message.bot?.id ?? message.author;
