-- Groups of people. What is derived is group_people: who is in a group after all sources, subgroups and decisions.
CREATE TABLE user_groups (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  description_sealed BLOB NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'private', 'hidden')),
  mentionable_by TEXT NOT NULL CHECK (mentionable_by IN ('everyone', 'members', 'managers')),
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

-- An automation that puts people into a group. origin: whose it is (an identity provider, a provisioning system's
-- group); key: SHA-256 of what it is about there. label: what that is called.
CREATE TABLE group_feeds (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('oidc', 'scim')),
  origin BLOB NOT NULL,
  key_hash BLOB NOT NULL,
  label_sealed BLOB NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, group_id, key_hash),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id)
);
CREATE INDEX group_feeds_by_origin ON group_feeds (tenant_id, origin, key_hash);

-- Who was put in, by whom. feed_id: of the automation; all zero: by hand, and then added_by is a person.
CREATE TABLE group_entries (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  feed_id BLOB NOT NULL,
  added_by BLOB,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id, feed_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX group_entries_by_feed ON group_entries (tenant_id, feed_id, user_id);

-- Who stays out by somebody's decision, whatever automation and subgroups say.
CREATE TABLE group_kept_out (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  decided_by BLOB NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- Whoever is in subgroup_id is in group_id. Without circles.
CREATE TABLE subgroups (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  subgroup_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, group_id, subgroup_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id),
  FOREIGN KEY (tenant_id, subgroup_id) REFERENCES user_groups (tenant_id, id)
);
CREATE INDEX subgroups_by_subgroup ON subgroups (tenant_id, subgroup_id, group_id);

CREATE TABLE group_people (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX group_people_by_user ON group_people (tenant_id, user_id, group_id);

-- What somebody may do in a group. powers: names with blanks between them.
CREATE TABLE group_managers (
  tenant_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  powers TEXT NOT NULL,
  appointed_by BLOB NOT NULL,
  appointed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES user_groups (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
