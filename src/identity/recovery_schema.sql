-- The key by which somebody who lost their password sets a new one, without letter or administrator: one a person.
CREATE TABLE account_recovery (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
