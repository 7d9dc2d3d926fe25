-- An identity provider that a workspace trusts. config: JSON of SsoConfig, with its client secret.
CREATE TABLE sso_providers (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  enabled INTEGER NOT NULL,
  config_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- Who somebody is there. subject_hash: SHA-256 of the provider's `sub`.
CREATE TABLE sso_identities (
  tenant_id BLOB NOT NULL,
  provider_id BLOB NOT NULL,
  subject_hash BLOB NOT NULL,
  user_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (tenant_id, provider_id, subject_hash),
  UNIQUE (tenant_id, user_id, provider_id),
  FOREIGN KEY (tenant_id, provider_id) REFERENCES sso_providers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- Sessions that a provider opened, so that it may end them. sid_hash: SHA-256 of its `sid`, or of nothing.
CREATE TABLE sso_sessions (
  tenant_id BLOB NOT NULL,
  session_id BLOB NOT NULL,
  provider_id BLOB NOT NULL,
  sid_hash BLOB NOT NULL,
  user_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, session_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, provider_id) REFERENCES sso_providers (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sso_sessions_by_sid ON sso_sessions (tenant_id, provider_id, sid_hash);
CREATE INDEX sso_sessions_by_user ON sso_sessions (tenant_id, provider_id, user_id);

-- What was used and is good once: states of sign-ins, ids of logout tokens.
CREATE TABLE sso_used (
  tenant_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, hash)
);

-- A sign-in by a provider that waits for the account's own second factor.
CREATE TABLE sso_pending (
  tenant_id BLOB NOT NULL,
  challenge_hash BLOB NOT NULL,
  provider_id BLOB NOT NULL,
  sid_hash BLOB NOT NULL,
  user_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, challenge_hash),
  FOREIGN KEY (tenant_id, challenge_hash) REFERENCES factor_challenges (tenant_id, hash) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, provider_id) REFERENCES sso_providers (tenant_id, id) ON DELETE CASCADE
);
