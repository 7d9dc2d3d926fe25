// A customer's key service: a token of SoftHSM2 (a real PKCS#11 module), whose key can be taken away and given back
// while a server uses it.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const pin = "271828";
export const hsmModule = "/usr/lib/softhsm/libsofthsm2.so";

export class CustomerHsm {
  constructor() {
    this.home = mkdtempSync(path.join(tmpdir(), "wardroom-hsm-"));
    this.tokens = path.join(this.home, "tokens");
    this.away = path.join(this.home, "away");
    for (const folder of [this.tokens, this.away]) mkdirSync(folder);
    this.conf = path.join(this.home, "softhsm2.conf");
    writeFileSync(this.conf, `directories.tokendir = ${this.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    this.env = { SOFTHSM2_CONF: this.conf };
    this.specs = 0;
  }

  run(program, ...args) {
    return execFileSync(program, args, { env: { ...process.env, ...this.env }, stdio: ["ignore", "pipe", "pipe"] });
  }

  makeKey(token) {
    this.run("softhsm2-util", "--init-token", "--free", "--label", token, "--pin", pin, "--so-pin", "314159");
    this.token = token;
    this.pkcs11("--keygen", "--key-type", "AES:32", "--label", "wardroom-root", "--sensitive");
  }
  pkcs11(...args) {
    return this.run("pkcs11-tool", "--module", hsmModule, "--token-label", this.token, "--login", "--pin", pin, ...args);
  }

  // A file for `wardroomctl provider set`.
  spec(token, pinGiven = pin) {
    const file = path.join(this.home, `spec-${++this.specs}.json`);
    const spec = { provider: "pkcs11", pkcs11: { module: hsmModule, token, pin: pinGiven } };
    writeFileSync(file, JSON.stringify(spec), { mode: 0o600 });
    return file;
  }

  objects(folder) {
    return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".object") && !name.includes("token.object"));
  }
  takeKeyAway() {
    for (const name of this.objects(this.tokens)) renameSync(path.join(this.tokens, name), path.join(this.away, name.replaceAll("/", "%")));
  }
  // As a restored backup would be: under a new name, for the module remembers the old one as gone; and it looks at its
  // folder again when another process has changed something through it.
  giveKeyBack() {
    for (const name of this.objects(this.away)) {
      const [folder] = name.split("%");
      renameSync(path.join(this.away, name), path.join(this.tokens, folder, `${randomUUID()}.object`));
    }
    this.pkcs11("--write-object", this.conf, "--type", "data", "--label", `nudge ${++this.specs}`);
  }

  discard() {
    rmSync(this.home, { recursive: true, force: true });
  }
}

export { pin };
