-- An account's e-mail address, shown to be its person's by a letter. address_hash: SHA-256 of the workspace's id and it.
CREATE TABLE addresses (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  address_sealed BLOB NOT NULL,
  address_hash BLOB NOT NULL,
  verified_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, address_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- Who may join: at most one row a workspace; without one it is by invitation. config: JSON of RegistrationConfig.
CREATE TABLE registration (
  tenant_id BLOB NOT NULL,
  config_sealed BLOB NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id)
);
