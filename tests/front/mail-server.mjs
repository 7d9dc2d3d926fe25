// A real mail server (aiosmtpd) with a certificate and a log-in, and the letters it took.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const login = { user: "wardroom", password: "mail s/ecret" };

export class MailServer {
  static async start(stop) {
    const mail = new MailServer();
    mail.home = mkdtempSync(path.join(tmpdir(), "wardroom-mail-"));
    mail.letters = [];
    mail.waiting = [];
    const file = (name) => path.join(mail.home, name);
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
      "-keyout", file("key.pem"), "-out", file("ca.pem"), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
      { stdio: "ignore" });
    writeFileSync(file("password"), login.password, { mode: 0o600 });
    const program = path.join(import.meta.dirname, "mail-server.py");
    // Debian's Python: the package that it needs is Debian's.
    mail.process = spawn("/usr/bin/python3", [program, file("ca.pem"), file("key.pem"), login.user, login.password],
      { stdio: ["ignore", "pipe", "inherit"] });
    process.once("exit", () => mail.process.kill("SIGKILL"));
    stop(() => {
      mail.process.kill("SIGKILL");
      rmSync(mail.home, { recursive: true, force: true });
    });
    const lines = createInterface({ input: mail.process.stdout });
    const port = await new Promise((resolve, reject) => {
      lines.once("line", (line) => resolve(JSON.parse(line).port));
      mail.process.once("close", () => reject(new Error("the mail server ended")));
    });
    lines.on("line", (line) => mail.take(JSON.parse(line)));
    mail.env = { WARDROOM_MAIL_URL: `smtp://localhost:${port}`, WARDROOM_MAIL_FROM: "wardroom@example.org",
      WARDROOM_MAIL_USERNAME: login.user, WARDROOM_MAIL_PASSWORD_FILE: file("password"), WARDROOM_MAIL_CA_FILE: file("ca.pem") };
    return mail;
  }

  take(letter) {
    this.letters.push(letter);
    this.waiting = this.waiting.filter(({ to, resolve }) => !letter.to.includes(to) || resolve(letter));
  }

  // The next letter to this address that was not asked for before.
  async next(to) {
    const at = this.letters.findIndex((letter) => letter.to.includes(to) && !letter.read);
    const letter = at >= 0 ? this.letters[at] : await new Promise((resolve, reject) => {
      this.waiting.push({ to, resolve });
      setTimeout(() => reject(new Error(`no letter to ${to}`)), 20_000).unref();
    });
    letter.read = true;
    return letter;
  }
}

export const linkIn = ({ text }) => text.match(/https:\/\/\S+/)[0];
// What a link's fragment says: {token, proof}.
export const inFragment = (link) => Object.fromEntries(new URLSearchParams(new URL(link).hash.slice(1)));
