import { beforeEach, expect, test, vi } from "vitest";

/** An address bar: only what the router touches of it. */
function openAt(address: string) {
  const url = new URL(address, "https://wardroom.test");
  const entries = [url.href];
  const go = (path: string) => {
    const next = new URL(path, url);
    url.href = next.href;
    return next.href;
  };
  const listeners: (() => void)[] = [];
  vi.stubGlobal("location", url);
  vi.stubGlobal("history", {
    pushState: (_: unknown, __: string, path: string) => entries.push(go(path)),
    replaceState: (_: unknown, __: string, path: string) => (entries[entries.length - 1] = go(path)),
  });
  vi.stubGlobal("window", { addEventListener: (_: string, listener: () => void) => listeners.push(listener) });
  return entries;
}

beforeEach(() => void vi.resetModules());
const router = () => import("@/app/router");

test("the token of a link is taken out of the address, and out of the history", async () => {
  const entries = openAt("/invite#token=a%2Bb.c_d-e");
  const { takeSecrets } = await router();
  expect(takeSecrets().token).toBe("a+b.c_d-e");
  expect(entries).toEqual(["https://wardroom.test/invite"]);
  expect(takeSecrets().token).toBeNull();
});

test("a link without a token gives none, and whatever stood behind the # is taken away", async () => {
  const entries = openAt("/setup#tok=x");
  const { takeSecrets } = await router();
  expect(takeSecrets().token).toBeNull();
  expect(entries).toEqual(["https://wardroom.test/setup"]);
});

test("a token in the query, where servers would log it, is not taken", async () => {
  openAt("/invite?token=abc");
  const { takeSecrets } = await router();
  expect(takeSecrets().token).toBeNull();
});

test("going somewhere adds to the history once, and replacing does not", async () => {
  const entries = openAt("/");
  const { navigate, channelPath } = await router();
  navigate(channelPath("chn_1"));
  navigate(channelPath("chn_1"));
  navigate("/settings", "replace");
  expect(entries.map((each) => new URL(each).pathname)).toEqual(["/", "/settings"]);
});
