-- When a tenant's epochs began. The keys themselves are in the keyring. (The first epoch is as old as its tenant.)
CREATE TABLE key_epochs (
  tenant_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, epoch)
) WITHOUT ROWID;

-- How far the re-encryption to an epoch has got: position is the last row of column_name that was looked at.
CREATE TABLE reencryptions (
  tenant_id BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'stuck')),
  column_name TEXT NOT NULL,
  position BLOB NOT NULL,
  looked_at INTEGER NOT NULL,
  resealed INTEGER NOT NULL,
  broken INTEGER NOT NULL,
  total INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, epoch)
) WITHOUT ROWID;

-- The platform's: to whom the copy of all roots is sealed.
CREATE TABLE recovery_keys (
  tenant_id BLOB NOT NULL,
  id INTEGER NOT NULL CHECK (id = 1),
  public_key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  drilled_at INTEGER,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;

-- Signing keys that follow one another; a key's seed goes when the next one takes over. id: chain "/" number (6 digits).
CREATE TABLE key_chain (
  tenant_id BLOB NOT NULL,
  id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  seed_sealed BLOB,
  handover TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
