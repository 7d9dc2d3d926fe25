#include "workspace/workspaces.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "base/problem.h"
#include "workspace/queries.h"

namespace wardroom::workspace {
namespace {

constexpr std::size_t max_remembered = 10'000;
constexpr std::chrono::hours abandoned_after{24};

struct SettingsRow {
  std::string slug;
  keys::Sealed<std::string> name_sealed;
  std::string language;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (), (slug, name_sealed, language, created_at))

Language known_language(std::string_view name) { return base::enum_from<Language>(name).value_or(Language::other); }

struct ReadyRow {
  WorkspaceId id;
  std::string slug;
};
BOOST_DESCRIBE_STRUCT(ReadyRow, (), (id, slug))

keys::Place name_place(const base::TenantId& tenant) {
  return {tenant, "workspace_settings", "name_sealed", tenant.bytes()};
}

}  // namespace

bool is_slug(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.size() < 2 || text.size() > 40 || !plain(text[0])) return false;
  return std::ranges::all_of(text, [&](char c) { return plain(c) || c == '-'; });
}

void Workspaces::ensure_platform() { create_storage(base::platform_tenant); }

void Workspaces::create_storage(WorkspaceId id) {
  if (!keys_.has(id)) keys_.create_tenant(id);
  if (!store_.exists(id)) store_.create(id);
}

std::optional<WorkspaceId> Workspaces::find_by_slug(const std::string& slug) {
  if (!is_slug(slug)) return std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_slug_.find(slug); known != by_slug_.end()) return known->second;
  }
  const auto id = store_.read_now(
      base::platform_tenant, [&](store::TenantTxn& txn) { return txn.one<WorkspaceId>(queries::ready_by_slug, slug); });
  if (!id) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (by_slug_.size() >= max_remembered) by_slug_.erase(by_slug_.begin());
  by_slug_.emplace(slug, *id);
  return id;
}

std::optional<Workspace> Workspaces::get(WorkspaceId id) {
  const auto ready = store_.read_now(base::platform_tenant, [&](store::TenantTxn& txn) {
    return txn.one<WorkspaceId>(queries::ready_by_id, id.uuid);
  });
  if (!ready) return std::nullopt;
  return store_.read_now(id, [&](store::TenantTxn& txn) { return current(txn); });
}

std::vector<Workspace> Workspaces::list() {
  const auto rows = store_.read_now(base::platform_tenant,
                                    [](store::TenantTxn& txn) { return txn.all<ReadyRow>(queries::all_ready); });
  std::vector<Workspace> out;
  out.reserve(rows.size());
  for (const auto& [id, slug] : rows) {
    try {
      out.push_back(store_.read_now(id, [&](store::TenantTxn& txn) { return current(txn); }));
    } catch (const base::Problem&) {  // its keys are not to be had, or it is suspended
      out.push_back({.id = id, .slug = slug, .name = "", .created_at = {}});
    }
  }
  return out;
}

bool Workspaces::any(store::TenantTxn& platform) { return platform.one<WorkspaceId>(queries::any_ready).has_value(); }

Workspace Workspaces::current(store::TenantTxn& txn) const {
  auto row = txn.one<SettingsRow>(queries::settings);
  if (!row) throw std::runtime_error("workspace " + txn.tenant().text() + " has no settings");
  auto name = keys_.open(txn.tenant())->open(row->name_sealed, name_place(txn.tenant()));
  if (!name) throw std::runtime_error("the name of workspace " + txn.tenant().text() + " does not open");
  return {txn.tenant(),     std::move(row->slug),
          std::move(*name), known_language(row->language),
          row->created_at,  decisions_.are_operators(txn.tenant())};
}

Language Workspaces::language(store::TenantTxn& txn) const {
  const auto name = txn.one<std::string>(queries::language);
  return name ? known_language(*name) : Language::english;
}

void Workspaces::set_language(store::TenantTxn& txn, Language language, base::Timestamp at) const {
  txn.exec(queries::set_language, std::string(base::enum_name(language)), at);
}

keys::Sealed<std::string> Workspaces::seal_name(base::TenantId tenant, std::string_view name) const {
  return keys_.open(tenant)->seal(keys::Purpose::content, name_place(tenant), name);
}

void Workspaces::rename(store::TenantTxn& txn, std::string_view name, base::Timestamp at) const {
  txn.exec(queries::rename, seal_name(txn.tenant(), name), at);
}

Workspaces::Reserved Workspaces::reserve(store::TenantTxn& platform, std::string_view slug, base::ByteView maker,
                                         base::Timestamp at) const {
  Reserved out{WorkspaceId::make(), platform.all<WorkspaceId>(queries::drop_abandoned, maker, at - abandoned_after)};
  try {
    platform.exec(queries::reserve, out.id.uuid, slug, maker, at);
  } catch (const store::Conflict& conflict) {
    if (conflict.kind() != store::Conflict::Kind::unique) throw;
    throw base::Problem(409, "slug_taken", "This short name is taken; choose another one.").at("body.workspace_slug");
  }
  return out;
}

void Workspaces::discard(const std::vector<WorkspaceId>& abandoned) {
  for (const auto& id : abandoned) {
    store_.close(id);
    if (keys_.has(id)) keys_.destroy_tenant(id);  // its database file, if any, never opens again
  }
}

void Workspaces::forget(WorkspaceId id) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(by_slug_, [&](const auto& known) { return known.second == id; });
  }
  store_.close(id);
  keys_.forget_tenant(id);  // whoever wiped it destroyed them; it may be coming in again
}

bool Workspaces::exists(store::TenantTxn& platform, WorkspaceId id) const {
  return platform.one<WorkspaceId>(queries::ready_by_id, id.uuid).has_value();
}

Workspace Workspaces::write_settings(store::TenantTxn& txn, std::string_view slug, std::string_view name,
                                     base::Timestamp at) const {
  txn.exec(queries::insert_settings, slug, seal_name(txn.tenant(), name), at);
  return {txn.tenant(), std::string(slug), std::string(name), Language::english, at};
}

void Workspaces::complete(store::TenantTxn& platform, WorkspaceId id) const {
  if (platform.exec(queries::complete, id.uuid) != 1)
    throw base::Problem(409, "setup_interrupted", "Another set-up with the same link took over; try again.");
}

}  // namespace wardroom::workspace
