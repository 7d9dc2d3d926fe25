// What people are told when a request fails, and what a form learns from it.
import { expect, test, vi } from "vitest";
import { request } from "@/api/http";
import { ApiProblem, explain, readProblem, SignedOut, Unreachable } from "@/api/problem";

const problem = (status: number, body?: object) =>
  readProblem(new Response(body === undefined ? "<h1>Bad gateway</h1>" : JSON.stringify(body), { status }));

test("a problem is told in the server's own words", async () => {
  const told = await problem(422, { code: "invalid", title: "Invalid", detail: "The name is too long.", request_id: "req_1" });
  expect(told).toMatchObject({ status: 422, code: "invalid", field: null, requestId: "req_1" });
  expect(explain(told)).toBe("The name is too long.");
  expect(explain(await problem(403, { title: "Forbidden" }))).toBe("Forbidden");
});

test("an answer that is no problem document is told by its status", async () => {
  expect(explain(await problem(502))).toBe("The server had a problem. Try again in a moment.");
  expect(explain(await problem(429))).toBe("Too many attempts. Wait a little and try again.");
  expect(explain(await problem(418))).toBe("The server refused the request.");
});

test("the field that a problem names is the form's field, however deep its path", () => {
  const field = (path: string | null) => new ApiProblem({ status: 422, code: "invalid", detail: "x", field: path }).field;
  expect(["username", "body.username", "/account/username"].map(field)).toEqual(["username", "username", "username"]);
  expect([null, ""].map(field)).toEqual([null, null]);
});

test("every failure has a sentence", () => {
  expect(explain(new Unreachable())).toMatch(/cannot be reached/);
  expect(explain(new SignedOut())).toMatch(/Sign in again/);
  for (const nothing of [undefined, null, "text", new Error("")]) expect(explain(nothing)).toBe("Something went wrong. Try again.");
});

test("a request says who asks and what it wants, keeps out of caches, and sends no cookie elsewhere", async () => {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => Response.json({ ok: true }));
  vi.stubGlobal("fetch", fetched);
  expect(await request("/me", { method: "POST", body: { a: 1 }, token: "t" })).toEqual({ ok: true });
  const [path, init] = fetched.mock.calls[0]!;
  expect(path).toBe("/api/v1/me");
  expect(init).toMatchObject({ method: "POST", body: '{"a":1}', credentials: "same-origin", cache: "no-store" });
  expect(init.headers).toMatchObject({
    Authorization: "Bearer t",
    "Content-Type": "application/json",
    "X-Wardroom-Client": "web",
  });
});

test("a line that fails, also in the middle of an answer, is a server out of reach", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(request("/me")).rejects.toBeInstanceOf(Unreachable);
  vi.stubGlobal("fetch", async () => new Response('{"items": ['));
  await expect(request("/me")).rejects.toBeInstanceOf(Unreachable);
});

test("a request that the page itself called off is no failure of the server", async () => {
  const abort = new AbortController();
  abort.abort();
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => Promise.reject(init.signal?.reason));
  await expect(request("/me", { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("a refusal is a problem, and an answer without content is none", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ code: "gone", detail: "Gone." }, { status: 404 }));
  await expect(request("/me")).rejects.toMatchObject({ status: 404, code: "gone", message: "Gone." });
  vi.stubGlobal("fetch", async () => new Response(null, { status: 204 }));
  expect(await request("/me")).toBeUndefined();
});
