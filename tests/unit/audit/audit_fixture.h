// A tenant with a database, keys and audit logs, in a folder that is gone with the test. Each test runs for both logs:
// what one promises the other does.
#pragma once
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "audit/checkpoint.h"
#include "audit/export.h"
#include "audit/log.h"
#include "audit/schema.h"
#include "keys/schema.h"
#include "kms/local.h"
#include "store/store.h"
#include "support/scratch_folder.h"

namespace wardroom::audit {

class AuditTest : public testing::TestWithParam<LogKind> {
 protected:
  AuditTest() : AuditTest(schema()) {}
  explicit AuditTest(store::SchemaPart part)
      : store_({.directory = folder_.path(),
                .database_key = [this](base::TenantId tenant) { return keys_.database_key(tenant); },
                .older_database_keys = [this](base::TenantId tenant) { return keys_.older_database_keys(tenant); },
                .schema = {std::move(part), keys::schema()}}) {
    keys_.create_tenant(tenant_);
    store_.create(tenant_);
  }

  void append(const Entry& entry) {
    store_.write_now(tenant_, [&](store::TenantTxn& txn) { log_.append(txn, entry); });
  }
  void append_some(int count) {
    store_.write_now(tenant_, [&](store::TenantTxn& txn) {
      for (int i = 0; i < count; ++i) log_.append(txn, {.event = "user.updated", .target = fmt::format("msg_{}", i)});
    });
  }
  Verification verify() {
    return store_.read_now(tenant_, [&](store::TenantTxn& txn) { return log_.verify({txn, kind_}); });
  }
  std::vector<Recorded> list(std::int64_t after = 0, int limit = 100) {
    return store_.read_now(tenant_, [&](store::TenantTxn& txn) { return log_.list({txn, kind_}, after, limit); });
  }
  bool checkpoint() { return log_.checkpoint(store_, tenant_, kind_); }
  std::shared_ptr<const crypto::Signer> signing_key() { return log_.signing_key(store_, tenant_, kind_).signer; }
  void rotate_signing_key() {
    log_.rotate_signing_key(store_, tenant_, kind_, [](store::TenantTxn&, const keys::ChainLink&) {});
  }
  std::string exported() {
    std::ostringstream out;
    checkpoint();
    store_.read_now(tenant_, [&](store::TenantTxn& txn) { return export_log({txn, kind_}, out); });
    return out.str();
  }

  static std::unique_ptr<kms::Kms> make_kms(const test::ScratchFolder& folder) {
    EXPECT_TRUE(kms::create_key_file(folder / "key"));
    return std::move(*kms::create_local_kms(folder / "root.kms", kms::KeyFile{folder / "key"}));
  }

  const base::TenantId tenant_ = base::TenantId::make();
  const LogKind kind_ = GetParam();
  const std::string name_ = log_name(tenant_, kind_);
  test::ScratchFolder folder_;
  std::unique_ptr<kms::Kms> kms_ = make_kms(folder_);
  keys::KeyStore keys_{folder_.path(), *kms_};
  AuditLog log_{keys_};
  store::Store store_;  // last: stops first
};

inline std::string name_of(const testing::TestParamInfo<LogKind>& info) {
  return info.param == LogKind::security ? "security" : "compliance";
}

}  // namespace wardroom::audit
