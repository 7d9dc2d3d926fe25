// For people who cannot get in and whom no administrator of their workspace can help: the last owner, above all.
#include <fmt/format.h>

#include "identity/identity.h"
#include "server/foundation.h"
#include "wardroomctl/chosen.h"
#include "wardroomctl/commands.h"

namespace wardroom::ctl {
namespace {

// A link is worth what its maker may still do; the server's administrator has no account, so an owner stands for them.
base::UserId some_owner(const identity::Directory& directory, store::TenantTxn& txn) {
  std::optional<base::UserId> after;
  do {
    const auto page = directory.list(txn, after, 200);
    for (const auto& user : page.items) {
      if (user.active && user.tier == access::Tier::owner) return user.id;
    }
    after = page.next ? base::UserId::parse(*page.next) : std::nullopt;
  } while (after);
  throw std::runtime_error("the workspace has no active owner");
}

void record(const server::Foundation& foundation, store::TenantTxn& txn, audit::Event event, base::UserId user) {
  foundation.audit.append(txn, {.event = event, .target = user.text()});
}

}  // namespace

int reset_person(const server::Settings& settings, const std::string& slug, const std::string& username,
                 bool with_factors) {
  server::Foundation foundation(settings);
  const auto tenant = chosen(foundation, slug).id;
  identity::Options options;
  options.public_url = public_url(settings);
  const identity::Identity identity(
      {foundation.store, foundation.keys, foundation.audit, foundation.workspaces, options, {}});
  const auto made = foundation.store.write_now(tenant, [&](store::TenantTxn& txn) {
    const auto user = identity.directory().find_by_username(txn, username);
    if (!user) throw std::runtime_error("there is nobody called '" + username + "' in this workspace");
    const access::Caller owner{.tenant = tenant,
                               .user = some_owner(identity.directory(), txn),
                               .session = {},
                               .tier = access::Tier::owner,
                               .permissions = access::permissions_of(access::Tier::owner)};
    auto link = identity.resets().create(txn, owner, *user);
    record(foundation, txn, "user.reset_created", user->id);
    if (with_factors && identity.factors().has(txn, user->id)) {
      identity.factors().remove_all(txn, user->id);
      identity.sessions().revoke_all(txn, user->id);
      record(foundation, txn, "factor.reset", user->id);
    }
    return link;
  });
  fmt::print("{}\n", made.link);
  return 0;
}

}  // namespace wardroom::ctl
