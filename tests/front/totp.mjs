// An authenticator app: RFC 6238 with SHA-1, six digits, thirty seconds.
import { createHmac } from "node:crypto";

function decoded(base32) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// The code of now, or of some steps later.
export function totp(secret, later = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000) + later));
  const mac = createHmac("sha1", decoded(secret)).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// Sets one up for a person: {secret, codes}. Its code of now is used up; the next one is good.
export async function enrol(person) {
  const { secret, uri } = await person.post("/me/factors/totp");
  const { codes } = await person.post("/me/factors/totp/confirm", { code: totp(secret) });
  return { secret, uri, codes };
}
