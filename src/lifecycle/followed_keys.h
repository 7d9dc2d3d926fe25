// Brings what backups keep of the keys (backup_keys.h) up to date with the server: what is new is taken in, what is
// gone there is marked, and dropped when it has been gone for long enough. Each answers whether it changed anything.
#pragma once
#include "keys/key_store.h"
#include "lifecycle/backup_keys.h"

namespace wardroom::lifecycle {

// As the keyring has them. Asks the tenant's KMS for roots that are new; throws keys::KeysUnavailable.
bool follow_roots(TenantBackupKeys& kept, base::TenantId tenant, const keys::Roots& there, keys::KeyStore& keys,
                  base::Timestamp now);
bool follow_messages(TenantBackupKeys& kept, const std::vector<chat::MessageKey>& there, base::Timestamp now);
// Those a copy of the database has, whatever became of them since.
void add_messages(TenantBackupKeys& kept, const std::vector<chat::MessageKey>& copied);
bool mark_all_gone(TenantBackupKeys& kept, base::Timestamp now);  // the tenant is

// Answers how many keys gone before that time were dropped; a tenant without any is dropped with them.
std::size_t drop_gone(BackupKeys& keys, base::Timestamp before);

}  // namespace wardroom::lifecycle
