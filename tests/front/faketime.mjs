// A server started again with its clock moved on (libfaketime, Debian's package faketime).
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { closeAgents } from "./http.mjs";

const library = readdirSync("/usr/lib")
  .map((folder) => path.join("/usr/lib", folder, "faketime/libfaketimeMT.so.1"))
  .find((file) => existsSync(file));
assert.ok(library, "libfaketime is missing: apt-get install faketime");

export async function later(server, offset) {
  await server.stop();
  closeAgents();
  // Waiting goes by the real clock; only what day it is has changed.
  Object.assign(server.env, { LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: "1" });
  await server.start();
}
