// A provisioning system at work: SCIM requests with a workspace's token. Every user and group that comes back is held
// against SCIMMY's own tables of the RFC's schemas.
import assert from "node:assert/strict";
import SCIMMY from "scimmy";
import { exchange } from "./http.mjs";

export const urn = {
  user: "urn:ietf:params:scim:schemas:core:2.0:User",
  group: "urn:ietf:params:scim:schemas:core:2.0:Group",
  enterprise: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  patch: "urn:ietf:params:scim:api:messages:2.0:PatchOp",
  bulk: "urn:ietf:params:scim:api:messages:2.0:BulkRequest",
  search: "urn:ietf:params:scim:api:messages:2.0:SearchRequest",
};

function conforms(json) {
  const resources = json?.Resources ?? [json];
  for (const resource of resources) {
    const kind = { [urn.user]: SCIMMY.Schemas.User, [urn.group]: SCIMMY.Schemas.Group }[resource?.schemas?.[0]];
    if (kind) new kind(structuredClone(resource), "out", "/scim/v2");
  }
}

export class Provisioner {
  constructor(server, token, options = {}) {
    Object.assign(this, { server, token, options });
  }

  // With a token of the workspace that `admin` looks after.
  static async of(admin, settings) {
    if (settings) await admin.put("/scim/settings", settings);
    const { scim_token, token } = await admin.post("/scim/tokens", { name: "Entra ID" });
    return Object.assign(new Provisioner(admin.server, token), { made: scim_token });
  }

  async call(method, path, body, headers = {}) {
    const answer = await exchange(this.server, method, `/scim/v2${path}`, {
      token: this.token,
      body,
      headers: { ...(body === undefined ? {} : { "content-type": "application/scim+json" }), ...headers },
      ...this.options,
    });
    if (answer.status < 300 && answer.json) conforms(answer.json);
    return answer;
  }

  async ok(method, path, body, status = 200) {
    const answer = await this.call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer.json;
  }
  get(path) {
    return this.ok("GET", path);
  }
  find(collection, filter, more = "") {
    return this.get(`/${collection}?filter=${encodeURIComponent(filter)}${more}`);
  }

  user(given) {
    return this.ok("POST", "/Users", { schemas: [urn.user], active: true, ...given }, 201);
  }
  group(displayName, members = [], more = {}) {
    const list = members.map(({ id }) => ({ value: id }));
    return this.ok("POST", "/Groups", { schemas: [urn.group], displayName, members: list, ...more }, 201);
  }
  patch(path, ...Operations) {
    return this.call("PATCH", path, { schemas: [urn.patch], Operations });
  }
  async patched(path, ...operations) {
    const answer = await this.patch(path, ...operations);
    assert.ok([200, 204].includes(answer.status), answer.text);
    return this.get(path);
  }

  async refused(status, scimType, method, path, body, headers) {
    const answer = await this.call(method, path, body, headers);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    assert.deepEqual(answer.json.schemas, ["urn:ietf:params:scim:api:messages:2.0:Error"]);
    assert.equal(answer.json.status, String(status));
    assert.equal(answer.json.scimType, scimType, answer.text);
    assert.match(answer.headers["content-type"], /^application\/scim\+json/);
    return answer;
  }
}
