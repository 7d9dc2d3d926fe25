#include "scim/groups.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <iterator>
#include <set>

#include "scim/feeds.h"
#include "scim/group_queries.h"
#include "scim/records.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

using boost::json::object;
using queries::GroupRow;

boost::json::array members_of(store::TenantTxn& txn, base::ScimGroupId group) {
  boost::json::array out;
  for (const auto id : txn.all<base::UserId>(queries::members, group)) {
    out.push_back({{"value", id.text()}, {"type", "User"}});
  }
  return out;
}

Record record_of(store::TenantTxn& txn, const keys::TenantKeys& keys, const GroupRow& row, Depth depth) {
  Record out{.id = row.id.text(),
             .content = opened_resource(keys, row.resource, group_place(txn.tenant(), row.id)),
             .version = std::to_string(row.revision),
             .created_at = row.created_at,
             .updated_at = row.updated_at};
  if (depth == Depth::own) return out;
  auto members = members_of(txn, row.id);
  if (!members.empty()) out.content["members"] = std::move(members);
  return out;
}

std::optional<GroupRow> row_of(store::TenantTxn& txn, std::string_view id) {
  const auto group = base::ScimGroupId::parse(id);
  return group ? txn.one<GroupRow>(queries::group, *group) : std::nullopt;
}

object to_store(object content) {
  if (const auto at = content.find("members"); at != content.end()) content.stable_erase(at);
  return content;
}

// Groups inside groups are not kept: who is meant would not be told.
std::set<base::UserId> wanted_members(const object& content) {
  std::set<base::UserId> out;
  const auto* const members = content.if_contains("members");
  if (!members || !members->is_array()) return out;
  for (const auto& member : members->get_array()) {
    const auto text = member.is_object() ? text_at(member.get_object(), "value") : std::string();
    const auto user = base::UserId::parse(text);
    if (!user) throw invalid_value("A member is the id of a user; \"" + text.substr(0, 64) + "\" is none.");
    out.insert(*user);
  }
  return out;
}

void add_member(store::TenantTxn& txn, base::ScimGroupId group, base::UserId user) {
  if (txn.one<std::int64_t>(queries::is_provisioned, user).value() == 0) {
    throw invalid_value("There is no user " + user.text() + ".");
  }
  txn.exec(queries::insert_member, group, user);
}

struct Moved {
  std::size_t added = 0;
  std::size_t removed = 0;
};

Moved set_members(store::TenantTxn& txn, base::ScimGroupId group, const std::set<base::UserId>& wanted) {
  const auto rows = txn.all<base::UserId>(queries::members, group);
  const std::set<base::UserId> now(rows.begin(), rows.end());
  std::vector<base::UserId> gone;
  std::vector<base::UserId> come;
  std::ranges::set_difference(now, wanted, std::back_inserter(gone));
  std::ranges::set_difference(wanted, now, std::back_inserter(come));
  for (const auto user : gone) txn.exec(queries::drop_member, group, user);
  for (const auto user : come) add_member(txn, group, user);
  return {come.size(), gone.size()};
}

crypto::Digest name_hash(base::TenantId tenant, const object& content) {
  return lookup_hash(tenant, lower(text_at(content, "displayName")));
}

void refuse_taken(store::TenantTxn& txn, const crypto::Digest& hash, std::optional<base::ScimGroupId> own) {
  const auto other = txn.one<base::ScimGroupId>(queries::group_by_name, hash);
  if (other && other != own) throw not_unique("Another group has this displayName.");
}

std::string told(std::string changed, const Moved& moved) {
  const auto add = [&](const std::string& text) { changed += (changed.empty() ? "" : ", ") + text; };
  if (moved.added > 0) add(std::to_string(moved.added) + " added");
  if (moved.removed > 0) add(std::to_string(moved.removed) + " removed");
  return changed;
}

}  // namespace

std::optional<Record> Groups::find(store::TenantTxn& txn, std::string_view id, Depth depth) const {
  const auto row = row_of(txn, id);
  if (!row) return std::nullopt;
  return record_of(txn, *identity_.parts().keys.open(txn.tenant()), *row, depth);
}

std::vector<std::string> Groups::ids_by_unique(store::TenantTxn& txn, std::string_view value) const {
  return texts_of(txn.all<base::ScimGroupId>(queries::group_by_name, lookup_hash(txn.tenant(), lower(value))));
}

std::vector<std::string> Groups::ids_by_external_id(store::TenantTxn& txn, std::string_view value) const {
  return texts_of(txn.all<base::ScimGroupId>(queries::groups_by_external_id, lookup_hash(txn.tenant(), value)));
}

std::int64_t Groups::count(store::TenantTxn& txn) const { return txn.one<std::int64_t>(queries::group_count).value(); }

std::vector<Record> Groups::page(store::TenantTxn& txn, std::int64_t skip, std::int64_t limit, Depth depth) const {
  const auto keys = identity_.parts().keys.open(txn.tenant());
  std::vector<Record> out;
  for (const auto& row : txn.all<GroupRow>(queries::group_page, skip, limit)) {
    out.push_back(record_of(txn, *keys, row, depth));
  }
  return out;
}

std::string Groups::create(store::TenantTxn& txn, const object& content, const Provisioner& by) const {
  const auto& parts = identity_.parts();
  const auto hash = name_hash(txn.tenant(), content);
  refuse_taken(txn, hash, std::nullopt);
  const auto members = wanted_members(content);
  const auto id = base::ScimGroupId::make();
  txn.exec(queries::insert_group, id, hash, external_id_hash(txn.tenant(), content),
           sealed_resource(*parts.keys.open(txn.tenant()), group_place(txn.tenant(), id), to_store(content)),
           parts.now());
  const auto moved = set_members(txn, id, members);
  record(parts.audit, txn, by, "scim.group_created", id.text(), told(text_at(content, "displayName"), moved));
  return id.text();
}

void Groups::replace(store::TenantTxn& txn, std::string_view id, const object& content, const Provisioner& by) const {
  const auto row = row_of(txn, id);
  if (!row) throw not_found();
  const auto& parts = identity_.parts();
  const auto keys = parts.keys.open(txn.tenant());
  const auto place = group_place(txn.tenant(), row->id);
  const auto before = opened_resource(*keys, row->resource, place);
  const auto after = to_store(content);
  const auto hash = name_hash(txn.tenant(), after);
  refuse_taken(txn, hash, row->id);
  const auto members = wanted_members(content);
  const auto moved = set_members(txn, row->id, members);
  const auto changed = told(differences(before, after), moved);
  if (changed.empty()) return;
  txn.exec(queries::update_group, row->id, hash, external_id_hash(txn.tenant(), after),
           sealed_resource(*keys, place, after), parts.now());
  record(parts.audit, txn, by, "scim.group_updated", row->id.text(), changed);
  feed(fed_, txn, row->id, members, told_by(parts.audit, txn, by));
}

void Groups::remove(store::TenantTxn& txn, std::string_view id, const Provisioner& by) const {
  const auto row = row_of(txn, id);
  if (!row) throw not_found();
  txn.exec(queries::drop_group, row->id);
  record(identity_.parts().audit, txn, by, "scim.group_deleted", row->id.text(), {});
  groups::drop_origin(fed_, txn, row->id.bytes(), told_by(identity_.parts().audit, txn, by));
}

}  // namespace wardroom::scim
