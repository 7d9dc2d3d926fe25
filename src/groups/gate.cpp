#include "groups/gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "groups/membership.h"

namespace wardroom::groups {
namespace {

using access::Permission;

// What somebody was appointed to; none: they do not manage the group.
std::optional<PowerSet> appointment(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  const auto text = txn.one<std::string>(queries::powers_of, group, caller.user);
  return text ? std::optional(PowerSet::from_text(*text)) : std::nullopt;
}

PowerSet powers_of(const access::Caller& caller, const std::optional<PowerSet>& appointed) {
  if (caller.may(Permission::manage_groups)) return PowerSet::everything();
  // A program does what its key says, and a key says nothing of groups.
  return caller.api_key ? PowerSet() : appointed.value_or(PowerSet());
}

Seen made(const access::Caller& caller, store::TenantTxn& txn, queries::GroupRow row,
          const std::optional<PowerSet>& appointed) {
  Seen out{std::move(row), powers_of(caller, appointed), false, false};
  out.member = is_in(txn, out.row.id, caller.user);
  out.sees_people = out.row.visibility != "private" || out.member || !out.powers.empty();
  return out;
}

}  // namespace

base::Problem power_needed(Power power) {
  return {
      403, "group_power_needed",
      fmt::format("This needs the power {} in the group, or the permission manage_groups.", base::enum_name(power))};
}

Seen seen(const access::Caller& caller, store::TenantTxn& txn, queries::GroupRow row) {
  const auto appointed = appointment(caller, txn, row.id);
  return made(caller, txn, std::move(row), appointed);
}

std::optional<Seen> look(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group) {
  // Asked in any case, so that a hidden group takes as many looks as one that does not exist.
  const auto appointed = appointment(caller, txn, group);
  const bool knows_hidden = appointed || caller.may(Permission::view_hidden_groups);
  auto row = txn.one<queries::GroupRow>(queries::group, group);
  if (!row || (row->visibility == "hidden" && !knows_hidden)) return std::nullopt;
  return made(caller, txn, std::move(*row), appointed);
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
