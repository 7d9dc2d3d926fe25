// Groups of provisioning systems that put their members into groups of the workspace.
#pragma once
#include "audit/log.h"
#include "groups/feeds.h"
#include "scim/collection.h"

namespace wardroom::scim {

groups::FeedAbout feed_about(base::ScimGroupId group, std::string name);
void feed(const groups::Parts& fed, store::TenantTxn& txn, base::ScimGroupId group,
          const std::set<base::UserId>& members, const groups::Moved& moved);
// Into the audit log, under the token's id.
groups::Moved told_by(const audit::AuditLog& log, store::TenantTxn& txn, const Provisioner& by);

}  // namespace wardroom::scim
