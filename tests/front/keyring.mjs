// The keyring file, taken apart by tests that tamper with it (docs/crypto.md describes it).
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// The 16 bytes behind "ws_…".
export function uuidOf(id) {
  let number = 0n;
  for (const letter of id.split("_")[1]) number = (number << 5n) | BigInt(alphabet.indexOf(letter));
  return Buffer.from(number.toString(16).padStart(32, "0").slice(-32), "hex");
}

export class Keyring {
  constructor(server) {
    this.file = path.join(server.data, "keyring");
    this.bytes = readFileSync(this.file);
  }

  // Where the record of this workspace and epoch stands: tenant (16) | epoch (u32) | length (u16) | wrap.
  find(id, epoch) {
    const head = Buffer.concat([uuidOf(id), Buffer.from([0, 0, 0, epoch])]);
    const at = this.bytes.indexOf(head);
    if (at < 0) return undefined;
    const length = this.bytes.readUInt16BE(at + 20);
    return { at, length, wrap: this.bytes.subarray(at + 22, at + 22 + length) };
  }

  // The file with this wrap in place of the one of that workspace, and a good checksum again.
  replace(id, epoch, wrap) {
    const { at, length } = this.find(id, epoch);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(wrap.length);
    const body = Buffer.concat([
      this.bytes.subarray(0, at + 20),
      size,
      wrap,
      this.bytes.subarray(at + 22 + length, this.bytes.length - 32),
    ]);
    writeFileSync(this.file, Buffer.concat([body, createHash("sha256").update(body).digest()]));
  }

  flip() {
    const changed = Buffer.from(this.bytes);
    changed[Math.floor(changed.length / 2)] ^= 1;
    writeFileSync(this.file, changed);
  }
}
