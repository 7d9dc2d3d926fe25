// A realtime connection: commands are answered by promise, everything else queues up as events.
import WebSocket from "ws";

export class Socket {
  constructor(server, ticket, options = {}) {
    const { query = `?ticket=${ticket}`, ...rest } = options;
    this.events = [];
    this.waiting = [];
    this.answers = new Map();
    this.next = 1;
    this.ws = new WebSocket(`wss://127.0.0.1:${server.port}/api/v1/realtime${query}`, { ca: server.ca, ...rest });
    this.opened = new Promise((resolve, reject) => {
      this.ws.once("open", resolve);
      this.ws.once("unexpected-response", (_, response) =>
        reject(Object.assign(new Error("refused"), { status: response.statusCode })),
      );
      this.ws.once("error", reject);
    });
    this.opened.catch(() => {});
    this.ws.on("error", () => {});
    this.closed = new Promise((resolve) =>
      this.ws.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
    );
    this.closed.then(({ code }) => this.fail(new Error(`closed with ${code}`)));
    this.ws.on("message", (data) => this.take(JSON.parse(String(data))));
  }

  fail(error) {
    for (const { reject } of this.answers.values()) reject(error);
    for (const waiter of this.waiting) waiter.reject(error);
    this.answers.clear();
    this.waiting = [];
  }

  take(frame) {
    if (!("event" in frame)) {
      const answer = this.answers.get(frame.id);
      this.answers.delete(frame.id);
      return answer?.resolve(frame);
    }
    const at = this.waiting.findIndex(({ fits }) => fits(frame));
    if (at < 0) return this.events.push(frame);
    this.waiting.splice(at, 1)[0].resolve(frame);
  }

  // The whole answer, {id, ok} or {id, problem}.
  ask(op, args = {}) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.answers.set(id, { resolve, reject });
      this.ws.send(JSON.stringify({ id, op, args }));
    });
  }

  async command(op, args) {
    const answer = await this.ask(op, args);
    if (answer.problem) throw Object.assign(new Error(JSON.stringify(answer.problem)), { problem: answer.problem });
    return answer.ok;
  }

  // The first event of this name (that fits), queued or to come; it is taken off the queue.
  event(name, fits = () => true, timeout = 5000) {
    const both = (frame) => frame.event === name && fits(frame);
    const at = this.events.findIndex(both);
    if (at >= 0) return Promise.resolve(this.events.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting = this.waiting.filter((waiter) => waiter !== entry);
        reject(new Error(`no event ${name}; waiting are ${JSON.stringify(this.events).slice(0, 2000)}`));
      }, timeout);
      const entry = {
        fits: both,
        resolve: (frame) => resolve(frame, clearTimeout(late)),
        reject: (error) => reject(error, clearTimeout(late)),
      };
      this.waiting.push(entry);
    });
  }

  close() {
    this.ws.close();
    return this.closed;
  }
}
