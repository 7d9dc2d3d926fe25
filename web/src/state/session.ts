// A signed-in person's chat: loads what is needed, keeps it in step with the server, and carries out what the person
// does. Components read `store` and call methods; the rules for what events mean are the reducer's.
import type { Api } from "@/api/api";
import { API } from "@/api/http";
import { ApiProblem, explain } from "@/api/problem";
import type { Channel, User } from "@/api/types";
import { RealtimeClient, type Phase } from "@/realtime/client";
import { isDurable, type PresenceStatus, type ServerEvent } from "@/realtime/events";
import { emptyState, type Action, type ChatState } from "./model";
import { Outbox } from "./outbox";
import { ReadMarks } from "./read_marks";
import { cursors, gaps, reduce } from "./reducer";
import { Store } from "./store";

const GAP_PATIENCE_MS = 600; // what is missing may just be under way
const TYPING_MS = 5_000;
const TYPING_EVERY_MS = 3_000;
const TOO_FAR_BEHIND = 1_000; // events; beyond this a fresh page is cheaper than a replay
const PAGE = 50;

export interface SessionHooks {
  onSignedOut: () => void;
  onChannelGone: (channel: string) => void;
  /** Something the query cache may hold has changed. */
  onInvalidate: (what: "members" | "directory" | "me" | "groups", channel?: string) => void;
}

export class ChatSession {
  readonly store: Store<ChatState, Action>;
  readonly connection = new Store<Phase, Phase>({ name: "connecting", attempt: 0 }, (_, next) => next);
  readonly drafts = new Map<string, string>();
  readonly outbox: Outbox;
  readonly readMarks: ReadMarks;
  private readonly realtime: RealtimeClient;
  private booting: Promise<void> | null = null;
  private refetching = new Map<string, Promise<void>>();
  private gapTimer: ReturnType<typeof setTimeout> | undefined;
  private typingSent = new Map<string, number>();
  private typingSweep: ReturnType<typeof setInterval> | undefined;
  private greetings = 0;

  constructor(
    readonly api: Api,
    readonly me: User,
    private readonly hooks: SessionHooks,
  ) {
    this.store = new Store(emptyState(me.id), reduce);
    this.realtime = new RealtimeClient({
      url: `${location.origin.replace(/^http/, "ws")}${API}/realtime`,
      ticket: async () => (await api.ticket()).ticket,
      onHello: () => void this.greeted(),
      onEvent: (event) => this.received(event),
      onPhase: (phase) => this.connection.dispatch(phase),
      onSignedOut: hooks.onSignedOut,
    });
    this.outbox = new Outbox(this.store, this.realtime);
    this.readMarks = new ReadMarks(this.store, this.realtime, api);
  }

  start(): void {
    void this.boot();
    this.realtime.start();
    this.typingSweep = setInterval(() => this.store.dispatch({ type: "typing.expired", now: Date.now() }), 1_000);
  }

  stop(): void {
    this.realtime.stop();
    this.outbox.stop();
    clearInterval(this.typingSweep);
    clearTimeout(this.gapTimer);
  }

  // ---- connection

  reconnectNow = (): void => this.realtime.reconnectNow();
  checkConnection = (): void => this.realtime.check();
  setPresence = (status: "online" | "away"): void => this.realtime.setPresence(status);

  /** Loads channels and people. Safe to call again: after a failure, or to catch up on what passed while away. */
  boot(): Promise<void> {
    this.booting ??= this.load().finally(() => (this.booting = null));
    return this.booting;
  }

  private async load(): Promise<void> {
    this.store.dispatch({ type: "boot.retried" });
    try {
      const [channels, users] = await Promise.all([this.api.channels("mine"), this.api.users()]);
      this.store.dispatch({ type: "users.loaded", users });
      const before = Object.keys(this.store.get().entries);
      this.store.dispatch({ type: "channels.loaded", channels });
      for (const id of before) if (!this.store.get().entries[id]) this.hooks.onChannelGone(id);
    } catch (error) {
      this.store.dispatch({ type: "boot.failed", error: explain(error) });
      throw error;
    }
  }

  private async greeted(): Promise<void> {
    const greeting = ++this.greetings;
    try {
      if (greeting > 1) this.hooks.onInvalidate("members");
      await (greeting === 1 && this.booting ? this.booting : this.boot());
      await this.resume();
      const list = await this.realtime.request<{ items?: { user: string; status: PresenceStatus }[] }>("presence.list", {});
      this.store.dispatch({ type: "presence.listed", present: list.items ?? [] });
    } catch (error) {
      // Refused or cut off half-way: without a resume this connection would miss things, so start over.
      if (greeting === this.greetings && !(error instanceof ApiProblem && error.status === 401)) this.retryGreeting();
      return;
    }
    this.outbox.flush();
    this.readMarks.flush();
    for (const [id, timeline] of Object.entries(this.store.get().timelines)) {
      if (timeline.status === "failed") void this.openTimeline(id);
    }
  }

  private retryGreeting(): void {
    const greeting = this.greetings;
    setTimeout(() => {
      if (this.realtime.online && greeting === this.greetings) void this.greeted();
    }, 3_000);
  }

  private async resume(): Promise<void> {
    const channels = cursors(this.store.get());
    if (Object.keys(channels).length) await this.realtime.request("resume", { channels });
  }

  // ---- events

  private received(event: ServerEvent): void {
    if (isDurable(event)) {
      const known = event.channel in this.store.get().entries;
      this.store.dispatch({ type: "event", event });
      const now = this.store.get();
      if (known && !(event.channel in now.entries)) this.hooks.onChannelGone(event.channel);
      if (event.event === "message.posted" && !now.users[event.message.author]) void this.learn(event.message.author);
      if (event.event === "member.joined" || event.event === "member.left") {
        this.hooks.onInvalidate("members", event.channel);
      }
      if (gaps(now).length) this.watchGaps();
      return;
    }
    switch (event.event) {
      case "typing":
        return this.store.dispatch({
          type: "typing",
          channel: event.channel,
          user: event.user,
          until: Date.now() + TYPING_MS,
        });
      case "presence":
        return this.store.dispatch({ type: "presence", user: event.user, status: event.status });
      case "read":
        this.store.dispatch({ type: "read", channel: event.channel, seq: event.last_read_seq });
        if (this.store.get().entries[event.channel]?.stale) void this.reload(event.channel).catch(() => undefined);
        return;
      case "channel.added":
        void this.reload(event.channel).catch(() => undefined);
        return this.hooks.onInvalidate("directory");
      case "channel.removed":
        this.forget(event.channel);
        return this.hooks.onInvalidate("directory");
      case "user.updated":
        if (event.user.id === this.me.id) this.hooks.onInvalidate("me"); // what one may do
        return this.store.dispatch({ type: "users.loaded", users: [event.user] });
      case "groups.changed":
        return this.hooks.onInvalidate("groups");
      case "overflow":
        if (event.channel) void this.refetch(event.channel).catch(() => undefined);
        else void this.resume().catch(() => undefined);
    }
  }

  private watchGaps(): void {
    this.gapTimer ??= setTimeout(() => {
      this.gapTimer = undefined;
      for (const channel of gaps(this.store.get())) void this.repair(channel).catch(() => this.watchGaps());
    }, GAP_PATIENCE_MS);
  }

  private async repair(channel: string): Promise<void> {
    const entry = this.store.get().entries[channel];
    if (!entry?.held.length || this.refetching.has(channel) || !this.realtime.online) return;
    const last = entry.held[entry.held.length - 1];
    if (last && last.seq - entry.cursor > TOO_FAR_BEHIND) return this.refetch(channel);
    const events = [];
    let after: number | null = entry.cursor;
    while (after !== null) {
      const page = await this.api.events(channel, after);
      events.push(...page.items);
      const end: number | undefined = page.items[page.items.length - 1]?.seq;
      after = page.next !== null && end !== undefined ? end : null;
    }
    this.store.dispatch({ type: "repaired", channel, events });
  }

  /** Too much was missed to replay: start the channel afresh from now. */
  private refetch(channel: string): Promise<void> {
    const under = this.refetching.get(channel);
    if (under) return under;
    const run = async () => {
      const fresh = await this.api.channel(channel);
      const shown = this.store.get().timelines[channel] !== undefined;
      if (shown) this.store.dispatch({ type: "timeline.loading", channel });
      this.store.dispatch({ type: "channel.loaded", channel: fresh, restart: true });
      if (shown) await this.loadLatest(channel);
    };
    const promise = run().finally(() => this.refetching.delete(channel));
    this.refetching.set(channel, promise);
    return promise;
  }

  private async reload(channel: string): Promise<void> {
    try {
      this.store.dispatch({ type: "channel.loaded", channel: await this.api.channel(channel) });
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) this.forget(channel);
      else throw error;
    }
  }

  private async learn(user: string): Promise<void> {
    try {
      this.store.dispatch({ type: "users.loaded", users: [await this.api.user(user)] });
    } catch {
      // Shown by a neutral name until the next list of people.
    }
  }

  // ---- channels

  adopt(channel: Channel): void {
    this.store.dispatch({ type: "channel.loaded", channel });
  }

  forget(channel: string): void {
    if (!(channel in this.store.get().entries)) return;
    this.store.dispatch({ type: "channel.gone", channel });
    this.hooks.onChannelGone(channel);
  }

  // ---- timelines

  async openTimeline(channel: string): Promise<void> {
    const there = this.store.get().timelines[channel];
    if (there && there.status !== "failed") return;
    this.store.dispatch({ type: "timeline.loading", channel });
    await this.loadLatest(channel);
  }

  private async loadLatest(channel: string): Promise<void> {
    const unread = this.store.get().entries[channel]?.channel.unread ?? 0;
    try {
      const page = await this.api.messages(channel, { limit: Math.min(200, Math.max(PAGE, unread + 20)) });
      this.store.dispatch({ type: "timeline.latest", channel, items: page.items, more: page.more });
    } catch (error) {
      this.store.dispatch({ type: "timeline.failed", channel, error: explain(error) });
    }
  }

  async loadOlder(channel: string): Promise<boolean> {
    const timeline = this.store.get().timelines[channel];
    const oldest = timeline?.items[0];
    if (!timeline || timeline.status !== "ready" || !timeline.more || timeline.loadingOlder || !oldest) return true;
    this.store.dispatch({ type: "timeline.loadingOlder", channel, on: true });
    try {
      const page = await this.api.messages(channel, { before: oldest.seq, limit: 100 });
      this.store.dispatch({ type: "timeline.older", channel, items: page.items, more: page.more });
      return true;
    } catch {
      this.store.dispatch({ type: "timeline.loadingOlder", channel, on: false });
      return false;
    }
  }

  // ---- messages

  async edit(message: string, text: string): Promise<void> {
    this.store.dispatch({ type: "message.known", message: await this.api.editMessage(message, text) });
  }

  async remove(message: string): Promise<void> {
    await this.api.deleteMessage(message);
  }

  typing(channel: string): void {
    const now = Date.now();
    if (!this.realtime.online || now - (this.typingSent.get(channel) ?? 0) < TYPING_EVERY_MS) return;
    this.typingSent.set(channel, now);
    void this.realtime.request("typing.send", { channel }).catch(() => undefined);
  }

  typingStopped(channel: string): void {
    this.typingSent.delete(channel);
  }
}
