// The access token: fetched when needed, once for all who ask, and never kept where it could be read.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Auth } from "@/api/auth";
import { SignedOut, Unreachable } from "@/api/problem";
import { user } from "./make";

/** Answers by path; remembers what was asked, with which token. */
function makeServer() {
  let issued = 0;
  const asked: { path: string; token: string | null }[] = [];
  const server = {
    asked,
    good: "",
    cookie: true,
    down: false,
    paths: () => asked.map(({ path }) => path),
    async fetch(url: string, init: RequestInit) {
      const path = url.replace("/api/v1", "");
      const token = (init.headers as Record<string, string>)["Authorization"]?.replace("Bearer ", "") ?? null;
      asked.push({ path, token });
      if (server.down) throw new TypeError("Failed to fetch");
      if (path === "/auth/refresh" || path === "/auth/login") {
        if (path === "/auth/refresh" && !server.cookie) return Response.json({ code: "unauthenticated", detail: "No." }, { status: 401 });
        server.good = `token ${++issued}`;
        return Response.json({ access_token: server.good, token_type: "Bearer", expires_in: 900, user: user("usr_me"), workspace: {} });
      }
      if (path === "/auth/logout") return new Response(null, { status: 204 });
      if (token !== server.good) return Response.json({ code: "unauthenticated", detail: "No." }, { status: 401 });
      return Response.json({ path });
    },
  };
  vi.stubGlobal("fetch", server.fetch);
  return server;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("BroadcastChannel", class {
    onmessage = null;
    postMessage() {}
  });
  vi.stubGlobal("navigator", {});
});
afterEach(() => void vi.useRealTimers());

test("many requests at once share one refresh: the cookie is not used twice", async () => {
  const server = makeServer();
  const auth = new Auth();
  await Promise.all(["/a", "/b", "/c"].map((path) => auth.call(path)));
  expect(server.paths()).toEqual(["/auth/refresh", "/a", "/b", "/c"]);
});

test("a token refused before its time is replaced once, and the requests are made again", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  server.good = "another";
  expect(await Promise.all([auth.call("/a"), auth.call("/b")])).toEqual([{ path: "/a" }, { path: "/b" }]);
  expect(server.paths().filter((path) => path === "/auth/refresh")).toHaveLength(1);
});

test("a token is renewed before it ends, without anybody asking", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  await vi.advanceTimersByTimeAsync(839_000);
  expect(server.paths()).toEqual(["/auth/login"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(server.paths()).toEqual(["/auth/login", "/auth/refresh"]);
  expect(auth.signedIn).toBe(true);
});

test("a refused cookie signs the page out", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  const heard = vi.fn();
  auth.subscribe(heard);
  server.good = "";
  server.cookie = false;
  await expect(auth.call("/a")).rejects.toBeInstanceOf(SignedOut);
  expect(heard).toHaveBeenCalledWith(null);
  expect(auth.signedIn).toBe(false);
});

test("a server out of reach signs nobody out", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  server.down = true;
  await vi.advanceTimersByTimeAsync(899_000);
  await expect(auth.call("/a")).rejects.toBeInstanceOf(Unreachable);
  expect(auth.signedIn).toBe(true);
  server.down = false;
  expect(await auth.call("/a")).toEqual({ path: "/a" });
});

test("signing out asks the server to end the session, and forgets the token", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  await auth.signOut();
  expect(server.asked.at(-1)).toEqual({ path: "/auth/logout", token: "token 1" });
  expect(auth.signedIn).toBe(false);
});

test("a sign-out that did not reach the server is not pretended", async () => {
  const server = makeServer();
  const auth = new Auth();
  await auth.signIn("w", "u", "p");
  server.down = true;
  await expect(auth.signOut()).rejects.toBeInstanceOf(Unreachable);
  expect(auth.signedIn).toBe(true);
});
