// Garbage for every operation the server has: each answer is a problem that names the field, and nothing changes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";
import { allOperations, pathOf, perform, samples, stage } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const actor = await invite(owner, "owner");
const at = await stage(owner, actor);
const operations = await allOperations();
const withBody = operations.filter(({ body }) => body);

async function state() {
  const lists = ["/users", "/channels", "/invitations", "/me/sessions"].map((path) => actor.get(`${path}?limit=200`));
  const [users, channels, invitations, sessions, ...rest] = await Promise.all([
    ...lists,
    actor.get("/workspace"),
    actor.get(`/channels/${at.channel.id}/events?limit=200`),
    // An id that nobody has is refused, and that stands in the log.
    actor.get("/audit?limit=200").then(({ items }) => items.filter(({ event }) => event !== "access.unknown")),
  ]);
  return JSON.stringify([users, channels, invitations, sessions.items.length, rest]);
}

function isProblem(answer, { field, statuses = [400, 404, 413, 415, 422] } = {}) {
  assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text.slice(0, 500)}`);
  assert.equal(answer.headers["content-type"], "application/problem+json");
  const { type, title, status, code, detail, request_id } = answer.json;
  for (const text of [type, title, code, detail, request_id]) assert.ok(typeof text === "string" && text !== "");
  assert.equal(status, answer.status);
  if (field) assert.match(answer.json.field ?? "", field);
}

const json = (text) => ({ raw: text });
const bodies = {
  "cut short": json('{"a":'),
  "text after the end": json("{} x"),
  "an array": json("[]"),
  "a text": json('"x"'),
  "a number": json("1"),
  null: json("null"),
  "bytes that are not UTF-8": { raw: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  "a zero byte": { raw: Buffer.from('{"a":"\0"}') },
  "a byte order mark": { raw: Buffer.from("\ufeff{}") },
  "nesting without end": json('{"a":'.repeat(5000) + "1" + "}".repeat(5000)),
  "an unknown member": json('{"surprise":1}'),
  "a comment": json("{/* x */}"),
  "single quotes": json("{'a':1}"),
  "a trailing comma": json('{"a":1,}'),
  "a number that is none": json('{"a":NaN}'),
  "another content type": { raw: "{}", headers: { "content-type": "text/plain" } },
  "a form": { raw: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
};

for (const operation of withBody) {
  test(`${operation.name} refuses every malformed body`, async () => {
    const path = pathOf(operation, samples(at)[operation.name]?.params);
    const before = await state();
    for (const [what, options] of Object.entries(bodies)) {
      const answer = await actor.call(operation.method, path, undefined, options);
      assert.ok(answer.status !== 200, `${what}: ${answer.text}`);
      isProblem(answer, { field: /^(body|header)/ });
    }
    assert.equal(await state(), before);
  });
}

// Values that do not fit a schema of this kind.
function misfits(schema, required) {
  const given = schema.oneOf ? schema.oneOf[0] : schema;
  const resolved = given.$ref ? (operations[0].components.schemas[given.$ref.split("/").at(-1)] ?? {}) : given;
  const common = [{}, [], { a: 1 }, [["x"]], ...(required ? [null] : [])];
  if (resolved.type === "array") return [...common.filter((value) => value?.length !== 0), ["x"], [null], [0], "x", 1];
  if (resolved.type === "integer") {
    const edges = [resolved.minimum - 1, resolved.maximum + 1].filter(Number.isSafeInteger);
    return [...common, "1", "", true, 1.5, -1e300, 2 ** 63, 2 ** 64, ...edges];
  }
  if (resolved.type === "boolean") return [...common, 0, 1, "true", ""];
  const texts = resolved.enum
    ? ["", "x", resolved.enum[0].toUpperCase(), `${resolved.enum[0]} `, `${resolved.enum[0]}\0`]
    : [];
  if (resolved.pattern) texts.push("", "x", "../../etc/passwd", "usr_", "x".repeat(300), "usr_\0");
  if (resolved.maxLength) texts.push("x".repeat(resolved.maxLength + 1), "🦊".repeat(resolved.maxLength + 1), "a\0b");
  if (resolved.minLength) texts.push("");
  return [...common, 0, 1, -1, 1.5, true, false, ...texts];
}

for (const operation of withBody.filter(({ body }) => Object.keys(body.properties).length > 0)) {
  test(`${operation.name} names the member that does not fit, whichever it is`, async () => {
    const { before: _before, ...sample } = samples(at)[operation.name];
    const before = await state();
    for (const [name, schema] of Object.entries(operation.body.properties)) {
      const required = operation.body.required?.includes(name);
      for (const value of misfits(schema, required)) {
        const answer = await perform(actor, operation, { ...sample, body: { ...sample.body, [name]: value } });
        isProblem(answer, { field: new RegExp(`^body\\.${name}`) });
      }
      if (!required) continue;
      const { [name]: _, ...without } = sample.body;
      isProblem(await perform(actor, operation, { ...sample, body: without }), {
        field: new RegExp(`^body\\.${name}$`),
      });
    }
    isProblem(await perform(actor, operation, { ...sample, body: { ...sample.body, surprise: 1 } }), {
      field: /surprise/,
    });
    assert.equal(await state(), before);
  });
}

test("a lone surrogate in a text is refused", async () => {
  for (const text of ['{"text":"\\ud800"}', '{"text":"\\udc00\\ud800"}']) {
    isProblem(await actor.call("POST", `/channels/${at.channel.id}/messages`, undefined, { raw: text }), {
      field: /^body/,
    });
  }
});

const badIds = [
  "x",
  "chn_",
  "chn_0",
  `chn_${"z".repeat(26)}`,
  `usr_${"0".repeat(26)}`,
  "msg_01h455vb4pex5vsknk084sn02Q",
  "x".repeat(4000),
  "..",
  "%00",
  "%ff%fe",
  "%2e%2e%2f",
  "*",
  "-1",
  "chn_01h455vb4pex5vsknk084sn02q'--",
];

// A backup's name has no form that is looked at before the right to ask: operators.test.mjs asks as one who has it.
for (const operation of operations.filter(({ name, params }) => params.length > 0 && name !== "server.backup_delete")) {
  test(`${operation.name} refuses every id that is none`, async () => {
    const sample = samples(at)[operation.name];
    const before = await state();
    for (const { name } of operation.params) {
      for (const id of badIds) {
        const marked = pathOf(operation, { ...sample.params, [name]: "BAD" }).replace("BAD", id);
        const answer = await actor.call(operation.method, marked, sample.body ?? (operation.body ? {} : undefined));
        isProblem(answer, { statuses: [400, 404, 405, 422] });
      }
    }
    assert.equal(await state(), before);
  });
}

for (const operation of operations.filter(({ method }) => method === "GET")) {
  test(`${operation.name} refuses unknown, doubled and ill-fitting parameters of the query`, async () => {
    const path = pathOf(operation, samples(at)[operation.name]?.params);
    const needed = new URLSearchParams(samples(at)[operation.name]?.query);
    const refused = async (query, field) => {
      const others = new URLSearchParams([...needed].filter(([name]) => !query.startsWith(`${name}=`)));
      return isProblem(await actor.call("GET", `${path}?${query}${others.size ? `&${others}` : ""}`), { field });
    };
    await refused("surprise=1", /^query\.surprise$/);
    await refused("surprise", /^query\.surprise$/);
    await refused("a%00b=1", /^query/);
    await refused("x=%ff", /^query/);
    await refused("x=%zz", /^query/);
    for (const { name, schema } of operation.query) {
      await refused(`${name}=1&${name}=2`, new RegExp(`^query\\.${name}$`));
      // A text may hold anything; its operation's own test says what of it makes no sense.
      const anything = schema.type === "string" && schema.maxLength !== undefined;
      for (const value of anything ? ["", "x".repeat(2000)] : [
        "",
        "x",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "+1",
        "%201",
        "99999999999999999999",
        "%00",
        "x".repeat(2000),
      ]) {
        await refused(`${name}=${value}`, new RegExp(`^query\\.${name}$`));
      }
      if (schema.maximum) await refused(`${name}=${BigInt(schema.maximum) + 1n}`, new RegExp(`^query\\.${name}$`));
    }
  });
}

for (const operation of operations.filter(({ method }) => method !== "GET")) {
  test(`${operation.name} takes no parameters in the query`, async () => {
    const sample = samples(at)[operation.name];
    const path = `${pathOf(operation, sample?.params)}?surprise=1`;
    const before = await state();
    const answer = await actor.call(operation.method, path, sample?.body ?? (operation.body ? {} : undefined));
    isProblem(answer, { field: /^query/ });
    assert.equal(await state(), before);
  });
}

test("a body for an operation that takes none is refused or without meaning, and never a fault", async () => {
  for (const operation of operations.filter(({ method }) => method === "GET")) {
    const answer = await actor.call("GET", pathOf(operation, samples(at)[operation.name]?.params), { surprise: 1 });
    assert.ok(answer.status < 500, answer.text);
  }
});

test("the server stands after all of this and logged no fault", async () => {
  assert.ok(server.alive());
  await actor.get("/me");
  const faults = server.log.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line));
  assert.deepEqual(faults, []);
});
