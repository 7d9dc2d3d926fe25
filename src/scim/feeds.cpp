#include "scim/feeds.h"

#include "crypto/hash.h"
#include "scim/records.h"

namespace wardroom::scim {
namespace {

crypto::Digest key_of(const base::ScimGroupId& group) { return crypto::sha256(group.bytes()); }

}  // namespace

groups::FeedAbout feed_about(base::ScimGroupId group, std::string name) {
  const auto bytes = group.bytes();
  return {groups::Source::scim, {bytes.begin(), bytes.end()}, key_of(group), std::move(name)};
}

void feed(const groups::Parts& fed, store::TenantTxn& txn, base::ScimGroupId group,
          const std::set<base::UserId>& members, const groups::Moved& moved) {
  groups::feed_people(fed, txn, group.bytes(), key_of(group), members, moved);
}

groups::Moved told_by(const audit::AuditLog& log, store::TenantTxn& txn, const Provisioner& by) {
  return [&log, &txn, &by](base::GroupId group, base::UserId user, bool in) {
    record(log, txn, by, in ? audit::Event("group.member_added") : audit::Event("group.member_removed"),
           group.text() + " " + user.text(), "by provisioning");
  };
}

}  // namespace wardroom::scim
