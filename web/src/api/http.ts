// One JSON request. Knows nothing of who is signed in: see auth.ts for that.
import { readProblem, Unreachable } from "./problem";

export const API = "/api/v1";

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  token?: string | null;
  signal?: AbortSignal;
  /** Let the request outlive the page, so that its answer's cookie is kept. */
  keepalive?: boolean;
  timeout?: number;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Wardroom-Client": "web" };
  const init: RequestInit = { method: options.method ?? "GET", headers, credentials: "same-origin", cache: "no-store" };
  if (options.token) headers["Authorization"] = `Bearer ${options.token}`;
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  if (options.keepalive) init.keepalive = true;
  const limit = AbortSignal.timeout(options.timeout ?? 20_000);
  init.signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;

  let response: Response;
  try {
    response = await fetch(API + path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Unreachable(); // cut off in the middle of the body
  }
}
