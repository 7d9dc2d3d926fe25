import type { Message, User } from "@/api/types";

/** Whose picture and name a message has. */
export const speaker = (message: Message, author: User | undefined) =>
  message.bot
    ? { id: message.bot.id, display_name: message.bot.name }
    : { id: message.author, display_name: author?.display_name ?? "?" };
