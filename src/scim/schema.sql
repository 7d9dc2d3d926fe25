-- What a provisioning system shows. Rotation: a second one is made, and the first withdrawn.
CREATE TABLE scim_tokens (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  hash BLOB NOT NULL,
  shown TEXT NOT NULL,
  name_sealed BLOB NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hash),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
);

-- What provisioned people become. At most one row a workspace.
CREATE TABLE scim_settings (
  tenant_id BLOB NOT NULL,
  tier TEXT NOT NULL,
  admins INTEGER NOT NULL,
  PRIMARY KEY (tenant_id)
);

-- A person whom a provisioning system looks after. resource: JSON of what it said. user_name_hash, external_id_hash:
-- SHA-256 of the workspace's id and userName (small letters) or externalId. tier, active: what it last asked for, so
-- that what an administrator decided is not taken back by it. revision: for entity tags.
CREATE TABLE scim_users (
  tenant_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  user_name_hash BLOB NOT NULL,
  external_id_hash BLOB,
  resource_sealed BLOB NOT NULL,
  tier TEXT NOT NULL,
  active INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, user_name_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX scim_users_by_external_id ON scim_users (tenant_id, external_id_hash);

-- A group of a provisioning system. resource: JSON of its name and externalId; both hashed as above.
CREATE TABLE scim_groups (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  name_hash BLOB NOT NULL,
  external_id_hash BLOB,
  resource_sealed BLOB NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name_hash)
);
CREATE INDEX scim_groups_by_external_id ON scim_groups (tenant_id, external_id_hash);

CREATE TABLE scim_members (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES scim_groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES scim_users (tenant_id, user_id) ON DELETE CASCADE
);
CREATE INDEX scim_members_by_user ON scim_members (tenant_id, user_id, group_id);
