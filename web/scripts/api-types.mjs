// npm run types: reads openapi.json (made by `wardroomd openapi`), writes src/api/schema.d.ts, and checks that every
// value the server may send fits the shape src/api/types.ts gives it. Ends with 1 and says which when one does not.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";
import ts from "typescript";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "openapi.json");
const schema = path.join(root, "src/api/schema.d.ts");
const types = path.join(root, "src/api/types.ts");
const others = ["group_types.ts", "server_types.ts", "webhook_types.ts"]; // by types.ts, too
const parts = [types, ...others.map((name) => path.join(root, "src/api", name))];
const virtual = path.join(root, "src/api/types_check.ts"); // in memory only

// Shapes of types.ts that stand for several of the server's (ThingPage), or are parts of one.
const clientOnly = new Set(["Tier", "Page", "ProviderKind", "RegistrationMode", "Visibility", "MentionableBy", "Power", "WebhookEvent", "Endpoint"]);

/** The types of types.ts and its parts, in order. */
function exported() {
  return parts
    .flatMap((part) => [...ts.createSourceFile(part, readFileSync(part, "utf8"), ts.ScriptTarget.ES2022).statements])
    .filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
    .map((node) => node.name.text)
    .filter((name) => !clientOnly.has(name));
}

// The schema calls a field that may be null optional; the server always writes it. Sent<T> says so.
function checks(names) {
  const lines = names.map(
    (name) => `export const check${name} = (sent: Sent<Schemas["${name}"]>): Client.${name} => sent;`,
  );
  return `import type { components } from "./schema";
import type * as Client from "./types";
type Schemas = components["schemas"];
type Sent<T> = T extends (infer Item)[] ? Sent<Item>[] : T extends object ? { [K in keyof T]-?: Sent<Exclude<T[K], undefined>> } : T;
${lines.join("\n")}
`;
}

function problemsOf(text) {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === virtual || fileExists(name);
  host.readFile = (name) => (name === virtual ? text : readFile(name));
  host.getSourceFile = (name, target, ...rest) =>
    name === virtual ? ts.createSourceFile(name, text, target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([virtual], options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => ts.flattenDiagnosticMessageText(found.messageText, "\n"));
}

async function main() {
  if (!existsSync(source)) throw new Error("openapi.json is missing: make it with `wardroomd openapi > web/openapi.json`.");
  const document = JSON.parse(readFileSync(source, "utf8"));
  const text = astToString(await openapi(document, { alphabetize: true }));
  if (!existsSync(schema) || readFileSync(schema, "utf8") !== text) writeFileSync(schema, text);
  const names = exported();
  const unknown = names.filter((name) => !document.components?.schemas?.[name]);
  if (unknown.length) throw new Error(`src/api/types.ts has shapes the server does not declare: ${unknown.join(", ")}`);
  const problems = problemsOf(checks(names));
  if (problems.length) throw new Error(`src/api/types.ts does not fit what the server sends:\n${problems.join("\n")}`);
  console.log(`${names.length} shapes of src/api/types.ts fit the server's declarations.`);
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
