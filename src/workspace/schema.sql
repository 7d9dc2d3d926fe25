-- Which workspaces exist. Rows only in the platform's database; `id` is the tenant a workspace's own data lives under.
CREATE TABLE workspaces (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  slug TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('making', 'ready')),
  maker BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);

-- Workspaces that the server's administrator suspended. Rows only in the platform's database.
CREATE TABLE suspensions (
  tenant_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, workspace_id)
);

-- How many requests a second the people of a workspace have together. Rows only in the platform's database.
CREATE TABLE workspace_plans (
  tenant_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  requests_per_second INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, workspace_id)
);

-- The workspace whose people may administer the server: at most one row, in the platform's database.
CREATE TABLE operators (
  tenant_id BLOB NOT NULL,
  workspace_id BLOB NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (tenant_id)
);

-- What the server's administrator lets a workspace have: at most one row in its own database.
CREATE TABLE workspace_quotas (
  tenant_id BLOB NOT NULL,
  people INTEGER,
  channels INTEGER,
  PRIMARY KEY (tenant_id)
);

-- What a workspace says about itself: one row in its own database. The slug never changes; the name's only home is here.
CREATE TABLE workspace_settings (
  tenant_id BLOB NOT NULL,
  slug TEXT NOT NULL,
  name_sealed BLOB NOT NULL,
  language TEXT NOT NULL DEFAULT 'english',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id)
);
