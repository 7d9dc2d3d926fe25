// Stands in for the transit engine of Vault and OpenBao, after HashiCorp's API documentation: real AES-256-GCM with
// associated data, key versions, policies as far as a token goes. Written apart from the client it tests.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { config, demand, standIn } from "./stand-in.mjs";

let keys = new Map();
let token = config.token;
const strict64 = (text) => typeof text === "string" && Buffer.from(text, "base64").toString("base64") === text;
const refuse = (status, ...errors) => ({ status, json: { errors } });

function encrypt(key, { plaintext, associated_data }) {
  const version = key.versions.length;
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.versions[version - 1], nonce);
  cipher.setAAD(Buffer.from(associated_data, "base64"));
  const sealed = Buffer.concat([nonce, cipher.update(Buffer.from(plaintext, "base64")), cipher.final(), cipher.getAuthTag()]);
  return { status: 200, json: { request_id: "x", lease_id: "", data: { ciphertext: `vault:v${version}:${sealed.toString("base64")}`, key_version: version } } };
}

function decrypt(key, { ciphertext, associated_data }) {
  const [, version, text] = ciphertext.match(/^vault:v(\d+):(.+)$/) ?? [];
  const secret = key.versions[version - 1];
  if (!secret) return refuse(400, "invalid ciphertext: version is too new");
  const sealed = Buffer.from(text, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", secret, sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(associated_data, "base64"));
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { status: 200, json: { request_id: "x", data: { plaintext: plain.toString("base64") } } };
  } catch {
    return refuse(400, "cipher: message authentication failed");
  }
}

function members(text, ...names) {
  const body = JSON.parse(text);
  demand(Object.keys(body).sort().join() === names.sort().join(), `members ${Object.keys(body)}`);
  return body;
}

function create(name, text) {
  const wish = members(text, "type", "exportable", "allow_plaintext_backup", "derived");
  demand(wish.type === "aes256-gcm96" && !wish.exportable && !wish.allow_plaintext_backup && !wish.derived, "key's properties");
  keys.set(name, { versions: [randomBytes(32)] });
  return { status: 204 };
}

standIn(
  (request, text) => {
    const header = (name) => request.headers[name];
    demand(header("x-vault-request") === "true", "X-Vault-Request");
    demand(header("x-vault-namespace") === config.namespace, `namespace ${header("x-vault-namespace")}`);
    demand(header("host") === `127.0.0.1:${request.socket.localPort}`, `host ${header("host")}`);
    if (header("x-vault-token") !== token) return refuse(403, "permission denied");
    const [, mount, deed, name] = request.url.match(/^\/v1\/(.+)\/(encrypt|decrypt|keys)\/([\w.-]+)$/) ?? [];
    if (mount !== config.mount) return refuse(404);
    const key = keys.get(name);
    if (deed === "keys" && request.method === "GET") {
      if (!key) return refuse(404);
      return { status: 200, json: { data: { type: "aes256-gcm96", exportable: false, allow_plaintext_backup: false, derived: false } } };
    }
    demand(request.method === "POST", `method ${request.method}`);
    demand(header("content-type") === "application/json", "content-type");
    if (deed === "keys") return create(name, text);
    if (!key) return refuse(400, "encryption key not found");
    const body = members(text, deed === "encrypt" ? "plaintext" : "ciphertext", "associated_data");
    demand(strict64(body.associated_data), "associated_data is base64");
    if (deed === "decrypt") return decrypt(key, body);
    demand(strict64(body.plaintext) && Buffer.from(body.plaintext, "base64").length === 64, "plaintext: 64 bytes in base64");
    return encrypt(key, body);
  },
  {
    token: (next) => (token = next),
    lose: () => (keys = new Map()),
    rotate: (name) => keys.get(name).versions.push(randomBytes(32)),
  },
);
