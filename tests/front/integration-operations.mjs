// Calls of operations that let other systems in, or tell them: a part of operations.mjs.

export function ofScim(at) {
  const one = { scim_token: "sct_01h455vb4pex5vsknk084sn02q" };
  const make = async () => {
    for (const { id } of (await at.owner.get("/scim/tokens")).items) await at.owner.delete(`/scim/tokens/${id}`);
    one.scim_token = (await at.owner.post("/scim/tokens", { name: "staged" })).scim_token.id;
  };
  return {
    "scim.token.create": { body: { name: "a directory" }, before: make },
    "scim.token.revoke": { params: one, before: make },
    "scim.settings.set": { body: { tier: "member", admins: false } },
  };
}

// Nothing is at the address that the outgoing one leads to: what it tells is in outgoing-webhooks.test.mjs.
export function ofWebhooks(at) {
  const one = { incoming_webhook: "whk_01h455vb4pex5vsknk084sn02q" };
  const other = { outgoing_webhook: "whk_01h455vb4pex5vsknk084sn02r" };
  const endpoint = { name: "staged", url: "https://receiver.example/hook" };
  const before = async () => {
    const { maker, owner, channel } = at;
    if (maker !== owner) await maker.put(`/channels/${channel.id}/members/${owner.id}`);
    const { incoming, outgoing } = await owner.get(`/channels/${channel.id}/webhooks`);
    for (const { id } of incoming) await owner.delete(`/incoming-webhooks/${id}`);
    for (const { id } of outgoing) await owner.delete(`/outgoing-webhooks/${id}`);
    one.incoming_webhook = (await owner.post(`/channels/${channel.id}/incoming-webhooks`, { name: "staged" })).webhook.id;
    other.outgoing_webhook = (await owner.post(`/channels/${channel.id}/outgoing-webhooks`, endpoint)).webhook.id;
  };
  const channel = { channel: at.channel.id };
  return {
    "webhook.list": { params: channel },
    "webhook.incoming.create": { params: channel, body: { name: "a program" } },
    "webhook.incoming.rotate": { params: one, before },
    "webhook.incoming.delete": { params: one, before },
    "webhook.outgoing.create": { params: channel, body: endpoint },
    "webhook.outgoing.replace": { params: other, body: endpoint, before },
    "webhook.outgoing.switch": { params: other, body: { on: false }, before },
    "webhook.outgoing.rotate": { params: other, before },
    "webhook.outgoing.delete": { params: other, before },
  };
}
