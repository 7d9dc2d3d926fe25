// A customer's key service that speaks Vault's transit API over TLS, and grants, refuses, hangs or is gone as told.
// (What Vault itself answers is the business of the tests of the kms room.)
import { execFileSync } from "node:child_process";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";

function certificate(home) {
  const [key, cert] = [path.join(home, "key.pem"), path.join(home, "cert.pem")];
  const subject = ["-subj", "/CN=vault", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...kind, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: readFileSync(key), cert: readFileSync(cert, "utf8") };
}

export class CustomerVault {
  constructor() {
    this.home = mkdtempSync(path.join(tmpdir(), "wardroom-vault-"));
    this.root = randomBytes(32);
    this.token = `hvs.${randomBytes(12).toString("hex")}`;
    this.mood = "grants";
    this.asked = 0;
    this.given = undefined; // what was decrypted last: a test may know the keys that hang from it
  }

  async start() {
    const { key, cert } = certificate(this.home);
    this.ca = cert;
    this.server = https.createServer({ key, cert }, (request, response) => this.serve(request, response));
    await new Promise((resolve) => this.server.listen(this.port ?? 0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
    return this;
  }

  get url() {
    return `https://127.0.0.1:${this.port}`;
  }
  spec(given = {}) {
    return { provider: "vault", vault: { url: this.url, key: "acme", token: this.token, ca: this.ca, ...given } };
  }

  serve(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      ++this.asked;
      if (this.mood === "hangs") return;
      const answer = (status, json) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
      if (this.mood === "refuses" || request.headers["x-vault-token"] !== this.token)
        return answer(403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] });
      const body = parts.length ? JSON.parse(Buffer.concat(parts)) : {};
      try {
        answer(200, { data: this.transit(request.url, body) });
      } catch {
        answer(400, { errors: ["cipher: message authentication failed"] });
      }
    });
  }

  transit(url, { plaintext, ciphertext, associated_data: data = "" }) {
    const aad = Buffer.from(data, "base64");
    if (url === "/v1/transit/encrypt/acme") {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", this.root, nonce).setAAD(aad);
      const sealed = Buffer.concat([nonce, cipher.update(plaintext, "base64"), cipher.final(), cipher.getAuthTag()]);
      return { ciphertext: `vault:v1:${sealed.toString("base64")}`, key_version: 1 };
    }
    if (url !== "/v1/transit/decrypt/acme") throw new Error(url);
    const sealed = Buffer.from(ciphertext.split(":")[2], "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.root, sealed.subarray(0, 12)).setAAD(aad);
    decipher.setAuthTag(sealed.subarray(-16));
    this.given = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
    return { plaintext: this.given.toString("base64") };
  }

  vanish() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
  async discard() {
    await this.vanish();
    rmSync(this.home, { recursive: true, force: true });
  }
}
