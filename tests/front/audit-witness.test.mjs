// A witness of the audit log: a program of its own, that cosigns what only grew, and says no to a log that was rolled back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { closeAgents, exchange, setUp, signIn, startServer, wait, wardroomctl } from "./harness.mjs";
import { checkpoint, cosignedAt, verifierKey } from "./tlog.mjs";

const home = mkdtempSync(path.join(tmpdir(), "wardroom-witness-"));
const witness = { folder: path.join(home, "witness"), listen: "127.0.0.1:0" };
after(() => (witness.process?.kill("SIGKILL"), rmSync(home, { recursive: true, force: true })));

async function startWitness(...args) {
  witness.process?.kill("SIGTERM");
  witness.process = spawn(wardroomctl, ["audit", "witness", witness.folder, "--name", "witness.example/audit", "--listen", witness.listen, ...args]);
  witness.log = "";
  witness.process.stderr.on("data", (part) => (witness.log += part));
  await new Promise((resolve, reject) => {
    witness.process.stdout.on("data", (part) => /^(looks at|It knows no)/m.test((witness.log += part)) && resolve());
    witness.process.once("close", () => reject(new Error(witness.log)));
  });
  const port = Number(witness.log.match(/^listening on 127\.0\.0\.1:(\d+)$/m)[1]);
  Object.assign(witness, { port, listen: `127.0.0.1:${port}`, key: witness.log.match(/^witness key (.*)$/m)[1], authority: witness.log.match(/^its authority is (.*)$/m)[1] });
}
const tell = (target, raw) => exchange({ url: `https://localhost:${witness.port}`, ca: readFileSync(witness.authority), port: witness.port }, "POST", target, { raw, headers: { "content-type": "text/plain" } });

await startWitness();
const server = await startServer(after, {
  env: { WARDROOM_AUDIT_WITNESSES: `https://localhost:${witness.port} ${witness.key}`, WARDROOM_AUDIT_WITNESS_CA_FILE: witness.authority },
});
const owner = await setUp(server, "acme", { link: server.setupLink });
let files = 0;
const newFile = () => path.join(home, `file-${++files}`);
const exported = async () => {
  const file = newFile();
  return { file, ...(await server.ctl("audit", "export", file, "--workspace", "acme")) };
};
const printed = (await server.ctl("audit", "key", "--workspace", "acme")).out;
const logKeys = [...printed.matchAll(/verifier key (.*)$/gm)].map(([, key]) => key);
const [logKey] = logKeys;

test("a log that it does not know is not cosigned, and the export says so", async () => {
  const { code, out } = await exported();
  assert.equal(code, 0, out);
  assert.match(out, /0 of 1 witnesses cosigned it/);
});

test("a log that it was told to trust is cosigned as it grows", async () => {
  await startWitness("--trust", logKey);
  for (let round = 0; round < 3; ++round) {
    const { code, out, file } = await exported();
    assert.equal(code, 0, out);
    assert.doesNotMatch(out, /witnesses cosigned/);
    const checked = await server.ctl("audit", "verify", file, "--witness", witness.key);
    assert.equal(checked.code, 0, checked.out);
    assert.match(checked.out, /cosigned by witness\.example\/audit at 20/);
    const at = cosignedAt(JSON.parse(readFileSync(file, "utf8").trimEnd().split("\n").at(-1)).checkpoint, verifierKey(witness.key));
    assert.ok(Math.abs(at - Date.now() / 1000) < 60);
  }
  const now = await owner.get("/audit/checkpoint");
  assert.deepEqual(now.witnesses, [{ name: "witness.example/audit", size: now.size }]);
  assert.ok(cosignedAt(now.note, verifierKey(witness.key)));
});

test("the compliance log is another log to it, which is trusted by a key of its own", async () => {
  const compliance = async () => {
    const file = newFile();
    return { file, ...(await server.ctl("audit", "export", file, "--workspace", "acme", "--log", "compliance")) };
  };
  assert.match((await compliance()).out, /0 of 1 witnesses cosigned it/);
  assert.deepEqual(await owner.audit("audit.witness_refused"), []); // it was not refused: nobody told the witness
  await startWitness("--trust", logKeys[1]);
  const { out, file } = await compliance();
  assert.doesNotMatch(out, /witnesses cosigned/);
  const checked = await server.ctl("audit", "verify", file, "--witness", witness.key, "--public-key", logKeys[1]);
  assert.equal(checked.code, 0, checked.out);
  const now = await owner.get("/audit/checkpoint?log=compliance");
  assert.deepEqual(now.witnesses, [{ name: "witness.example/audit", size: now.size }]);
});

test("an export that the witness did not cosign does not verify when it must", async () => {
  const { file } = await exported();
  const stranger = witness.key.replace("witness.example/audit", "another.example");
  assert.equal((await server.ctl("audit", "verify", file, "--witness", stranger)).code, 1); // the hash is of the name too
  witness.process.kill("SIGTERM");
  const alone = await exported();
  assert.match(alone.out, /0 of 1 witnesses cosigned it/);
  const { code, out } = await server.ctl("audit", "verify", alone.file, "--witness", witness.key);
  assert.equal(code, 2);
  assert.match(out, /the witness witness\.example\/audit did not cosign the checkpoint/);
  assert.equal((await server.ctl("audit", "verify", alone.file)).code, 0);
});

test("started again it remembers, and the server has what it missed cosigned", async () => {
  await startWitness();
  assert.match(witness.log, /looks at wardroom\/audit\/ws_/);
  await server.stop();
  closeAgents();
  await server.start();
  const again = await signIn(owner);
  for (let now; ; await wait(100)) {
    now = await again.get("/audit/checkpoint");
    if (now.witnesses[0].size === now.size) break;
  }
});

test("a rotated signing key is handed over to the witness", async () => {
  assert.equal((await server.ctl("keys", "rotate", "--audit", "--workspace", "acme")).code, 0);
  const { out, file } = await exported();
  assert.doesNotMatch(out, /witnesses cosigned/);
  assert.equal((await server.ctl("audit", "verify", file, "--witness", witness.key, "--public-key", logKey)).code, 0);
});

test("a log that was rolled back is refused, and says so of itself", async () => {
  await server.stop();
  closeAgents();
  const copy = path.join(home, "copy");
  cpSync(server.data, copy, { recursive: true });
  await server.start();
  const before = await signIn(owner);
  for (let n = 0; n < 20; ++n) await before.patch("/me", { display_name: `gone soon ${n}` });
  const { file } = await exported();
  assert.equal((await server.ctl("audit", "verify", file, "--witness", witness.key)).code, 0);
  await server.stop();
  closeAgents();
  rmSync(server.data, { recursive: true });
  cpSync(copy, server.data, { recursive: true });
  await server.start();
  const later = await signIn(owner);
  const short = await exported();
  assert.match(short.out, /0 of 1 witnesses cosigned it/);
  const cutOff = ({ detail }) => /^it saw \d+ entries, and the log has \d+: entries were cut off$/.test(detail);
  let refused;
  while (!(refused = (await later.audit("audit.witness_refused")).find(cutOff))) await wait(50);
  assert.deepEqual([refused.target, refused.outcome], [`witness.example/audit wardroom/audit/${owner.workspace.id}`, "refused"]);
  assert.equal((await server.ctl("audit", "verify", "--workspace", "acme")).code, 0); // by itself it looks whole
  // Grown past what was seen, it is another log all the same.
  for (let n = 0; n < 40; ++n) await later.patch("/me", { display_name: `another story ${n}` });
  assert.match((await exported()).out, /0 of 1 witnesses cosigned it/);
});

test("what is no checkpoint is answered as the protocol says", async () => {
  assert.equal((await tell("/add-checkpoint", "nonsense")).status, 400);
  assert.equal((await tell("/elsewhere", "")).status, 404);
  const note = (await owner.get("/audit/checkpoint").catch(() => null))?.note ?? "";
  const foreign = `old 0\n\nexample.org/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 example.org/log AAAA\n`;
  assert.equal((await tell("/add-checkpoint", foreign)).status, 404);
  if (note) assert.ok(checkpoint(note).size > 0);
});

test("settings that name no witness are refused at the start", async () => {
  for (const bad of ["https://localhost:1", "https://localhost:1 key", `ftp://x ${witness.key}`, `https://localhost:1 ${logKey}`]) {
    const { code, out } = await server.ctl.call({ ...server, env: { ...server.env, WARDROOM_AUDIT_WITNESSES: bad } }, "config", "check");
    assert.equal(code, 1, bad);
    assert.match(out, /audit\.witnesses/);
  }
});
