// A real rsyslogd that takes RFC 5424 over TLS (RFC 5425), from clients with a certificate of our authority only, and
// writes what it parsed as JSON lines.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class SyslogServer {
  static async start(stop) {
    const syslog = new SyslogServer();
    syslog.home = mkdtempSync(path.join(tmpdir(), "wardroom-syslog-"));
    syslog.port = await freePort();
    syslog.makeCertificates();
    writeFileSync(syslog.file("conf"), syslog.configuration());
    syslog.run();
    stop(() => {
      syslog.process.kill("SIGKILL");
      rmSync(syslog.home, { recursive: true, force: true });
    });
    await syslog.listening();
    syslog.env = { WARDROOM_AUDIT_SYSLOG: `tls://localhost:${syslog.port}`, WARDROOM_AUDIT_SYSLOG_CA_FILE: syslog.file("ca.pem"),
      WARDROOM_AUDIT_SYSLOG_CERTIFICATE: syslog.file("client.pem"), WARDROOM_AUDIT_SYSLOG_PRIVATE_KEY: syslog.file("client.key") };
    return syslog;
  }

  file = (name) => path.join(this.home, name);

  makeCertificates() {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl("req", "-x509", ...key, "-days", "2", "-keyout", this.file("ca.key"), "-out", this.file("ca.pem"), "-subj", "/CN=Test authority",
      "-addext", "basicConstraints=critical,CA:TRUE");
    for (const [name, alternative] of [["server", "DNS:localhost"], ["client", "DNS:wardroom.example"]]) {
      openssl("req", ...key, "-keyout", this.file(`${name}.key`), "-out", this.file(`${name}.csr`), "-subj", `/CN=${name}`, "-addext", `subjectAltName=${alternative}`);
      openssl("x509", "-req", "-in", this.file(`${name}.csr`), "-CA", this.file("ca.pem"), "-CAkey", this.file("ca.key"), "-days", "2",
        "-copy_extensions", "copy", "-out", this.file(`${name}.pem`));
    }
  }

  configuration() {
    return `global(workDirectory="${this.home}" maxMessageSize="128k" net.enableDNS="off"
  defaultNetstreamDriverCAFile="${this.file("ca.pem")}" defaultNetstreamDriverCertFile="${this.file("server.pem")}"
  defaultNetstreamDriverKeyFile="${this.file("server.key")}")
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="x509/name" permittedPeer=["wardroom.example"])
template(name="parsed" type="list" option.jsonf="on") {
  property(outname="facility" name="syslogfacility" format="jsonf")
  property(outname="severity" name="syslogseverity" format="jsonf")
  property(outname="version" name="protocol-version" format="jsonf")
  property(outname="at" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="id" name="msgid" format="jsonf")
  property(outname="pid" name="procid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
ruleset(name="all") { action(type="omfile" file="${this.file("log")}" template="parsed") }
input(type="imtcp" port="${this.port}" address="127.0.0.1" ruleset="all")
`;
  }

  run() {
    this.output = "";
    this.process = spawn("/usr/sbin/rsyslogd", ["-n", "-f", this.file("conf"), "-i", this.file("pid")], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (part) => (this.output += part));
    process.once("exit", () => this.process.kill("SIGKILL"));
  }

  async listening() {
    for (let tries = 0; tries < 200; ++tries) {
      const open = await new Promise((resolve) => {
        const socket = net.connect(this.port, "127.0.0.1", () => (socket.destroy(), resolve(true)));
        socket.once("error", () => resolve(false));
      });
      if (open) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`rsyslogd does not listen: ${this.output}`);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("close", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  messages() {
    if (!existsSync(this.file("log"))) return [];
    return readFileSync(this.file("log"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
}
