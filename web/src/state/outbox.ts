// Messages on their way out, in order per channel, one at a time. A message keeps its nonce through every try, so the
// server stores it once however often it is sent.
import { ApiProblem, explain } from "@/api/problem";
import type { Message } from "@/api/types";
import type { RealtimeClient } from "@/realtime/client";
import type { Action, ChatState, Outgoing } from "./model";
import type { Store } from "./store";

const RETRY_MS = 2_000;

export class Outbox {
  private busy = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<ChatState, Action>,
    private readonly realtime: RealtimeClient,
  ) {}

  stop(): void {
    clearTimeout(this.timer);
  }

  post(channel: string, text: string): void {
    const item: Outgoing = {
      nonce: crypto.randomUUID(),
      text,
      at: new Date().toISOString(),
      state: "queued",
      error: null,
    };
    this.store.dispatch({ type: "outbox.put", channel, item });
    void this.run(channel);
  }

  retry(channel: string, nonce: string): void {
    const item = this.find(channel, nonce);
    if (!item) return;
    this.store.dispatch({ type: "outbox.put", channel, item: { ...item, state: "queued", error: null } });
    void this.run(channel);
  }

  discard(channel: string, nonce: string): void {
    this.store.dispatch({ type: "outbox.dropped", channel, nonce });
  }

  flush(): void {
    for (const channel of Object.keys(this.store.get().outbox)) void this.run(channel);
  }

  /** Something would be lost if the page were closed now. */
  get unsent(): boolean {
    return Object.values(this.store.get().outbox).some((items) => items.length > 0);
  }

  private find(channel: string, nonce: string): Outgoing | undefined {
    return this.store.get().outbox[channel]?.find((item) => item.nonce === nonce);
  }

  private async run(channel: string): Promise<void> {
    if (this.busy.has(channel)) return;
    this.busy.add(channel);
    try {
      for (;;) {
        const item = this.store.get().outbox[channel]?.find((candidate) => candidate.state !== "failed");
        if (!item || !this.realtime.online) return;
        if (!(await this.deliver(channel, item))) return;
      }
    } finally {
      this.busy.delete(channel);
    }
  }

  /** False: the line is down or the server busy; what waits is sent after the next hello or in a moment. */
  private async deliver(channel: string, item: Outgoing): Promise<boolean> {
    this.update(channel, { ...item, state: "sending" });
    try {
      const message = await this.realtime.request<Message>("message.post", {
        channel,
        text: item.text,
        nonce: item.nonce,
      });
      this.store.dispatch({ type: "message.known", message });
      this.store.dispatch({ type: "outbox.dropped", channel, nonce: item.nonce });
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.status !== 429 && error.status < 500) {
        this.update(channel, { ...item, state: "failed", error: explain(error) });
        return true;
      }
      this.update(channel, { ...item, state: "queued" });
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), RETRY_MS);
      return false;
    }
  }

  private update(channel: string, item: Outgoing): void {
    // Its event may have come first and settled it.
    if (this.find(channel, item.nonce)) this.store.dispatch({ type: "outbox.put", channel, item });
  }
}
