#include "identity/accounts.h"

#include <zxcvbn.h>

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "workspace/administration.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t password_min = 12;
constexpr std::size_t password_max = 256;
constexpr double password_bits = 27;  // zxcvbn's score 3: safe from guessing offline, with a slow hash

keys::Place password_place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "passwords", "phc_sealed", user.bytes()};
}

bool is_username(std::string_view text) {
  return text.size() >= 2 && text.size() <= 32 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

Login opened(const keys::TenantKeys& keys, const LoginRow& row) {
  auto phc = keys.open(row.phc, password_place(keys.tenant(), row.id));
  if (!phc) throw std::runtime_error("a password's row is damaged");
  return {row.id, row.active, std::move(*phc), row.updated_at};
}

// Another active account must fit into what the workspace may have.
void require_room(store::TenantTxn& txn) {
  const auto quota = workspace::quotas(txn).people;
  if (quota) workspace::require_room(quota, active_people(txn), "people");
}

}  // namespace

std::int64_t active_people(store::TenantTxn& txn) { return txn.one<std::int64_t>(queries::active_count).value(); }

void check_username(std::string_view username) {
  if (is_username(username)) return;
  throw base::invalid_field("body.username", "Use 2 to 32 of: small letters a-z, digits, dot, hyphen, underscore.");
}

bool may_still_grant(store::TenantTxn& txn, base::UserId maker, access::PermissionSet wanted) {
  const auto row = txn.one<HoldingRow>(queries::active_holding, maker);
  if (!row) return false;
  const auto held = access::holding_of(row->tier, row->granted).permissions;
  return held.has(access::Permission::manage_users) && held.includes(wanted);
}

void Accounts::check_new_password(const std::string& password, const std::string& username,
                                  const std::string& field) const {
  base::check_length(password, password_min, password_max, field);
  if (password == username) throw base::invalid_field(field, "The password must not be the username.");
  const char* about_them[] = {username.c_str(), "wardroom", nullptr};
  if (ZxcvbnMatch(password.c_str(), about_them, nullptr) < password_bits) {
    throw base::invalid_field(field,
                              "This is easy to guess: common words, names, repetitions and rows of keys are tried "
                              "first. Use a few words that have nothing to do with each other.");
  }
  if (parts_.options.breached && parts_.options.breached->contains(password)) {
    throw base::invalid_field(field, "This password is in a list of leaked ones, which are tried first. Use another.");
  }
}

keys::Sealed<std::string> Accounts::seal_name(base::TenantId tenant, base::UserId user, std::string_view name) const {
  return parts_.keys.open(tenant)->seal(keys::Purpose::content, display_name_place(tenant, user), name);
}

User Accounts::create(store::TenantTxn& txn, const NewUser& user, bool first_owner) const {
  require_room(txn);
  User made{base::UserId::make(), user.username, user.display_name, user.tier, true, parts_.now()};
  try {
    txn.exec(queries::insert_user, made.id, made.username, seal_name(txn.tenant(), made.id, made.display_name),
             std::string(access::name(made.tier)), made.created_at);
  } catch (const store::Conflict& conflict) {
    if (!conflict.on("users", "username")) throw;
    throw base::Problem(409, "username_taken", "This username is taken; choose another.").at("body.username");
  }
  if (!user.phc.empty()) set_password(txn, made.id, user.phc, made.created_at);
  if (parts_.listener.user_created) parts_.listener.user_created(txn, made, first_owner);
  return made;
}

User Accounts::change(store::TenantTxn& txn, const User& user, const Change& change) const {
  auto changed = user;
  if (change.display_name) changed.display_name = *change.display_name;
  if (change.tier) changed.tier = *change.tier;
  if (change.active) changed.active = *change.active;
  if (changed.active && !user.active) require_room(txn);
  const bool owned = user.active && user.tier == access::Tier::owner;
  const bool owns = changed.active && changed.tier == access::Tier::owner;
  if (owned && !owns && txn.one<std::int64_t>(queries::other_active_owners, user.id).value() == 0) {
    throw base::Problem(409, "last_owner", "This is the workspace's last owner; make somebody else an owner first.");
  }
  txn.exec(queries::update_user, user.id, seal_name(txn.tenant(), user.id, changed.display_name),
           std::string(access::name(changed.tier)), changed.active, parts_.now());
  txn.on_commit([this, tenant = txn.tenant(), changed] {
    if (parts_.listener.user_updated) parts_.listener.user_updated(tenant, changed);
  });
  return changed;
}

std::optional<Login> Accounts::find_login(store::TenantTxn& txn, std::string_view username) const {
  const auto row = txn.one<LoginRow>(queries::login_by_name, std::string(username));
  if (!row) return std::nullopt;
  return opened(*parts_.keys.open(txn.tenant()), *row);
}

std::optional<Login> Accounts::find_login(store::TenantTxn& txn, base::UserId user) const {
  const auto row = txn.one<LoginRow>(queries::login_by_id, user);
  if (!row) return std::nullopt;
  return opened(*parts_.keys.open(txn.tenant()), *row);
}

void Accounts::set_password(store::TenantTxn& txn, base::UserId user, std::string_view phc,
                            base::Timestamp set_at) const {
  const auto keys = parts_.keys.open(txn.tenant());
  txn.exec(queries::put_password, user, keys->seal(keys::Purpose::credential, password_place(txn.tenant(), user), phc),
           set_at);
}

}  // namespace wardroom::identity
