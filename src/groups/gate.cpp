#include "groups/gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "groups/membership.h"

namespace wardroom::groups {
namespace {

using access::Permission;

PowerSet powers_here(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  if (caller.may(Permission::manage_groups)) return PowerSet::everything();
  // A program does what its key says, and a key says nothing of groups.
  if (caller.api_key) return {};
  const auto text = txn.one<std::string>(queries::powers_of, group, caller.user);
  return text ? PowerSet::from_text(*text) : PowerSet();
}

bool manages(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  return txn.one<std::string>(queries::powers_of, group, caller.user).has_value();
}

}  // namespace

base::Problem power_needed(Power power) {
  return {
      403, "group_power_needed",
      fmt::format("This needs the power {} in the group, or the permission manage_groups.", base::enum_name(power))};
}

Seen seen(const access::Caller& caller, store::TenantTxn& txn, queries::GroupRow row) {
  Seen out{std::move(row), {}, false, false};
  out.powers = powers_here(caller, txn, out.row.id);
  out.member = is_in(txn, out.row.id, caller.user);
  out.sees_people = out.row.visibility != "private" || out.member || !out.powers.empty();
  return out;
}

std::optional<Seen> look(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  // Asked in any case, so that a hidden group takes as many looks as one that does not exist.
  const bool knows_hidden = manages(caller, txn, group) || caller.may(Permission::view_hidden_groups);
  auto row = txn.one<queries::GroupRow>(queries::group, group);
  if (!row || (row->visibility == "hidden" && !knows_hidden)) return std::nullopt;
  return seen(caller, txn, std::move(*row));
}

Seen require_seen(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  auto found = look(caller, txn, group);
  if (!found) throw base::Problem(404, "group_not_found", "There is no group of this id that you can see.");
  return std::move(*found);
}

Seen require_people(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  auto found = require_seen(caller, txn, group);
  if (!found.sees_people) {
    throw base::Problem(403, "group_is_private", "Only those who are in this group, or manage it, see who is in it.");
  }
  return found;
}

Seen require_power(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group, Power power) {
  auto found = require_seen(caller, txn, group);
  if (!found.powers.has(power)) throw power_needed(power);
  return found;
}

void require_powers(const Seen& group, PowerSet powers) {
  const auto missing = powers.without(group.powers);
  if (missing.empty()) return;
  throw base::Problem(403, "grant_exceeds_own",
                      fmt::format("You cannot give or take away powers that you do not hold in this group: {}.",
                                  fmt::join(missing.names(), ", ")));
}

bool may_mention(const Seen& group) {
  if (group.row.visibility == "hidden") return false;
  const auto by = base::enum_from<MentionableBy>(group.row.mentionable_by).value();
  if (by == MentionableBy::everyone || !group.powers.empty()) return true;
  return by == MentionableBy::members && group.member;
}

}  // namespace wardroom::groups
