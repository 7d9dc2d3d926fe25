// Small pieces under the forms and the composer.
import { expect, test } from "vitest";
import { checkAccount } from "@/features/auth/AccountFields";
import { slugFrom } from "@/features/auth/SetupScreen";
import { lengthOf } from "@/features/messages/Composer";
import { editFor, type Format } from "@/features/messages/format";
import { initials } from "@/ui/Avatar";
import { ago, dayName } from "@/ui/time";

/** Applies a tool to the text between the bars, and marks the selection that results with bars again. */
function format(kind: Format, marked: string): string {
  const start = marked.indexOf("|");
  const end = marked.indexOf("|", start + 1) - 1;
  const value = marked.replaceAll("|", "");
  const edit = editFor(kind, value, start, end);
  const text = value.slice(0, edit.from) + edit.text + value.slice(edit.to);
  const [from, to] = edit.select;
  return `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`;
}

test("formatting goes around the selection, and a second time takes it off again", () => {
  expect(format("bold", "a |word| b")).toBe("a **|word|** b");
  expect(format("bold", "a **|word|** b")).toBe("a |word| b");
  expect(format("code", "||")).toBe("`||`");
});

test("quotes and lists begin each line of the selection, and a second time end", () => {
  expect(format("quote", "one\n|two\nthree|")).toBe("one\n|> two\n> three|");
  expect(format("list", "|- two\n- three|")).toBe("|two\nthree|");
});

test("a link selects what is still to be written", () => {
  expect(format("link", "see |this|")).toBe("see [this](|https://|)");
  expect(format("link", "see ||")).toBe("see [|text|](https://)");
});

test("a code block stands on lines of its own", () => {
  expect(format("codeblock", "see |x|")).toBe("see \n```\n|x|\n```\n");
});

test("length is counted in characters as the server counts them", () => {
  expect(lengthOf("aé😀👍🏽")).toBe(5);
});

test("a workspace's short name follows its name", () => {
  expect(slugFrom("  Büro & Söhne, 2nd floor ")).toBe("buro-sohne-2nd-floor");
  expect(slugFrom("Harbour")).toBe("harbour");
  expect(slugFrom("!!!")).toBe("");
  expect(slugFrom("x".repeat(99))).toHaveLength(32);
  expect(slugFrom(`${"x".repeat(31)} and more`)).toBe("x".repeat(31));
});

test("what is wrong with a new account is said at the field that is wrong", () => {
  const good = { display_name: "Olga", username: "olga.k-1_x", password: "correct horse" };
  expect(checkAccount(good)).toBeNull();
  expect(checkAccount({ ...good, display_name: "  " })?.field).toBe("display_name");
  for (const username of ["", "a", "Olga", "a b", "ö".repeat(3), "x".repeat(33)])
    expect(checkAccount({ ...good, username })?.field).toBe("username");
  expect(checkAccount({ ...good, password: "eleven char" })?.field).toBe("password");
});

test("initials are those of the first and the last name, whole characters", () => {
  expect(["Olga Owner", "ben", "  Anna  van  Dyk ", "😀 x", ""].map(initials)).toEqual(["OO", "B", "AD", "😀X", "?"]);
});

test("days have names as long as they are near", () => {
  const now = new Date("2026-03-10T12:00:00Z");
  expect(dayName("2026-03-10T00:00:01Z", now)).toBe("Today");
  expect(dayName("2026-03-09T23:59:59Z", now)).toBe("Yesterday");
  expect(dayName("2025-03-09T12:00:00Z", now)).toMatch(/2025/);
  expect(ago("2026-03-10T11:59:50Z", now.getTime())).toBe("just now");
});
