import { expect, test } from "vitest";
import type { Group } from "@/api/types";
import { mentionable, partsOf, withNames, withTokens } from "@/features/messages/mentions";

const id = (n: number) => `grp_01h455vb4pex5vsknk084sn0${n}q`;
const groups = [
  { id: id(1), name: "Ops", member: false },
  { id: id(2), name: "Ops night", member: true },
  { id: id(3), name: "Ärzte", member: false },
];

test("names become tokens: the longest that fits, where a word begins and ends", () => {
  for (const [text, sent] of [
    ["@Ops", `<@${id(1)}>`],
    ["hello @Ops!", `hello <@${id(1)}>!`],
    ["@Ops night shift", `<@${id(2)}> shift`],
    ["@Ops nightly", `<@${id(1)}> nightly`],
    ["@Ärzte, @Ops", `<@${id(3)}>, <@${id(1)}>`],
    ["@Opsy", "@Opsy"],
    ["mail@Ops", "mail@Ops"],
    ["@ops", "@ops"],
    ["@", "@"],
    ["a @ b", "a @ b"],
  ] as const)
    expect(withTokens(text, groups)).toBe(sent);
});

test("what was sent is edited by name and sent again as it was", () => {
  for (const text of [`<@${id(1)}> and <@${id(2)}>`, `<@${id(9)}> is unknown`, "<@x> none", "plain"]) {
    expect(withTokens(withNames(text, groups), groups)).toBe(text);
  }
  expect(withNames(`hi <@${id(2)}>`, groups)).toBe("hi @Ops night");
});

test("text is cut at its mentions", () => {
  expect(partsOf(`a <@${id(1)}> b`)).toEqual([{ text: "a " }, { group: id(1) }, { text: " b" }]);
  expect(partsOf("none")).toEqual([{ text: "none" }]);
});

test("offered is what the server would take", () => {
  const group = (over: Partial<Group>): Group => ({
    id: id(1), name: "G", description: "", visibility: "public", mentionable_by: "everyone", people: 0, member: false,
    powers: [], created_at: "", updated_at: "", ...over,
  });
  const offered = (over: Partial<Group>) => mentionable([group(over)]).length === 1;
  expect(offered({})).toBe(true);
  expect(offered({ visibility: "hidden", powers: ["edit"] })).toBe(false);
  expect(offered({ mentionable_by: "members" })).toBe(false);
  expect(offered({ mentionable_by: "members", member: true })).toBe(true);
  expect(offered({ mentionable_by: "managers", member: true })).toBe(false);
  expect(offered({ mentionable_by: "managers", powers: ["edit"] })).toBe(true);
});
