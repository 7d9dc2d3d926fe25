import { describe, expect, it } from "vitest";
import { hintOf, rulesOf, sizeOf } from "@/features/admin/backups/words";

const backup = {
  name: "wardroom-20260131T120000Z.age",
  made_at: "2026-01-31T12:00:00.000Z",
  bytes: 12_345_678,
  databases: 3,
  missing: 0,
  drilled_at: null,
  here: true,
};
const overview = {
  on: true,
  recovery_key: true,
  working: false,
  every_hours: 24,
  keep: 14,
  destroyed_keys_days: 7,
  failure: null,
  items: [],
};

describe("a backup in words", () => {
  it("counts workspaces without the server's own database", () => {
    expect(hintOf(backup)).toBe("2 workspaces · 12.3 MB · never tried");
    expect(hintOf({ ...backup, databases: 2 })).toMatch(/^1 workspace ·/);
  });
  it("says what is wrong with it", () => {
    expect(hintOf({ ...backup, missing: 1, here: false })).toMatch(/1 could not be copied.*not in the folder/);
  });
  it("says that it was tried", () => {
    expect(hintOf({ ...backup, drilled_at: backup.made_at })).toMatch(/tried .*2026/);
  });
  it("rounds sizes", () => {
    expect([10, 999_999, 1e6, 2.5e9].map(sizeOf)).toEqual(["1 kB", "1000 kB", "1.0 MB", "2.5 GB"]);
  });
});

describe("the rules in words", () => {
  it("says how often, how many and how long", () => {
    expect(rulesOf(overview)).toMatch(/^One every 24 hours; the newest 14 are kept\..*after 7 days/);
    expect(rulesOf({ ...overview, every_hours: 0, destroyed_keys_days: 0 })).toMatch(/when somebody asks.*at once/);
  });
});
