// Backups for the tests: a folder, a recovery key, and the commands.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { wardroomctl } from "./harness.mjs";

export const newFolder = () => path.join(mkdtempSync(path.join(tmpdir(), "wardroom-backups-")), "backups");

export function settingsFor(folder, more = {}) {
  return { WARDROOM_BACKUP_FOLDER: folder, WARDROOM_BACKUP_EVERY_HOURS: "0", ...more };
}

export async function makeRecoveryKey(server) {
  const { out } = await server.ctl("recovery", "create");
  return out.match(/^wardroom-recovery(-[0-9a-f]{8}){9}$/m)[0];
}

// wardroomctl backup with the recovery key on its standard input: {code, out}.
export function withKey(server, key, ...args) {
  const child = spawn(wardroomctl, ["--data", server.data, "backup", ...args], { env: server.env });
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (out += part));
  child.stdin.on("error", () => {}); // it may have ended without reading
  child.stdin.end(`${key}\n`);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out })));
}

export const archives = (folder) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /^wardroom-.*\.age$/.test(name)).sort() : [];
export const nameIn = (out) => out.match(/wardroom-\d{8}T\d{6}Z\.age/)[0];
