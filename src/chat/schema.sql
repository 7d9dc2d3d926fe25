CREATE TABLE channels (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'private', 'direct')),
  name_sealed BLOB NOT NULL,
  topic_sealed BLOB NOT NULL,
  direct_key BLOB,
  shred_key_id BLOB NOT NULL,
  last_seq INTEGER NOT NULL,
  everyone INTEGER NOT NULL,
  created_by BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX channels_direct ON channels (tenant_id, direct_key) WHERE direct_key IS NOT NULL;
CREATE INDEX channels_kind ON channels (tenant_id, kind, id);

-- A key protects its channel's messages of the time from period_from to period_until. After a rotation of the
-- workspace's keys there may be two of one period, until re-encryption has moved the messages.
CREATE TABLE shred_keys (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  period_from INTEGER NOT NULL,
  period_until INTEGER NOT NULL,
  key_sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX shred_keys_channel ON shred_keys (tenant_id, channel_id, period_from);

CREATE TABLE memberships (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  joined_at INTEGER NOT NULL,
  last_read_seq INTEGER NOT NULL,
  by_hand INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, channel_id, user_id)
) WITHOUT ROWID;
CREATE INDEX memberships_user ON memberships (tenant_id, user_id, channel_id);

-- Groups that a channel mirrors: who is in one is in the channel. by_hand (above) is 0 for who is there only so.
CREATE TABLE channel_groups (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  group_id BLOB NOT NULL,
  linked_by BLOB NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel_id, group_id)
) WITHOUT ROWID;
CREATE INDEX channel_groups_by_group ON channel_groups (tenant_id, group_id, channel_id);

-- Who left a channel or was taken out of it, and stays out of it whatever groups they are in.
CREATE TABLE channel_kept_out (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  decided_by BLOB NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, channel_id, user_id)
) WITHOUT ROWID;

CREATE TABLE messages (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  id BLOB NOT NULL,
  author_id BLOB NOT NULL,
  nonce TEXT,
  encryption TEXT NOT NULL CHECK (encryption IN ('server', 'mls')),
  body_sealed BLOB,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted INTEGER NOT NULL,
  bot_id BLOB,
  PRIMARY KEY (tenant_id, channel_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_id ON messages (tenant_id, id);
CREATE UNIQUE INDEX messages_nonce ON messages (tenant_id, author_id, nonce) WHERE nonce IS NOT NULL;

CREATE TABLE events (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id BLOB NOT NULL,
  message_id BLOB,
  user_id BLOB,
  PRIMARY KEY (tenant_id, channel_id, seq)
) WITHOUT ROWID;

-- Under what names programs post. A message of one has it in bot_id, and in author_id who answers for it. They stay
-- when the program goes, as its messages do.
CREATE TABLE bots (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
