// A passkey's authenticator together with its browser, in software: WebAuthn Level 2, sections 6.3.2 and 6.3.3, with
// attestation `none` or `packed` by itself. What it is told to do wrong it does: `lie` overrides what it would say.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const sha256 = (data) => createHash("sha256").update(data).digest();
const url64 = (data) => Buffer.from(data).toString("base64url");

// RFC 8949, as far as CTAP2 goes.
function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
export function cbor(value) {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value.entries()];
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([k, v]) => [cbor(k), cbor(v)])]);
}

const kinds = {
  [-7]: {
    make: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    key: ({ x, y }) => new Map([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, "base64url")], [-3, Buffer.from(y, "base64url")]]),
    hash: "sha256",
  },
  [-8]: {
    make: () => generateKeyPairSync("ed25519"),
    key: ({ x }) => new Map([[1, 1], [3, -8], [-1, 6], [-2, Buffer.from(x, "base64url")]]),
    hash: null,
  },
  [-257]: {
    make: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    key: ({ n, e }) => new Map([[1, 3], [3, -257], [-1, Buffer.from(n, "base64url")], [-2, Buffer.from(e, "base64url")]]),
    hash: "sha256",
  },
};

export class Authenticator {
  constructor(server, { algorithm = -7, counts = true, packed = false } = {}) {
    this.origin = `https://localhost:${server.port}`;
    Object.assign(this, { algorithm, counts, packed, counter: 0, id: randomBytes(32) });
    Object.assign(this, kinds[algorithm].make());
  }

  clientData(type, request, lie) {
    const data = { type, challenge: request.challenge, origin: this.origin, crossOrigin: false, ...lie.clientData };
    return Buffer.from(JSON.stringify(data));
  }

  data(request, lie, credential = Buffer.alloc(0)) {
    const flags = (lie.flags ?? 0x05) | (credential.length ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lie.counter ?? (this.counts ? ++this.counter : 0));
    return Buffer.concat([sha256(lie.rpId ?? request.rp_id), Buffer.from([flags]), counter, credential]);
  }

  sign(data, clientData, key = this.privateKey) {
    return sign(kinds[this.algorithm].hash, Buffer.concat([data, sha256(clientData)]), key);
  }

  // The answer to a PasskeyOffer.
  create(offer, lie = {}) {
    this.userHandle = Buffer.from(offer.user_handle, "base64url");
    const clientData = this.clientData("webauthn.create", offer, lie);
    const key = cbor(kinds[this.algorithm].key(this.publicKey.export({ format: "jwk" })));
    const size = Buffer.from([this.id.length >> 8, this.id.length & 255]);
    const authData = this.data(offer, lie, Buffer.concat([Buffer.alloc(16), size, this.id, key]));
    const statement = this.packed
      ? new Map([["alg", this.algorithm], ["sig", this.sign(authData, clientData, lie.key)]])
      : new Map();
    const object = new Map([["fmt", lie.format ?? (this.packed ? "packed" : "none")], ["attStmt", statement], ["authData", authData]]);
    return { client_data: url64(clientData), attestation_object: url64(cbor(object)) };
  }

  // The answer to a PasskeyRequest.
  get(request, lie = {}) {
    const clientData = this.clientData("webauthn.get", request, lie);
    const data = this.data(request, lie);
    return {
      credential: url64(lie.id ?? this.id),
      client_data: url64(clientData),
      authenticator_data: url64(data),
      signature: url64(this.sign(data, clientData, lie.key)),
      user_handle: url64(lie.userHandle ?? this.userHandle),
    };
  }
}

// Adds a passkey to a person: {authenticator, passkey, codes}.
export async function addPasskey(person, { name = "My key", ...options } = {}) {
  const authenticator = new Authenticator(person.server, options);
  const made = authenticator.create(await person.post("/me/factors/passkey-offer"));
  return { authenticator, ...(await person.post("/me/factors/passkeys", { name, ...made })) };
}
