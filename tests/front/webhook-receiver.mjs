// A system that outgoing webhooks lead to: HTTPS with a certificate of its own, which keeps what it takes, checks its
// signature as Standard Webhooks says, and answers as told.
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";

export const signatureOf = (secret, id, timestamp, body) =>
  `v1,${createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64")).update(`${id}.${timestamp}.${body}`).digest("base64")}`;

export class WebhookReceiver {
  // stop: `after` of node:test.
  static async start(stop) {
    const receiver = new WebhookReceiver();
    receiver.home = mkdtempSync(path.join(tmpdir(), "wardroom-receiver-"));
    const [key, cert] = [path.join(receiver.home, "key.pem"), path.join(receiver.home, "cert.pem")];
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
      "-subj", "/CN=receiver", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
    receiver.ca = readFileSync(cert, "utf8");
    receiver.taken = [];
    receiver.tries = 0;
    receiver.status = 200; // or "hangs"
    receiver.server = https.createServer({ key: readFileSync(key), cert: receiver.ca }, (request, response) => receiver.serve(request, response));
    await receiver.listen();
    stop(() => {
      receiver.server.closeAllConnections();
      receiver.server.close();
      rmSync(receiver.home, { recursive: true, force: true });
    });
    return receiver;
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(this.port ?? 0, "127.0.0.1", resolve));
    this.port = this.server.address().port;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url() {
    return `https://127.0.0.1:${this.port}/from/wardroom?key=in-the-address`;
  }

  serve(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      ++this.tries;
      if (this.status === "hangs") return;
      if (this.status < 300) {
        const body = Buffer.concat(parts).toString();
        this.taken.push({ url: request.url, method: request.method, headers: request.headers, body, ...JSON.parse(body) });
      }
      response.writeHead(this.status, this.status >= 300 && this.status < 400 ? { location: this.url } : {}).end("answer");
    });
  }

  texts = () => this.taken.filter(({ data }) => data.message).map(({ data }) => data.message.text);

  async until(enough, what = "what was awaited", ms = 20_000) {
    for (const end = Date.now() + ms; !enough(); await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (Date.now() > end) throw new Error(`${what} did not come: ${JSON.stringify(this.taken.map(({ type, data }) => [type, data.message?.text]))}`);
    }
  }

  untilTexts = (...wanted) => this.until(() => wanted.every((text) => this.texts().includes(text)), wanted.join(", "));

  // Which of these secrets a request was signed with, of those that its header holds.
  signers({ headers, body }, ...secrets) {
    const given = headers["webhook-signature"].split(" ");
    return secrets.filter((secret) => given.includes(signatureOf(secret, headers["webhook-id"], headers["webhook-timestamp"], body)));
  }
}
