// What an identity provider says of somebody's groups, in a claim at each sign-in, puts them into groups of the
// workspace.
#pragma once
#include <boost/json/object.hpp>

#include "access/caller.h"
#include "audit/log.h"
#include "groups/feeds.h"
#include "sso/provider.h"

namespace wardroom::sso {

groups::FeedAbout feed_about(const Provider& provider, const std::string& value);
// After a sign-in: in what the claim names, and in nothing else by this provider.
void feed(const groups::Parts& fed, store::TenantTxn& txn, const Provider& provider, const boost::json::object& claims,
          base::UserId user, const groups::Moved& moved);
// Neither account nor provider says anything of them any more.
void feed_nothing(const groups::Parts& fed, store::TenantTxn& txn, base::SsoProviderId provider, base::UserId user,
                  const groups::Moved& moved);
// Into the audit log.
groups::Moved told(const audit::AuditLog& log, store::TenantTxn& txn, const access::Origin& origin, std::string label);

}  // namespace wardroom::sso
