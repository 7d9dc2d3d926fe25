// Twenty times over the server dies in the middle of its work without warning. What it acknowledged is there, once.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeAgents, invite, setUp, startServer, wait } from "./harness.mjs";

const rounds = Number(process.env.WARDROOM_CRASHES ?? 20);
const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const people = await Promise.all(Array.from({ length: 8 }, () => invite(owner)));
const channel = await owner.channel();
for (const person of people) await person.put(`/channels/${channel.id}/members/${person.id}`);

const posts = new Map(); // nonce → {person, text, message once acknowledged}
let number = 0;

// Posts one after the other until the server is gone, half of them by socket.
async function work(person, bySocket) {
  const socket = bySocket && (await person.connect().catch(() => undefined));
  if (bySocket && !socket) return; // the server went while it connected
  for (;;) {
    const nonce = `n${++number}`;
    const entry = { person, text: `text of ${nonce}` };
    posts.set(nonce, entry);
    try {
      entry.message = socket
        ? await socket.command("message.post", { channel: channel.id, text: entry.text, nonce })
        : await person.say(channel, entry.text, nonce);
    } catch {
      return;
    }
  }
}

async function everything() {
  const items = [];
  for (let next = 0; next !== null;) {
    const page = await owner.get(`/channels/${channel.id}/messages?limit=200&after=${next}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

const messageEvents = async () => {
  const items = [];
  for (let next = 0; next !== null;) {
    const page = await owner.get(`/channels/${channel.id}/events?limit=200&after=${next}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
};

for (let round = 1; round <= rounds; ++round) {
  test(`crash ${round}: what was acknowledged is there exactly once, and the audit logs hold`, async () => {
    const working = people.map((person, n) => work(person, n % 2 === 0));
    await wait(80 + Math.random() * 150);
    await server.kill();
    await Promise.all(working);
    closeAgents();
    await server.start();
    const byNonce = new Map();
    for (const message of await everything()) {
      assert.ok(!byNonce.has(message.nonce), `twice: ${message.nonce}`);
      byNonce.set(message.nonce, message);
    }
    for (const [nonce, { text, message }] of posts) {
      const found = byNonce.get(nonce);
      if (message) assert.deepEqual(found, message);
      if (found) assert.equal(found.text, text);
    }
    const seqs = (await messageEvents()).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, n) => n + 1),
      "the event log has a gap",
    );
    const verified = await server.ctl("audit", "verify");
    assert.equal(verified.code, 0, verified.out);
  });
}

test("a retry with its nonce answers with the first message, whether the answer had come or not", async (context) => {
  const before = new Map((await everything()).map((message) => [message.nonce, message]));
  const acknowledged = [...posts].filter(([, { message }]) => message);
  const open = [...posts].filter(([, { message }]) => !message);
  context.diagnostic(
    `${acknowledged.length} acknowledged, ${open.length} without an answer, of these ${open.filter(([nonce]) => before.has(nonce)).length} stored`,
  );
  for (const [nonce, { person, text, message }] of [...open, ...acknowledged.filter((_, n) => n % 20 === 0)]) {
    const again = await person.say(channel, text, nonce);
    const first = message ?? before.get(nonce);
    if (first) assert.deepEqual(again, first);
  }
  const now = await everything();
  assert.equal(new Set(now.map(({ nonce }) => nonce)).size, now.length);
});
