-- A passkey (WebAuthn). hash: SHA-256 of its credential id. credential: {"id", "algorithm", "key"} as JSON. counter:
-- the newest that it signed, 0 for those that do not count.
CREATE TABLE passkeys (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  credential_sealed BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  counter INTEGER NOT NULL,
  backed_up INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX passkeys_by_user ON passkeys (tenant_id, user_id, id);

-- Who has a second factor, of whatever kind: one row that every request may look up.
CREATE TABLE factor_holders (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) WITHOUT ROWID;
-- Apps were there before this table.
INSERT INTO factor_holders (tenant_id, user_id, since)
  SELECT tenant_id, user_id, confirmed_at FROM totp WHERE confirmed_at IS NOT NULL;
