// What opens the data: a key file or a passphrase. Without it, or when others may read it, the server does not start.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { login, Server, setUp } from "./harness.mjs";

const passphrase = "a passphrase of its own";
const made = [];
const another = (options) => {
  made.push(new Server(options));
  return made.at(-1);
};
after(() => made.forEach(({ home }) => rmSync(home, { recursive: true, force: true })));

const first = another();
const keyFile = `${first.data}.key`;
await first.start();
await setUp(first, "acme", { link: first.setupLink });
await first.stop();

const copy = (from, to) => execFileSync("cp", ["-a", from, to]);

async function refusesToStart(server, reason) {
  server.log = "";
  await assert.rejects(server.start(), reason);
  assert.ok(!server.log.includes("ready "));
}
async function starts(server) {
  await server.start();
  assert.equal((await login(server, "acme", "olga")).status, 200);
  await server.stop();
}

test("the first start makes a key of 32 random bytes beside the data, for its owner only", () => {
  const { mode, size } = statSync(keyFile);
  assert.deepEqual([mode & 0o777, size], [0o600, 32]);
});

for (const name of ["../data.key", "root.kms", "tls/server.key"]) {
  test(`the server does not start while others may read ${path.basename(name)}, and says what mends it`, async () => {
    const file = path.join(first.data, name);
    for (const mode of [0o640, 0o604]) {
      chmodSync(file, mode);
      await refusesToStart(first, /chmod 600/);
    }
    chmodSync(file, 0o600);
    await starts(first);
  });
}

test("a copy of the data without its key opens nothing", async () => {
  const thief = another();
  copy(first.data, thief.data);
  await refusesToStart(thief, /data\.key does not exist/);
  const workspaces = await thief.ctl("workspaces");
  assert.notEqual(workspaces.code, 0);
  assert.ok(!workspaces.out.includes("acme"));
  writeFileSync(`${thief.data}.key`, randomBytes(32), { mode: 0o600 });
  await refusesToStart(thief, /key file does not open/);
  copyFileSync(keyFile, `${thief.data}.key`);
  await starts(thief);
});

for (const lost of [["root.kms"], ["keyring", "keyring.previous"]]) {
  test(`without its ${lost[0]} the server does not start, makes no other one, and starts when it is put back`, async () => {
    const torn = another();
    copy(first.data, torn.data);
    copyFileSync(keyFile, `${torn.data}.key`);
    const there = lost.filter((name) => existsSync(path.join(torn.data, name)));
    for (const name of there) renameSync(path.join(torn.data, name), path.join(torn.home, name));
    await refusesToStart(torn, /is gone, and what is here does not open without it/);
    assert.ok(!existsSync(path.join(torn.data, lost[0])));
    for (const name of there) renameSync(path.join(torn.home, name), path.join(torn.data, name));
    await starts(torn);
  });
}

test("a passphrase from a file opens the data, in no process list; another one does not", async () => {
  const server = another();
  const file = path.join(server.home, "passphrase");
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  server.env.WARDROOM_KMS_PASSPHRASE_FILE = file;
  await server.start();
  await setUp(server, "acme", { link: server.setupLink });
  for (const shown of ["cmdline", "environ"])
    assert.ok(!readFileSync(`/proc/${server.process.pid}/${shown}`, "utf8").includes(passphrase));
  await server.stop();
  writeFileSync(file, "a passphrase of nobody", { mode: 0o600 });
  await refusesToStart(server, /passphrase does not open/);
  writeFileSync(file, passphrase);
  chmodSync(file, 0o644);
  await refusesToStart(server, /chmod 600/);
  chmodSync(file, 0o600);
  await starts(server);
});

test("a short passphrase is refused before anything is made with it", async () => {
  await refusesToStart(another({ env: { WARDROOM_KMS_PASSPHRASE: "short" } }), /at least 12/);
});

test("a key of the settings file that does not exist stops the start with its name", async () => {
  const server = another();
  const file = path.join(server.home, "wardroom.toml");
  writeFileSync(file, '[server]\nlistenn = "127.0.0.1:0"\n');
  server.args = ["--config", file];
  await refusesToStart(server, /server\.listenn: unknown setting/);
});
