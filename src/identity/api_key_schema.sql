-- What a program shows instead of signing in. permissions: names with blanks between them, none: all of the person's.
CREATE TABLE api_keys (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  shown TEXT NOT NULL,
  name_sealed BLOB NOT NULL,
  permissions TEXT,
  read_only INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX api_keys_by_user ON api_keys (tenant_id, user_id, id);
