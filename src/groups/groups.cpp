#include "groups/groups.h"

#include <stdexcept>

#include "groups/membership.h"

namespace wardroom::groups {
namespace {

constexpr std::int64_t max_groups = 1000;

keys::Place place(const store::TenantTxn& txn, std::string_view column, const base::GroupId& group) {
  return {txn.tenant(), "user_groups", column, group.bytes()};
}

crypto::Sealed<std::string> sealed(const Parts& parts, const store::TenantTxn& txn, std::string_view column,
                                   const base::GroupId& group, std::string_view text) {
  return parts.keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn, column, group), text);
}

std::string opened(const Parts& parts, const store::TenantTxn& txn, std::string_view column, const base::GroupId& group,
                   const crypto::Sealed<std::string>& value) {
  auto text = parts.keys.open(txn.tenant())->open(value, place(txn, column, group));
  if (!text) throw std::runtime_error("a group's row is damaged");
  return std::move(*text);
}

// Among the groups that everybody may know of, so that no refusal tells of a hidden one.
void require_free(const Parts& parts, store::TenantTxn& txn, const GroupContent& content,
                  std::optional<base::GroupId> own) {
  if (content.visibility == Visibility::hidden) return;
  for (const auto& row : txn.all<queries::GroupRow>(queries::groups)) {
    if (row.visibility == "hidden" || row.id == own || name_of(parts, txn, row) != content.name) continue;
    throw base::Problem(409, "group_name_taken", "There is a group of this name; choose another.").at("body.name");
  }
}

}  // namespace

std::string name_of(const Parts& parts, const store::TenantTxn& txn, const queries::GroupRow& row) {
  return opened(parts, txn, "name_sealed", row.id, row.name);
}

GroupContent content_of(const Parts& parts, const store::TenantTxn& txn, const queries::GroupRow& row) {
  return {name_of(parts, txn, row), opened(parts, txn, "description_sealed", row.id, row.description),
          base::enum_from<Visibility>(row.visibility).value(),
          base::enum_from<MentionableBy>(row.mentionable_by).value()};
}

Group shown(const Parts& parts, store::TenantTxn& txn, const Seen& seen) {
  auto content = content_of(parts, txn, seen.row);
  return {seen.row.id,
          std::move(content.name),
          std::move(content.description),
          content.visibility,
          content.mentionable_by,
          seen.sees_people ? txn.one<std::int64_t>(queries::people_count, seen.row.id) : std::nullopt,
          seen.member,
          seen.powers.listed(),
          seen.row.created_at,
          seen.row.updated_at};
}

std::vector<GroupRef> named(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                            std::span<const base::GroupId> groups, Know know) {
  std::vector<GroupRef> out;
  out.reserve(groups.size());
  for (const auto group : groups) {
    const auto found = look(caller, txn, group);
    if (!found || (know == Know::who_is_in_it && !found->sees_people)) continue;
    out.push_back({group, name_of(parts, txn, found->row)});
  }
  return out;
}

GroupPage list_groups(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::GroupId after,
                      std::int64_t limit) {
  auto rows = caller.may(access::Permission::view_hidden_groups)
                  ? txn.all<queries::GroupRow>(queries::groups_after, after, limit + 1)
                  : txn.all<queries::GroupRow>(queries::groups_seen_by, after, caller.user, limit + 1);
  GroupPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  page.items.reserve(rows.size());
  for (auto& row : rows) page.items.push_back(shown(parts, txn, seen(caller, txn, std::move(row))));
  return page;
}

base::GroupId create_group(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                           const GroupContent& content) {
  if (txn.one<std::int64_t>(queries::group_count).value() >= max_groups) {
    throw base::Problem(409, "too_many_groups", "There are 1000 groups; delete one that nobody needs.");
  }
  require_free(parts, txn, content, std::nullopt);
  const auto id = base::GroupId::make();
  txn.exec(queries::insert_group, id, sealed(parts, txn, "name_sealed", id, content.name),
           sealed(parts, txn, "description_sealed", id, content.description), base::enum_name(content.visibility),
           base::enum_name(content.mentionable_by), caller.user, base::now());
  txn.exec(queries::put_manager, id, caller.user, PowerSet::everything().text(), caller.user, base::now());
  tell_changed(parts, txn, id);
  return id;
}

void update_group(const Parts& parts, store::TenantTxn& txn, const Seen& group, const GroupContent& content) {
  const auto& id = group.row.id;
  require_free(parts, txn, content, id);
  tell_changed(parts, txn, id);  // before, too: a group that becomes hidden is not seen any more
  txn.exec(queries::update_group, id, sealed(parts, txn, "name_sealed", id, content.name),
           sealed(parts, txn, "description_sealed", id, content.description), base::enum_name(content.visibility),
           base::enum_name(content.mentionable_by), base::now());
  tell_changed(parts, txn, id);
}

void delete_group(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group) {
  tell_changed(parts, txn, group);
  const auto below = txn.all<base::GroupId>(queries::groups_below, group);
  for (const auto subgroup : below) txn.exec(queries::delete_subgroup, group, subgroup);
  txn.exec(queries::delete_entries, group);
  for (const auto user : people_of(txn, group)) settle(parts, txn, group, user, by);
  if (parts.listener.deleted) parts.listener.deleted(txn, group);
  txn.exec(queries::delete_edges_of, group);
  txn.exec(queries::readmit_all, group);
  txn.exec(queries::delete_managers, group);
  txn.exec(queries::delete_feeds_of_group, group);
  txn.exec(queries::delete_group, group);
}

}  // namespace wardroom::groups
