// What an outsider checks of a transparency log with nothing of ours: signed notes, checkpoints, cosignatures, Merkle
// proofs (C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof; RFC 6962), by node:crypto alone.
import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
export const leafHash = (entry) => sha256([0], entry);
const node = (left, right) => sha256([1], left, right);
const ed25519 = (raw) => createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });

// NAME+HASH+BASE64(type, key)
export function verifierKey(text) {
  const [, name, hash, base64] = text.match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/);
  const bytes = Buffer.from(base64, "base64");
  assert.equal(sha256(name, "\n", bytes).subarray(0, 4).toString("hex"), hash);
  return { name, id: Buffer.from(hash, "hex"), type: bytes[0], key: ed25519(bytes.subarray(1)) };
}

function signatures(note, { name, id }) {
  const lines = note.slice(note.lastIndexOf("\n\n") + 2).trimEnd().split("\n");
  return lines
    .map((line) => line.match(/^\u2014 (\S+) (\S+)$/))
    .filter((match) => match[1] === name)
    .map((match) => Buffer.from(match[2], "base64"))
    .filter((bytes) => bytes.subarray(0, 4).equals(id))
    .map((bytes) => bytes.subarray(4));
}
const textOf = (note) => note.slice(0, note.lastIndexOf("\n\n") + 1);

export const isSigned = (note, vkey) => signatures(note, vkey).some((bytes) => verify(null, Buffer.from(textOf(note)), vkey.key, bytes));
// When the witness cosigned it, or null.
export function cosignedAt(note, vkey) {
  assert.equal(vkey.type, 4);
  for (const bytes of signatures(note, vkey)) {
    const time = bytes.readBigUInt64BE(0);
    const text = `cosignature/v1\ntime ${time}\n${textOf(note)}`;
    if (verify(null, Buffer.from(text), vkey.key, bytes.subarray(8))) return Number(time);
  }
  return null;
}

export function checkpoint(note) {
  const [origin, size, root] = textOf(note).split("\n");
  return { origin, size: Number(size), root: Buffer.from(root, "base64") };
}

// RFC 9162 section 2.1.3.2.
export function rootOfInclusion(leaf, index, size, path) {
  let [fn, sn, hash] = [BigInt(index), BigInt(size - 1), leaf];
  for (const sibling of path) {
    assert.ok(sn > 0n, "the path is too long");
    if (fn & 1n || fn === sn) {
      hash = node(sibling, hash);
      while (!(fn & 1n) && fn > 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else hash = node(hash, sibling);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  assert.equal(sn, 0n, "the path is too short");
  return hash;
}

// RFC 9162 section 2.1.4.2, for 0 < first < second: the roots that the proof comes to.
export function rootsOfConsistency(first, second, firstRoot, proof) {
  const complete = Number.isInteger(Math.log2(first));
  const path = complete ? [firstRoot, ...proof] : proof;
  let [fn, sn] = [BigInt(first - 1), BigInt(second - 1)];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [fr, sr] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (fn & 1n || fn === sn) {
      [fr, sr] = [node(hash, fr), node(hash, sr)];
      while (!(fn & 1n) && fn > 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else sr = node(sr, hash);
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return [fr, sr];
}

export function tlogProof(text) {
  const [head, ...rest] = text.split("\n");
  assert.equal(head, "c2sp.org/tlog-proof@v1");
  const index = Number(rest.shift().match(/^index (\d+)$/)[1]);
  const end = rest.indexOf("");
  return { index, path: rest.slice(0, end).map((line) => Buffer.from(line, "base64")), note: rest.slice(end + 1).join("\n") };
}
