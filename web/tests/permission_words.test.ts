import { expect, test } from "vitest";
import { broughtBy, permissionName } from "@/features/admin/permission_words";

const catalogue = [
  { permission: "manage_channels", meaning: "", brings: ["edit_channels", "delete_messages"] },
  { permission: "edit_channels", meaning: "", brings: ["create_channels"] },
  { permission: "delete_messages", meaning: "", brings: [] },
  { permission: "create_channels", meaning: "", brings: [] },
];

test("what comes with a choice is told with what brings it", () => {
  expect([...broughtBy(catalogue, ["manage_channels"])]).toEqual([
    ["edit_channels", "manage_channels"],
    ["delete_messages", "manage_channels"],
  ]);
});

test("what is chosen itself is not said to come with something", () => {
  expect([...broughtBy(catalogue, ["manage_channels", "edit_channels"])]).toEqual([
    ["delete_messages", "manage_channels"],
    ["create_channels", "edit_channels"],
  ]);
  expect([...broughtBy(catalogue, [])]).toEqual([]);
});

test("names are read as words", () => expect(permissionName("view_audit")).toBe("view audit"));
