// Tells the server how far the person has read: at once for the screen, gathered up for the server.
import type { Api } from "@/api/api";
import type { RealtimeClient } from "@/realtime/client";
import type { Action, ChatState } from "./model";
import type { Store } from "./store";

const GATHER_MS = 400;

export class ReadMarks {
  private pending = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<ChatState, Action>,
    private readonly realtime: RealtimeClient,
    private readonly api: Api,
  ) {}

  mark(channel: string, seq: number): void {
    const entry = this.store.get().entries[channel];
    if (!entry || (seq <= entry.channel.last_read_seq && entry.channel.unread === 0)) return;
    this.store.dispatch({ type: "read", channel, seq });
    this.pending.set(channel, Math.max(seq, this.pending.get(channel) ?? 0));
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [channel, seq] of this.pending) {
      this.pending.delete(channel);
      void this.send(channel, seq);
    }
  }

  private async send(channel: string, seq: number): Promise<void> {
    try {
      if (this.realtime.online) await this.realtime.request("channel.read", { channel, seq });
      else await this.api.markRead(channel, seq);
    } catch {
      // Kept for the next flush, which follows the next hello.
      this.pending.set(channel, Math.max(seq, this.pending.get(channel) ?? 0));
    }
  }
}
