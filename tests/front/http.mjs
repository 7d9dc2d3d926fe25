// One HTTP exchange with a server, over kept-alive TLS verified against its own CA.
import https from "node:https";

const agents = new Map();

function agentOf(server) {
  const key = server.url;
  if (!agents.has(key)) agents.set(key, new https.Agent({ keepAlive: true, maxSockets: 64, ca: server.ca }));
  return agents.get(key);
}

export const closeAgents = () => {
  for (const agent of agents.values()) agent.destroy();
  agents.clear();
};

// `body` is sent as JSON; `raw` (string or Buffer) as it is; `from`: another loopback address to ask from. Answers {status, headers, text, json}.
export function exchange(server, method, path, { body, raw, token, headers = {}, from } = {}) {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const all = { ...headers };
  if (content !== undefined && !("content-type" in all)) all["content-type"] = "application/json";
  if (content !== undefined) all["content-length"] = Buffer.byteLength(content);
  if (token) all.authorization = `Bearer ${token}`;
  const to = { host: "127.0.0.1", port: server.port, localAddress: from, method, path };
  const options = { ...to, headers: all, agent: agentOf(server) };
  return new Promise((resolve, reject) => {
    const request = https.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const isJson = /json/.test(response.headers["content-type"] ?? "") && text !== "";
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text,
          json: isJson ? JSON.parse(text) : null,
        });
      });
    });
    request.on("error", reject);
    request.end(content);
  });
}
