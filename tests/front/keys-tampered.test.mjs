// Somebody with write access to the disk changes the keyring. Each time it is said what is wrong, nothing is written over,
// and with the right file back in place everything is there.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { closeAgents, login, Server, setUp, startServer } from "./harness.mjs";
import { Keyring } from "./keyring.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const second = await setUp(server, "bravo");
const channel = await owner.channel();
await owner.say(channel, "still here");
const file = path.join(server.data, "keyring");

// Stopped, tampered with, looked at from both sides; then as it was before.
async function tampered(change, look) {
  await server.stop();
  closeAgents();
  const saved = path.join(server.home, "keyring.saved");
  copyFileSync(file, saved);
  change(new Keyring(server));
  const bad = readFileSync(file);
  await look();
  assert.deepEqual(readFileSync(file), bad, "the keyring was written over");
  copyFileSync(saved, file);
  await server.start();
  assert.equal((await owner.get(`/channels/${channel.id}/messages`)).items.at(-1).text, "still here");
}

async function lockedAndExplained() {
  const { code, out } = await server.ctl("keys", "verify", "--workspace", "acme");
  assert.equal(code, 1, out);
  assert.match(out, /acme: This workspace is locked: the key service refuses its key/);
  await server.start();
  const refused = await login(server, "acme", "olga");
  assert.deepEqual([refused.status, refused.json.code], [503, "tenant_dark"]);
  assert.equal((await login(server, "bravo", "olga")).status, 200, "another workspace is none the worse");
  await server.stop();
  closeAgents();
}

test("a wrap that was cut short locks its workspace, and no other", () =>
  tampered((keyring) => keyring.replace(owner.workspace.id, 1, keyring.find(owner.workspace.id, 1).wrap.subarray(0, 40)), lockedAndExplained));

test("the wrap of another workspace opens nothing in this one", () =>
  tampered((keyring) => keyring.replace(owner.workspace.id, 1, keyring.find(second.workspace.id, 1).wrap), lockedAndExplained));

test("the keyring of another server does not start this one", async () => {
  const other = await new Server().start();
  await other.stop();
  try {
    await tampered(
      () => copyFileSync(path.join(other.data, "keyring"), file),
      async () => {
        await assert.rejects(server.start(), /the platform's keys do not open: .* refuses; keyring and root key belong together/);
        const { code, out } = await server.ctl("keys", "inventory");
        assert.equal(code, 1);
        assert.match(out, /keyring and root key belong together/);
      },
    );
  } finally {
    await other.discard();
  }
});

test("a keyring with a flipped bit is refused, and the command that helps is told", () =>
  tampered(
    (keyring) => keyring.flip(),
    async () => {
      await assert.rejects(server.start(), /is damaged \(its checksum does not match\): keep a copy of it, then run `cp /);
    },
  ));
