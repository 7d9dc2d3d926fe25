// A realtime line whose far end the test holds in its hand, under the real client.
import { vi } from "vitest";
import { RealtimeClient, type Phase } from "@/realtime/client";
import type { ServerEvent } from "@/realtime/events";

export interface Frame {
  id: number;
  op: string;
  args: Record<string, unknown>;
}

/** One connection: what the client sent on it, and the means to answer, speak up, or hang up. */
export class FarEnd {
  readonly sent: Frame[] = [];
  closed = false;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;

  constructor(
    readonly url: string,
    private readonly serve: (frame: Frame, end: FarEnd) => void,
  ) {}

  send(text: string): void {
    const frame = JSON.parse(text) as Frame;
    this.sent.push(frame);
    this.serve(frame, this);
  }
  close(): void {
    this.closed = true;
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  hello(): void {
    this.say({ event: "hello", user: "usr_me", session: "ses", server: "test", heartbeat: 30 });
  }
  hangUp(code = 1006): void {
    this.onclose?.({ code });
  }
}

export function makeLine(serve: (frame: Frame, end: FarEnd) => void = (frame, end) => end.say({ id: frame.id, ok: {} })) {
  const ends: FarEnd[] = [];
  const phases: Phase["name"][] = [];
  const events: ServerEvent[] = [];
  const ticket = vi.fn(async () => "ticket/1");
  const onSignedOut = vi.fn();
  const client = new RealtimeClient({
    url: "wss://wardroom.test/api/v1/realtime",
    ticket,
    onHello: () => undefined,
    onEvent: (event) => events.push(event),
    onPhase: (phase) => phases.push(phase.name),
    onSignedOut,
    connect: (url) => {
      const end = new FarEnd(url, serve);
      ends.push(end);
      return end as unknown as WebSocket;
    },
  });
  const end = () => ends[ends.length - 1] as FarEnd;
  /** Starts the client, and answers as the server does when all is well. */
  const up = async () => {
    client.start();
    await vi.advanceTimersByTimeAsync(0);
    end().hello();
  };
  return { client, ends, end, phases, events, ticket, onSignedOut, up };
}
