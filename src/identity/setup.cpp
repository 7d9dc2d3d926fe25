#include "identity/setup.h"

#include "crypto/random.h"
#include "identity/queries.h"
#include "identity/records.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

base::Problem invalid_token() {
  return {403, "setup_token_invalid",
          "This set-up link is unknown, used or older than a day. Start the server again, or run `wardroomctl "
          "setup-link`, for a new one."};
}

}  // namespace

std::string Setup::issue_token() const {
  auto token = crypto::random_token();
  parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    const auto now = parts_.now();
    platform.exec(queries::forget_setup_tokens, now);
    platform.exec(queries::insert_setup_token, token_hash(token), now, now + parts_.options.setup_ttl);
  });
  return token;
}

void Setup::require_token(store::TenantTxn& platform, const crypto::Digest& hash) const {
  if (!platform.one<base::Timestamp>(queries::setup_token, hash, parts_.now())) throw invalid_token();
}

operation::Answer Setup::complete(const NewWorkspace& wanted, const access::Origin& origin) {
  const auto hash = token_hash(wanted.token);
  // Before the password is hashed: a guess costs the guesser, not the server.
  parts_.store.read_now(base::platform_tenant, [&](store::TenantTxn& platform) { require_token(platform, hash); });
  if (!workspace::is_slug(wanted.slug)) {
    throw base::invalid_field("body.workspace_slug",
                              "Use 2 to 40 of: small letters a-z, digits, hyphen; not a hyphen first.");
  }
  check_username(wanted.username);
  accounts_.check_new_password(wanted.password, wanted.username, "body.password");
  auto phc = crypto::hash_password(wanted.password, parts_.options.password_cost);

  const std::lock_guard lock(one_at_a_time_);
  const auto reserved = parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    require_token(platform, hash);
    return parts_.workspaces.reserve(platform, wanted.slug, hash, parts_.now());
  });
  parts_.workspaces.discard(reserved.abandoned);
  parts_.workspaces.create_storage(reserved.id);
  auto owner = fill(reserved.id, wanted, std::move(phc), origin);
  parts_.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    if (platform.exec(queries::use_setup_token, hash, parts_.now()) == 0) throw invalid_token();
    parts_.workspaces.complete(platform, reserved.id);
  });
  return sign_in_.finish(std::move(owner), origin);
}

SignedIn Setup::fill(base::TenantId tenant, const NewWorkspace& wanted, std::string phc,
                     const access::Origin& origin) const {
  return parts_.store.write_now(tenant, [&](store::TenantTxn& txn) {
    const auto workspace = parts_.workspaces.write_settings(txn, wanted.slug, wanted.name, parts_.now());
    const auto owner = accounts_.create(txn, {wanted.username, wanted.display_name, access::Tier::owner, phc}, true);
    for (const audit::Event event : {audit::Event("keys.created"), audit::Event("setup.completed")}) {
      auto entry = record_of(event, origin, owner.id, {});
      entry.session.clear();
      entry.target = tenant.text();
      parts_.audit.append(txn, entry);
    }
    return sign_in_.open(txn, owner, workspace, origin);
  });
}

}  // namespace wardroom::identity
