-- granted: what custom roles add to the tier, as names with blanks between them; kept up to date by role_holders.
CREATE TABLE users (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  username TEXT NOT NULL,
  display_name_sealed BLOB NOT NULL,
  tier TEXT NOT NULL CHECK (tier IN ('viewer', 'member', 'admin', 'owner')),
  active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  granted TEXT,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, username)
);

-- updated_at changes when the password does, not when it is hashed anew.
CREATE TABLE passwords (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  phc_sealed BLOB NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- One link a person: a newer one takes the place of the one before.
CREATE TABLE password_resets (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  created_by BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

CREATE TABLE sessions (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  client TEXT NOT NULL,
  revoked_at INTEGER,
  has_revoked_tokens INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
-- Access tokens that were revoked before their time; until then. jti_hash: SHA-256 of `jti`.
CREATE TABLE revoked_tokens (
  tenant_id BLOB NOT NULL,
  jti_hash BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, jti_hash)
);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id, id);
CREATE INDEX sessions_by_expiry ON sessions (tenant_id, expires_at);

-- A session's refresh tokens are one family. Used ones stay for as long as they could be tried again, so that reuse shows.
CREATE TABLE refresh_tokens (
  tenant_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  session_id BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (tenant_id, session_id, used_at);

-- bound: JSON of InvitationBound, whose it is; none: whoever has the link.
CREATE TABLE invitations (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  hash BLOB NOT NULL,
  tier TEXT NOT NULL CHECK (tier IN ('viewer', 'member', 'admin', 'owner')),
  max_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL CHECK (uses <= max_uses),
  expires_at INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  bound_sealed BLOB,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
);

-- subject: SHA-256 of an account's name or of an address, so that names that do not exist are counted just the same.
CREATE TABLE login_failures (
  tenant_id BLOB NOT NULL,
  subject BLOB NOT NULL,
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, subject)
);
CREATE INDEX login_failures_by_time ON login_failures (tenant_id, last_at);

-- Rows only in the platform's database.
CREATE TABLE setup_tokens (
  tenant_id BLOB NOT NULL,
  hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (tenant_id, hash)
);

-- Rows only in the platform's database: what access tokens are signed with.
CREATE TABLE signing_keys (
  tenant_id BLOB NOT NULL,
  kid TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('next', 'current', 'previous')),
  seed_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, kid),
  UNIQUE (tenant_id, state)
);
