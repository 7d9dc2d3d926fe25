#include "scim/users.h"

#include <boost/json/array.hpp>

#include <stdexcept>

#include "base/json.h"
#include "identity/usernames.h"
#include "scim/feeds.h"
#include "scim/group_queries.h"
#include "scim/records.h"
#include "scim/refusals.h"
#include "scim/user_queries.h"

namespace wardroom::scim {
namespace {

using boost::json::object;
using queries::UserRow;

keys::Place place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "scim_users", "resource_sealed", user.bytes()};
}

object opened(const keys::TenantKeys& keys, const UserRow& row) {
  return opened_resource(keys, row.resource, place(keys.tenant(), row.user));
}

boost::json::array groups_of(store::TenantTxn& txn, const keys::TenantKeys& keys, base::UserId user) {
  boost::json::array out;
  for (const auto& row : txn.all<queries::MembershipRow>(queries::groups_of, user)) {
    const auto group = opened_resource(keys, row.resource, group_place(txn.tenant(), row.group));
    out.push_back({{"value", row.group.text()}, {"display", text_at(group, "displayName")}, {"type", "direct"}});
  }
  return out;
}

Record record_of(store::TenantTxn& txn, const keys::TenantKeys& keys, const UserRow& row, Depth depth) {
  Record out{.id = row.user.text(),
             .content = opened(keys, row),
             .version = std::to_string(row.revision) + (row.active ? "" : "-off"),
             .created_at = row.created_at,
             .updated_at = row.updated_at,
             .asked_active = row.asked_active};
  out.content["active"] = row.active;
  if (depth == Depth::own) return out;
  auto groups = groups_of(txn, keys, row.user);
  if (!groups.empty()) out.content["groups"] = std::move(groups);
  return out;
}

std::optional<UserRow> row_of(store::TenantTxn& txn, std::string_view id) {
  const auto user = base::UserId::parse(id);
  return user ? txn.one<UserRow>(queries::user, *user) : std::nullopt;
}

bool asked_active(const object& content) {
  const auto* const found = content.if_contains("active");
  return !found || *found != false;
}

object to_store(object content) {
  if (const auto at = content.find("active"); at != content.end()) content.stable_erase(at);
  return content;
}

crypto::Digest name_hash(base::TenantId tenant, const object& content) {
  return lookup_hash(tenant, lower(text_at(content, "userName")));
}

base::Problem name_taken() { return not_unique("Somebody else is provisioned with this userName."); }

std::string joined(std::initializer_list<std::string> parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : " ") + part;
  }
  return out;
}

}  // namespace

access::Tier tier_for(const Settings& settings, const object& content) {
  const auto* const roles = content.if_contains("roles");
  std::optional<access::Tier> out;
  if (!roles || !roles->is_array()) return settings.tier;
  for (const auto& role : roles->get_array()) {
    const auto tier = role.is_object() ? access::tier_from(lower(text_at(role.get_object(), "value"))) : std::nullopt;
    if (!tier || *tier == access::Tier::owner || (*tier == access::Tier::admin && !settings.admins)) continue;
    if (!out || *tier > *out) out = tier;
  }
  return out.value_or(settings.tier);
}

std::string display_name_for(const object& content) {
  auto out = text_at(content, "displayName");
  const auto* const name = content.if_contains("name");
  if (out.empty() && name && name->is_object()) {
    const auto& parts = name->get_object();
    out = text_at(parts, "formatted");
    if (out.empty()) out = joined({text_at(parts, "givenName"), text_at(parts, "familyName")});
  }
  return identity::display_name_out_of(out.empty() ? text_at(content, "userName") : out);
}

std::optional<Record> Users::find(store::TenantTxn& txn, std::string_view id, Depth depth) const {
  const auto row = row_of(txn, id);
  if (!row) return std::nullopt;
  return record_of(txn, *identity_.parts().keys.open(txn.tenant()), *row, depth);
}

std::vector<std::string> Users::ids_by_unique(store::TenantTxn& txn, std::string_view value) const {
  const auto id = txn.one<base::UserId>(queries::user_by_name, lookup_hash(txn.tenant(), lower(value)));
  return id ? std::vector{id->text()} : std::vector<std::string>();
}

std::vector<std::string> Users::ids_by_external_id(store::TenantTxn& txn, std::string_view value) const {
  return texts_of(txn.all<base::UserId>(queries::users_by_external_id, lookup_hash(txn.tenant(), value)));
}

std::optional<base::UserId> Users::known_as(store::TenantTxn& txn, const std::string& name) const {
  const auto by_id = txn.all<base::UserId>(queries::users_by_external_id, lookup_hash(txn.tenant(), name));
  if (by_id.size() == 1) return by_id.front();
  return txn.one<base::UserId>(queries::user_by_name, lookup_hash(txn.tenant(), lower(name)));
}

std::int64_t Users::count(store::TenantTxn& txn) const { return txn.one<std::int64_t>(queries::user_count).value(); }

std::vector<Record> Users::page(store::TenantTxn& txn, std::int64_t skip, std::int64_t limit, Depth depth) const {
  const auto keys = identity_.parts().keys.open(txn.tenant());
  std::vector<Record> out;
  for (const auto& row : txn.all<UserRow>(queries::user_page, skip, limit)) {
    out.push_back(record_of(txn, *keys, row, depth));
  }
  return out;
}

std::string Users::create(store::TenantTxn& txn, const object& content, const Provisioner& by) const {
  const auto& parts = identity_.parts();
  const auto hash = name_hash(txn.tenant(), content);
  if (txn.one<base::UserId>(queries::user_by_name, hash)) throw name_taken();
  const auto tier = tier_for(settings(txn), content);
  auto wanted = identity::username_out_of(text_at(content, "userName"));
  if (wanted.size() < 2) wanted = "user-" + base::to_hex(hash).substr(0, 10);
  const auto username = identity::free_username(identity_.directory(), txn, wanted);
  const auto user = identity_.accounts().create(txn, {username, display_name_for(content), tier, {}}, false);
  const bool active = asked_active(content);
  if (!active) change(txn, user, {std::nullopt, std::nullopt, false});
  const auto sealed = sealed_resource(*parts.keys.open(txn.tenant()), place(txn.tenant(), user.id), to_store(content));
  txn.exec(queries::insert_user, user.id, hash, external_id_hash(txn.tenant(), content), sealed,
           std::string(access::name(tier)), active, parts.now());
  record(parts.audit, txn, by, "scim.user_created", user.id.text(), username);
  return user.id.text();
}

// Whether the account was in fact changed.
bool Users::change(store::TenantTxn& txn, const identity::User& user, const identity::Change& wanted) const {
  if (!wanted.display_name && !wanted.tier && !wanted.active) return false;
  identity_.end_what_is_lost(txn, identity_.accounts().change(txn, user, wanted));
  return true;
}

void Users::replace(store::TenantTxn& txn, std::string_view id, const object& content, const Provisioner& by) const {
  const auto row = row_of(txn, id);
  if (!row) throw not_found();
  const auto& parts = identity_.parts();
  const auto keys = parts.keys.open(txn.tenant());
  const auto before = opened(*keys, *row);
  const auto after = to_store(content);
  const auto user = identity_.directory().get(txn, row->user);
  const bool active = asked_active(content);
  const auto tier = tier_for(settings(txn), content);
  const bool tier_asked = access::name(tier) != row->asked_tier;
  if (before == after && active == row->asked_active && !tier_asked) return;

  identity::Change wanted;
  if (auto name = display_name_for(after); name != display_name_for(before)) wanted.display_name = std::move(name);
  if (tier_asked && access::name(user.tier) == row->asked_tier) wanted.tier = tier;
  if (active != row->asked_active && active != user.active) wanted.active = active;
  change(txn, user, wanted);

  const auto hash = name_hash(txn.tenant(), after);
  if (const auto other = txn.one<base::UserId>(queries::user_by_name, hash); other && *other != user.id) {
    throw name_taken();
  }
  txn.exec(queries::update_user, user.id, hash, external_id_hash(txn.tenant(), after),
           sealed_resource(*keys, place(txn.tenant(), user.id), after), std::string(access::name(tier)), active,
           parts.now());
  if (wanted.active) {
    const audit::Event let_in = "scim.user_reactivated";
    const audit::Event shut_out = "scim.user_deactivated";
    record(parts.audit, txn, by, active ? let_in : shut_out, user.id.text(), {});
  }
  auto changed = differences(before, after);
  if (wanted.tier) changed += (changed.empty() ? "" : ", ") + ("tier " + std::string(access::name(*wanted.tier)));
  if (!changed.empty()) record(parts.audit, txn, by, "scim.user_updated", user.id.text(), changed);
}

void Users::remove(store::TenantTxn& txn, std::string_view id, const Provisioner& by) const {
  const auto row = row_of(txn, id);
  if (!row) throw not_found();
  const auto user = identity_.directory().get(txn, row->user);
  if (user.active) change(txn, user, {std::nullopt, std::nullopt, false});
  const auto groups = txn.all<queries::MembershipRow>(queries::groups_of, user.id);
  txn.exec(queries::drop_user, user.id);
  for (const auto& each : groups) {
    groups::feed_person(fed_, txn, each.group.bytes(), user.id, {}, told_by(identity_.parts().audit, txn, by));
  }
  record(identity_.parts().audit, txn, by, "scim.user_deleted", user.id.text(), {});
}

}  // namespace wardroom::scim
