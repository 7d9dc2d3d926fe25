-- The blind index (docs/search.md). Tokens are keyed hashes: no column here holds a word.

-- Under which key and rules rows were made. The newest is used for writing; older ones live until their messages were
-- walked over. `walked_*` is the last message that is known to be of this generation.
CREATE TABLE search_generations (
  tenant_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  language TEXT NOT NULL,
  words_version TEXT NOT NULL,
  walked_channel BLOB NOT NULL,
  walked_seq INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, number)
) WITHOUT ROWID;

-- What was put into the index for a message, so that just that can be taken out again whatever rules hold by then.
-- id: the message's time in milliseconds << 14, then bits that tell apart.
CREATE TABLE indexed_messages (
  tenant_id BLOB NOT NULL,
  id INTEGER NOT NULL,
  message_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  generation INTEGER NOT NULL,
  words TEXT NOT NULL,
  extras TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX indexed_messages_channel ON indexed_messages (tenant_id, channel_id, id);

-- Messages that were written and are not in the index yet: a post only adds its row here.
CREATE TABLE search_pending (
  tenant_id BLOB NOT NULL,
  message_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, message_id)
) WITHOUT ROWID;

-- Channels that are gone, with more in the index than one transaction should take out.
CREATE TABLE search_leftovers (
  tenant_id BLOB NOT NULL,
  channel_id BLOB NOT NULL,
  PRIMARY KEY (tenant_id, channel_id)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE message_index USING fts5(
  tenant_id UNINDEXED, words, extras,
  content='', contentless_unindexed=1, tokenize='ascii'
);
-- What is taken out leaves the index's pages at once, instead of being marked.
INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);
