// Stands in for AWS KMS, after its API reference: Encrypt, Decrypt and DescribeKey with encryption context, real
// AES-256-GCM, and Signature Version 4 verified from the request as it arrived. Written apart from the client it tests.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { config, demand, standIn } from "./stand-in.mjs";

let master = config.has_key ? randomBytes(32) : null;
let state = "Enabled";
let denied = false;
let skew = 0;
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const refuse = (type, message = "", status = 400) => ({ status, json: { __type: `com.amazonaws.kms#${type}`, message } });

// What the client must have put into Authorization.
function signatureOf(request, body, scope, names) {
  const canonical = [
    request.method, request.url, "",
    ...names.map((name) => `${name}:${request.headers[name].trim().replace(/\s+/g, " ")}`), "",
    names.join(";"), sha256(body),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope.join("/"), sha256(canonical)].join("\n");
  return hmac(scope.reduce(hmac, `AWS4${config.secret}`), toSign).toString("hex");
}

function authenticate(request, body) {
  const match = (request.headers.authorization ?? "").match(
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/(aws4_request), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/);
  if (!match) return refuse("IncompleteSignature");
  const [, id, date, region, service, end, signed, signature] = match;
  const names = signed.split(";");
  demand(region === config.region && service === "kms", `scope ${region}/${service}`);
  for (const name of ["host", "x-amz-date", "x-amz-target", "content-type"]) demand(names.includes(name), `${name} is signed`);
  demand([...names].sort().join() === names.join(), "signed headers are sorted");
  if (config.session_token) demand(names.includes("x-amz-security-token"), "the session token is signed");
  if (id !== config.id) return refuse("UnrecognizedClientException", "The security token included in the request is invalid.");
  if (request.headers["x-amz-security-token"] !== config.session_token) return refuse("UnrecognizedClientException");
  const time = request.headers["x-amz-date"];
  const at = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  demand(time.startsWith(date), "the scope's date is the request's");
  if (Math.abs(Date.now() + skew - at) > 300_000) return refuse("InvalidSignatureException", "Signature expired: too old");
  if (signatureOf(request, body, [date, region, service, end], names) !== signature)
    return refuse("InvalidSignatureException", "The request signature we calculated does not match the signature you provided.");
  return null;
}

function contextOf(body) {
  demand(Object.keys(body.EncryptionContext).join() === "wardroom", "encryption context");
  demand(/^([0-9a-f]{2})*$/.test(body.EncryptionContext.wardroom), "encryption context is hexadecimal");
  return Buffer.from(JSON.stringify(body.EncryptionContext));
}

function encrypt(body) {
  demand(Buffer.from(body.Plaintext, "base64").length === 64, "plaintext: 64 bytes in base64");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", master, nonce);
  cipher.setAAD(contextOf(body));
  const sealed = Buffer.concat([nonce, cipher.update(Buffer.from(body.Plaintext, "base64")), cipher.final(), cipher.getAuthTag()]);
  return { status: 200, json: { CiphertextBlob: sealed.toString("base64"), KeyId: config.kms_key, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" } };
}

function decrypt(body) {
  const sealed = Buffer.from(body.CiphertextBlob, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", master, sealed.subarray(0, 12));
    decipher.setAAD(contextOf(body));
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { status: 200, json: { Plaintext: plain.toString("base64"), KeyId: config.kms_key, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" } };
  } catch {
    return refuse("InvalidCiphertextException");
  }
}

standIn(
  (request, text) => {
    demand(request.method === "POST" && request.url === "/", `${request.method} ${request.url}`);
    demand(request.headers["content-type"] === "application/x-amz-json-1.1", "content-type");
    const stopped = authenticate(request, text);
    if (stopped) return stopped;
    const body = JSON.parse(text);
    const operation = request.headers["x-amz-target"]?.match(/^TrentService\.(\w+)$/)?.[1];
    if (denied) return refuse("AccessDeniedException", "User is not authorized to perform this");
    if (body.KeyId !== config.kms_key || !master) return refuse("NotFoundException", `Key '${body.KeyId}' does not exist`);
    if (operation === "DescribeKey")
      return { status: 200, json: { KeyMetadata: { KeyId: config.kms_key, Enabled: state === "Enabled", KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" } } };
    if (state === "Disabled") return refuse("DisabledException", `${config.kms_key} is disabled.`);
    demand(body.EncryptionAlgorithm === "SYMMETRIC_DEFAULT", "EncryptionAlgorithm");
    demand(Object.keys(body).length === 4, `members ${Object.keys(body)}`);
    if (operation === "Encrypt") return encrypt(body);
    if (operation === "Decrypt") return decrypt(body);
    return refuse("UnknownOperationException");
  },
  {
    lose: () => (master = null),
    make: () => (master = randomBytes(32)),
    deny: (on) => (denied = on),
    state: (next) => (state = next),
    skew: (milliseconds) => (skew = milliseconds),
  },
);
