// The one realtime connection of a tab: gets a ticket, connects, notices when the line is dead, reconnects with
// back-off, and matches answers to requests. It keeps no chat state; that is the reducer's.
import { ApiProblem, SignedOut, Unreachable } from "@/api/problem";
import { backoff } from "./backoff";
import type { Hello, ServerEvent } from "./events";

export type Phase =
  | { name: "connecting"; attempt: number }
  | { name: "online" }
  | { name: "waiting"; attempt: number; retryAt: number }
  | { name: "stopped" };

export interface RealtimeOptions {
  url: string;
  ticket: () => Promise<string>;
  /** Called once per connection, before any of its events. */
  onHello: (hello: Hello) => void;
  onEvent: (event: ServerEvent) => void;
  onPhase: (phase: Phase) => void;
  onSignedOut: () => void;
  connect?: (url: string) => WebSocket;
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

interface Frame {
  id?: number;
  ok?: unknown;
  problem?: { status: number; code: string; detail: string };
  event?: string;
}

const HELLO_MS = 10_000;
const ANSWER_MS = 10_000;

export class RealtimeClient {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private stopped = true;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private helloTimer: ReturnType<typeof setTimeout> | undefined;
  private probe: ReturnType<typeof setInterval> | undefined;
  private nextId = 1;
  private waiting = new Map<number, Waiting>();
  private ready = false;
  private status: "online" | "away" = "online";
  private lastHeard = 0;

  constructor(private readonly options: RealtimeOptions) {}

  get online(): boolean {
    return this.ready;
  }

  start(): void {
    this.stopped = false;
    this.attempt = 0;
    void this.open();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    clearTimeout(this.retry);
    this.options.onPhase({ name: "stopped" });
  }

  /** Try at once: the person asked for it, or the network came back. */
  reconnectNow(): void {
    if (this.stopped || this.ready) return;
    clearTimeout(this.retry);
    this.drop();
    void this.open();
  }

  /** Ask the server for a sign of life, and reconnect if none comes. Worth doing after sleep. */
  check(): void {
    if (this.ready) void this.request("presence.set", { status: this.status }, 5_000).catch(() => undefined);
    else this.reconnectNow();
  }

  setPresence(status: "online" | "away"): void {
    if (status === this.status) return;
    this.status = status;
    this.check();
  }

  request<T>(op: string, args: object, timeout = ANSWER_MS): Promise<T> {
    const socket = this.socket;
    if (!socket || !this.ready) return Promise.reject(new Unreachable());
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new Unreachable());
        // Anything heard meanwhile proves the line alive; only silence means it is dead.
        if (this.socket === socket && performance.now() - this.lastHeard > timeout) this.lost(socket);
      }, timeout);
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      socket.send(JSON.stringify({ id, op, args }));
    });
  }

  private async open(): Promise<void> {
    const attempt = this.attempt;
    this.options.onPhase({ name: "connecting", attempt });
    let ticket: string;
    try {
      ticket = await this.options.ticket();
    } catch (error) {
      if (error instanceof SignedOut || (error instanceof ApiProblem && error.status === 401)) {
        this.stop();
        this.options.onSignedOut();
      } else {
        this.later();
      }
      return;
    }
    if (this.stopped || this.socket) return;
    const url = `${this.options.url}?ticket=${encodeURIComponent(ticket)}`;
    const socket = this.options.connect ? this.options.connect(url) : new WebSocket(url);
    this.socket = socket;
    this.helloTimer = setTimeout(() => this.lost(socket), HELLO_MS);
    socket.onmessage = (message) => this.heard(socket, message.data as string);
    socket.onclose = (close) => this.lost(socket, close.code);
  }

  private heard(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    this.lastHeard = performance.now();
    let frame: Frame;
    try {
      frame = JSON.parse(text) as Frame;
    } catch {
      return;
    }
    if (frame.event === "hello") this.greeted(frame as unknown as Hello);
    else if (frame.event) this.options.onEvent(frame as unknown as ServerEvent);
    else if (typeof frame.id === "number") this.answered(frame.id, frame);
  }

  private greeted(hello: Hello): void {
    clearTimeout(this.helloTimer);
    this.ready = true;
    this.attempt = 0;
    // A browser cannot see the server's pings, so it asks for a sign of life itself.
    this.probe = setInterval(() => this.check(), Math.max(5, hello.heartbeat - 5) * 1000);
    this.options.onPhase({ name: "online" });
    this.options.onHello(hello);
    if (this.status === "away") this.check();
  }

  private answered(id: number, frame: Frame): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    if (frame.problem) waiting.reject(new ApiProblem(frame.problem));
    else waiting.resolve(frame.ok);
  }

  private lost(socket: WebSocket, code?: number): void {
    if (socket !== this.socket) return;
    const wasReady = this.ready;
    this.drop();
    if (this.stopped) return;
    // 4408 idle and 4401 session ended deserve one immediate try: the ticket's answer tells whether we may come back.
    if (wasReady && (code === 4408 || code === 4401)) void this.open();
    else this.later();
  }

  private later(): void {
    if (this.stopped) return;
    const wait = backoff(this.attempt++);
    this.options.onPhase({ name: "waiting", attempt: this.attempt, retryAt: Date.now() + wait });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.open(), wait);
  }

  private drop(): void {
    clearTimeout(this.helloTimer);
    clearInterval(this.probe);
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    for (const waiting of this.waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new Unreachable());
    }
    this.waiting.clear();
  }
}
