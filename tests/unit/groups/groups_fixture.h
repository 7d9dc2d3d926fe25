// A workspace with people on a real store: what groups work with.
#pragma once
#include <gtest/gtest.h>

#include "groups/groups.h"
#include "groups/schema.h"
#include "identity/queries.h"
#include "identity/schema.h"
#include "kms/local.h"
#include "store/store.h"
#include "support/scratch_folder.h"
#include "workspace/schema.h"

namespace wardroom::groups {

class GroupsTest : public testing::Test {
 protected:
  GroupsTest() {
    keys_.create_tenant(tenant_);
    store_.create(tenant_);
  }

  template <typename F>
  auto write(F work) {
    return store_.write_now(tenant_, work);
  }

  base::UserId person(store::TenantTxn& txn) {
    const auto id = base::UserId::make();
    const auto name = keys_.open(tenant_)->seal(keys::Purpose::content, identity::display_name_place(tenant_, id), "P");
    txn.exec(identity::queries::insert_user, id, id.text(), name, "member", base::now());
    return id;
  }
  access::Caller caller(base::UserId user) const {
    return {tenant_, user, base::SessionId::make(), access::Tier::owner, access::permissions_of(access::Tier::owner)};
  }
  base::GroupId group(store::TenantTxn& txn, base::UserId by, Visibility visibility = Visibility::public_) {
    return create_group(parts_, txn, caller(by), {"G " + base::GroupId::make().text(), "", visibility, {}});
  }

  test::ScratchFolder folder_;
  std::unique_ptr<kms::Kms> kms_ = make_kms();
  base::TenantId tenant_ = base::TenantId::make();
  keys::KeyStore keys_{folder_.path(), *kms_};
  store::Store store_{{.directory = folder_.path() / "databases",
                       .database_key = [this](base::TenantId tenant) { return keys_.database_key(tenant); },
                       .schema = {workspace::schema(), identity::schema(), schema()}}};
  identity::Directory directory_{keys_};
  Parts parts_{keys_, directory_};

 private:
  std::unique_ptr<kms::Kms> make_kms() {
    const auto key = folder_.path() / "root.key";
    EXPECT_TRUE(kms::create_key_file(key).has_value());
    auto made = kms::create_local_kms(folder_.path() / "root.kms", kms::KeyFile{key});
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
  }
};

}  // namespace wardroom::groups
