-- log: 1 the security log, 2 the compliance log (audit/log_txn.h). entry is the canonical JSON that is hashed, and the
-- only copy of what it says.
CREATE TABLE audit_entries (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  entry TEXT NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;

CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM audit_entries WHERE tenant_id = NEW.tenant_id AND log = NEW.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log has no gaps');
END;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- Only what lies below a boundary may go, and a boundary never goes back.
CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries
WHEN OLD.seq > coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id AND log = OLD.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- What was signed: the tree of the first seq entries. subtrees: its complete subtrees, so that the next one goes on.
CREATE TABLE audit_checkpoints (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  subtrees BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;

CREATE TRIGGER audit_checkpoints_stay BEFORE UPDATE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_checkpoints_remain BEFORE DELETE ON audit_checkpoints
WHEN OLD.seq >= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id AND log = OLD.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- Where the log begins since its entries up to seq were pruned; note: the checkpoint signed for exactly that place.
CREATE TABLE audit_boundaries (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  subtrees BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;

CREATE TRIGGER audit_boundaries_follow BEFORE INSERT ON audit_boundaries
WHEN NEW.seq <= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = NEW.tenant_id AND log = NEW.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_boundaries_stay BEFORE UPDATE ON audit_boundaries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_boundaries_remain BEFORE DELETE ON audit_boundaries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- The roots of the tree's complete subtrees of 2^level leaves, for proofs; of level 0 the leaves that a witness's next
-- proof needs after their entries were pruned.
CREATE TABLE audit_nodes (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant_id, log, level, position)
) WITHOUT ROWID;

-- What each witness cosigned last; line: its signature line under the checkpoint of seq.
CREATE TABLE audit_cosignatures (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  witness TEXT NOT NULL,
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, witness)
) WITHOUT ROWID;

-- keep_days: null keeps entries for ever. withheld: the workspace may not have this log, and nothing is added to it.
CREATE TABLE audit_settings (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  keep_days INTEGER,
  withheld INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, log)
) WITHOUT ROWID;

-- How far each of those who follow the log has read it.
CREATE TABLE audit_followers (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  follower TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, log, follower)
) WITHOUT ROWID;

-- One row at most. off: names of rules that raise no alert, a line each; to: addresses, a line each.
CREATE TABLE audit_alert_settings (
  tenant_id BLOB NOT NULL,
  off TEXT NOT NULL,
  to_sealed BLOB NOT NULL,
  PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

CREATE TABLE audit_alerts (
  tenant_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rule TEXT NOT NULL,
  at INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, seq, rule)
) WITHOUT ROWID;

-- Keys of details whose epoch was retired: entries are never sealed anew, as the chain is made over them. id: the epoch,
-- ten digits.
CREATE TABLE audit_detail_keys (
  tenant_id BLOB NOT NULL,
  id TEXT NOT NULL,
  key_sealed BLOB NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
