-- Custom roles. permissions: names with blanks between them, without what comes with them.
CREATE TABLE roles (
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  name_sealed BLOB NOT NULL,
  permissions TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE role_holders (
  tenant_id BLOB NOT NULL,
  role_id BLOB NOT NULL,
  user_id BLOB NOT NULL,
  granted_by BLOB NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, role_id, user_id),
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX role_holders_by_user ON role_holders (tenant_id, user_id, role_id);
