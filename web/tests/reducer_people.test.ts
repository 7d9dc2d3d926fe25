// Who is here, who types, what people are called.
import { expect, test } from "vitest";
import { emptyState } from "@/state/model";
import { channel, chatWith, event, ME, OTHER, posted, ROOM, room, run, user } from "./make";

const typing = (who: string, until: number) => ({ type: "typing" as const, channel: ROOM, user: who, until });

test("typing is believed for a while and then no longer", () => {
  const state = run(chatWith(), typing(OTHER, 100), typing("usr_third", 200));
  expect(Object.keys(state.typing[ROOM] ?? {})).toEqual([OTHER, "usr_third"]);
  const later = run(state, { type: "typing.expired", now: 150 });
  expect(Object.keys(later.typing[ROOM] ?? {})).toEqual(["usr_third"]);
  expect(run(later, { type: "typing.expired", now: 160 })).toBe(later);
});

test("the own typing is not shown", () => {
  const state = chatWith();
  expect(run(state, typing(ME, 100))).toBe(state);
});

test("a message ends its author's typing", () => {
  const state = run(chatWith(), typing(OTHER, 100), event(posted(1)));
  expect(state.typing[ROOM]).toEqual({});
});

test("a list of who is present replaces what was known", () => {
  const state = run(chatWith(), { type: "presence", user: OTHER, status: "away" });
  expect(state.presence).toEqual({ [OTHER]: "away" });
  const listed = run(state, { type: "presence.listed", present: [{ user: ME, status: "online" }] });
  expect(listed.presence).toEqual({ [ME]: "online" });
});

test("a new name shows in direct channels too", () => {
  const direct = channel({ kind: "direct", name: "", other: user(OTHER, { display_name: "Old" }) });
  const state = run(emptyState(ME), { type: "channels.loaded", channels: [direct] });
  const renamed = run(state, { type: "users.loaded", users: [user(OTHER, { display_name: "New" })] });
  expect(room(renamed).channel.other?.display_name).toBe("New");
  expect(renamed.users[OTHER]?.display_name).toBe("New");
});

test("somebody who joins becomes known by name", () => {
  const joined = { event: "member.joined" as const, channel: ROOM, seq: 1, at: "", user: user("usr_new", { display_name: "Nell" }) };
  expect(run(chatWith(), event(joined)).users["usr_new"]?.display_name).toBe("Nell");
});
