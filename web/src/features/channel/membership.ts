// Joining and leaving, for the person at the keyboard.
import type { ChatSession } from "@/state/session";

export async function joinChannel(chat: ChatSession, channel: string, me: string): Promise<void> {
  await chat.api.putMember(channel, me);
  chat.adopt(await chat.api.channel(channel));
}

export async function leaveChannel(chat: ChatSession, channel: string, me: string): Promise<void> {
  await chat.api.removeMember(channel, me);
  chat.forget(channel);
}
