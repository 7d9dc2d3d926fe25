-- A way into a channel for another system. hash: SHA-256 of the token in its address; shown: the first eight characters
-- of that token's secret.
CREATE TABLE incoming_webhooks (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  bot_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  shown TEXT NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, bot_id) REFERENCES bots (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX incoming_webhooks_by_channel ON incoming_webhooks (tenant_id, channel_id);

-- Another system that is told what happens in a channel. config: JSON of OutgoingConfig, with its address and secrets;
-- told_seq: of the channel's event log, what it was told last; failure: why the last try did not succeed.
CREATE TABLE outgoing_webhooks (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('on', 'off', 'stopped')),
  config_sealed BLOB NOT NULL,
  told_seq INTEGER NOT NULL,
  told_at INTEGER,
  tries INTEGER NOT NULL,
  failing_since INTEGER,
  failure_sealed BLOB,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, channel_id) REFERENCES channels (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX outgoing_webhooks_by_channel ON outgoing_webhooks (tenant_id, channel_id);
