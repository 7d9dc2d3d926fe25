// The realtime client: connecting, answers, and a line that goes dead in every way it can.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, SignedOut, Unreachable } from "@/api/problem";
import { LONGEST_MS } from "@/realtime/backoff";
import { makeLine } from "./line";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it connects with a ticket and is online from the hello on", async () => {
  const line = makeLine();
  line.client.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(line.end().url).toBe("wss://wardroom.test/api/v1/realtime?ticket=ticket%2F1");
  expect(line.client.online).toBe(false);
  line.end().hello();
  expect(line.client.online).toBe(true);
  expect(line.phases).toEqual(["connecting", "online"]);
});

test("answers find their requests, in any order, and problems are thrown", async () => {
  const line = makeLine(() => undefined);
  await line.up();
  const first = line.client.request("a", {});
  const second = line.client.request("b", {});
  const third = line.client.request("c", {});
  third.catch(() => undefined);
  const [a, b, c] = line.end().sent.map((frame) => frame.id);
  line.end().say({ id: b, ok: "second" });
  line.end().say({ id: c, problem: { status: 403, code: "forbidden", detail: "No." } });
  line.end().say({ id: a, ok: "first" });
  expect(await first).toBe("first");
  expect(await second).toBe("second");
  await expect(third).rejects.toThrowError(new ApiProblem({ status: 403, code: "forbidden", detail: "No." }));
});

test("a request without a line is refused at once, and one whose line breaks is not left waiting", async () => {
  const line = makeLine(() => undefined);
  await expect(line.client.request("a", {})).rejects.toBeInstanceOf(Unreachable);
  await line.up();
  const open = line.client.request("a", {});
  line.end().hangUp();
  await expect(open).rejects.toBeInstanceOf(Unreachable);
});

test("a line that breaks is tried again, with growing waits, until it is back", async () => {
  const line = makeLine();
  await line.up();
  line.end().hangUp();
  expect(line.phases.at(-1)).toBe("waiting");
  for (let attempt = 0; attempt < 3; attempt++) {
    await vi.advanceTimersToNextTimerAsync();
    expect(line.ends).toHaveLength(attempt + 2);
    line.end().hangUp();
  }
  await vi.advanceTimersToNextTimerAsync();
  line.end().hello();
  expect(line.client.online).toBe(true);
});

test("a server that accepts and then says nothing is given up after ten seconds", async () => {
  const line = makeLine();
  line.client.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(line.phases).toEqual(["connecting", "waiting"]);
  expect(line.end().closed).toBe(true);
});

test("silence in answer to a sign-of-life is a dead line, although no socket said so", async () => {
  const line = makeLine((frame, end) => void (frame.op !== "presence.set" && end.say({ id: frame.id, ok: {} })));
  await line.up();
  await vi.advanceTimersByTimeAsync(25_000);
  expect(line.end().sent.at(-1)?.op).toBe("presence.set");
  expect(line.client.online).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(line.client.online).toBe(false);
  expect(line.phases.at(-1)).toBe("waiting");
});

test("a late answer on a line that is otherwise alive does not drop the line", async () => {
  const line = makeLine(() => undefined);
  await line.up();
  const late = line.client.request("slow", {}, 5_000);
  late.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(4_000);
  line.end().say({ event: "presence", user: "usr_other", status: "online" });
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(late).rejects.toBeInstanceOf(Unreachable);
  expect(line.client.online).toBe(true);
});

test("what an abandoned connection still says is not heard", async () => {
  const line = makeLine();
  await line.up();
  const old = line.end();
  const hear = old.onmessage;
  old.hangUp();
  hear?.({ data: JSON.stringify({ event: "presence", user: "usr_other", status: "online" }) });
  expect(line.events).toEqual([]);
});

test("a frame that is no JSON is passed over", async () => {
  const line = makeLine();
  await line.up();
  line.end().onmessage?.({ data: "{" });
  line.end().say({ event: "presence", user: "usr_other", status: "online" });
  expect(line.events).toHaveLength(1);
});

test("an ended session (4401) is tried once at once, and the refused ticket signs the page out", async () => {
  const line = makeLine();
  await line.up();
  line.ticket.mockRejectedValue(new SignedOut());
  line.end().hangUp(4401);
  await vi.advanceTimersByTimeAsync(0);
  expect(line.onSignedOut).toHaveBeenCalledTimes(1);
  expect(line.phases.at(-1)).toBe("stopped");
  await vi.advanceTimersByTimeAsync(10 * LONGEST_MS);
  expect(line.ends).toHaveLength(1);
});

test("a server that cannot give a ticket is asked again later", async () => {
  const line = makeLine();
  line.ticket.mockRejectedValueOnce(new Unreachable());
  line.client.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(line.phases).toEqual(["connecting", "waiting"]);
  await vi.advanceTimersToNextTimerAsync();
  expect(line.ends).toHaveLength(1);
});

test("asking to reconnect now does not wait, and does nothing to a line that is up", async () => {
  const line = makeLine();
  await line.up();
  line.client.reconnectNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(line.ends).toHaveLength(1);
  line.end().hangUp();
  line.client.reconnectNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(line.ends).toHaveLength(2);
});

test("being away is said again after a reconnect", async () => {
  const line = makeLine();
  await line.up();
  line.client.setPresence("away");
  line.end().hangUp();
  await vi.advanceTimersToNextTimerAsync();
  line.end().hello();
  expect(line.end().sent).toMatchObject([{ op: "presence.set", args: { status: "away" } }]);
});

test("a stopped client stays stopped", async () => {
  const line = makeLine();
  await line.up();
  line.client.stop();
  expect(line.end().closed).toBe(true);
  await vi.advanceTimersByTimeAsync(10 * LONGEST_MS);
  expect(line.ends).toHaveLength(1);
});
