// What the stand-ins for Vault and AWS KMS share: an HTTPS server that is told on standard input what to do (one JSON
// object a line, answered "ok") and whose complaints about a request's form are asked for at the end.
//   {"close":true} {"listen":true}   away, and back on the same port
//   {"hang":true|false}              takes requests and does not answer them
//   {"answer":{status,headers,body}} answers everything with this; null ends it
//   {"complaints":true}              answers them as JSON
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createServer as createClearServer } from "node:http";
import { createInterface } from "node:readline";

export const config = JSON.parse(process.argv[2]);
export const complaints = [];
let hang = false;
let canned = null;
let port = 0;

export function demand(holds, what) {
  if (!holds) complaints.push(what);
}

// serve(request, body) answers {status, json}; orders: names of further commands and what they do.
export function standIn(serve, orders = {}) {
  const answer = async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    if (hang) return;
    if (canned) return response.writeHead(canned.status, canned.headers ?? {}).end(canned.body ?? "");
    const { status, json } = serve(request, body);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(json === undefined ? "" : JSON.stringify(json));
  };
  const server = config.cert
    ? createServer({ cert: readFileSync(config.cert), key: readFileSync(config.key) }, answer)
    : createClearServer(answer);
  const listen = () =>
    new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve((port = server.address().port))));
  const obey = async (order) => {
    if (order.close) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
    if (order.listen) await listen();
    if ("hang" in order) hang = order.hang;
    if ("answer" in order) canned = order.answer;
    for (const [name, deed] of Object.entries(orders)) if (name in order) deed(order[name]);
    return order.complaints ? JSON.stringify(complaints) : "ok";
  };
  listen().then(() => console.log(port));
  createInterface({ input: process.stdin })
    .on("line", async (line) => console.log(await obey(JSON.parse(line))))
    .on("close", () => process.exit(0));
}
