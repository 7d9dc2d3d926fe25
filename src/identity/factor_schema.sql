-- secret: 20 bytes. Unconfirmed until a first code was right. last_step: the newest step whose code was used.
CREATE TABLE totp (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  secret_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  last_step INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- codes: the SHA-256 of each that is left, one after the other.
CREATE TABLE recovery_codes (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  codes_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- Somebody whose password was right and whose factor is awaited. password_set_at: with another password it is void.
CREATE TABLE factor_challenges (
  tenant_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  user_id BLOB NOT NULL,
  password_set_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX factor_challenges_by_expiry ON factor_challenges (tenant_id, expires_at);

-- One row: from which tier on a factor is demanded.
CREATE TABLE factor_policy (
  tenant_id BLOB NOT NULL,
  required_from TEXT NOT NULL CHECK (required_from IN ('viewer', 'member', 'admin', 'owner')),
  PRIMARY KEY (tenant_id)
);

-- When a session last proved who it is, beyond having signed in.
CREATE TABLE session_proofs (
  tenant_id BLOB NOT NULL,
  session_id BLOB NOT NULL,
  proven_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, session_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE
);
