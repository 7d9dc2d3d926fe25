// A real wardroomd in a directory of its own. `start()` waits until it is ready; `stop()` asks it to end, `kill()` does
// not ask. Everything it wrote is in `log`.
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const repository = path.resolve(import.meta.dirname, "../..");
export const wardroomd = path.resolve(repository, process.env.WARDROOMD ?? "build/release/apps/wardroomd");
export const wardroomctl = path.resolve(repository, process.env.WARDROOMCTL ?? "build/release/apps/wardroomctl");
const run = promisify(execFile);

const cheap = {
  WARDROOM_RATE_LIMITS: "off",
  WARDROOM_PASSWORD_MEMORY_KIB: "8192",
  WARDROOM_PASSWORD_PASSES: "1",
};
const forger = path.resolve(repository, process.env.WARDROOM_FORGER ?? "build/release/tests/front/wardroom-forger");

export class Server {
  constructor({ args = [], env = {} } = {}) {
    this.home = mkdtempSync(path.join(tmpdir(), "wardroom-front-"));
    this.data = path.join(this.home, "data");
    this.args = args;
    this.listen = "127.0.0.1:0";
    const backups = { WARDROOM_BACKUP_FOLDER: path.join(this.home, "backups"), WARDROOM_BACKUP_EVERY_HOURS: "0" };
    this.env = { PATH: process.env.PATH, ...cheap, ...backups, ...env };
    this.log = "";
  }

  async start() {
    const args = ["--data", this.data, "--listen", this.listen, ...this.args];
    this.process = spawn(wardroomd, args, { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
    process.once("exit", () => this.process.kill("SIGKILL"));
    this.exited = new Promise((resolve) => this.process.once("close", (code, signal) => resolve({ code, signal })));
    this.process.stderr.on("data", (part) => (this.log += part));
    let out = "";
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`not ready in 60 s\n${out}${this.log}`)), 60_000);
      this.process.stdout.on("data", (part) => {
        out += part;
        this.log += part;
        if (/^ready .*\n/m.test(out)) resolve(clearTimeout(late));
      });
      this.exited.then(({ code }) => reject(new Error(`ended with ${code}\n${this.log}`, clearTimeout(late))));
    });
    this.url = out.match(/^ready (.*)$/m)[1];
    this.port = Number(new URL(this.url).port);
    this.setupLink = out.match(/^setup (.*)$/m)?.[1];
    this.ca ??= this.readCa();
    return this;
  }

  readCa() {
    try {
      return readFileSync(path.join(this.data, "tls/ca.pem"));
    } catch {
      return undefined; // the test brings its own certificate
    }
  }

  alive() {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async stop() {
    if (this.alive()) this.process.kill("SIGTERM");
    return this.exited;
  }

  async kill() {
    this.process.kill("SIGKILL");
    return this.exited;
  }

  // Ends it and takes its files away; a server that ended badly, or that a sanitizer complained about, is a failure.
  async discard() {
    if (!this.process) return rmSync(this.home, { recursive: true, force: true });
    const { code, signal } = await this.stop();
    rmSync(this.home, { recursive: true, force: true });
    const complaint = this.log.match(/^.*(Sanitizer|runtime error:)[^]*/m)?.[0];
    if (complaint) throw new Error(complaint.slice(0, 8000));
    if (code !== 0 && signal !== "SIGKILL") throw new Error(`ended with ${code ?? signal}\n${this.log.slice(-4000)}`);
  }

  // Changes an entry of a workspace's audit log (1 security, 2 compliance) in the database, behind the server's back.
  async forge(workspace, log, seq) {
    await run(forger, [this.data, path.join(this.home, "data.key"), workspace.id, String(log), String(seq)]);
  }

  // wardroomctl on this data directory: {code, out}.
  async ctl(...args) {
    const full = ["--data", this.data, ...(this.url ? ["--public-url", this.url] : []), ...args];
    try {
      const { stdout, stderr } = await run(wardroomctl, full, { env: this.env });
      return { code: 0, out: stdout + stderr };
    } catch (error) {
      if (typeof error.code !== "number") throw error;
      return { code: error.code, out: error.stdout + error.stderr };
    }
  }
}

export const printed = async (document) => (await run(wardroomd, [document], { maxBuffer: 1 << 26 })).stdout;

// A server for one test file; `after` (of node:test) takes it away. To be called at the file's top level: inside a hook,
// `after` would belong to the hook.
export async function startServer(after, options) {
  const server = new Server(options);
  after(() => server.discard());
  return server.start();
}
