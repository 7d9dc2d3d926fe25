#include "store/registry.h"

#include <fmt/format.h>

#include <thread>

#include "base/problem.h"

namespace wardroom::store {
namespace {

constexpr std::string_view suffix = ".db";

}  // namespace

Registry::Registry(Settings settings)
    : settings_(std::move(settings)), next_sweep_(Clock::now() + settings_.idle_close) {
  std::filesystem::create_directories(settings_.directory);
  std::filesystem::permissions(settings_.directory, std::filesystem::perms::owner_all);
}

std::filesystem::path Registry::file_of(base::TenantId tenant) const {
  return settings_.directory / (tenant.text() + std::string(suffix));
}

std::shared_ptr<Registry::Entry> Registry::entry_of(base::TenantId tenant) {
  const std::scoped_lock lock(mutex_);
  auto& slot = entries_[tenant];
  if (!slot) slot = std::make_shared<Entry>();
  return slot;
}

std::shared_ptr<TenantDb> Registry::find(base::TenantId tenant) {
  const std::scoped_lock lock(mutex_);
  const auto at = entries_.find(tenant);
  if (at == entries_.end() || !at->second->db) return nullptr;
  at->second->used = Clock::now();
  return at->second->db;
}

std::shared_ptr<TenantDb> Registry::open(base::TenantId tenant) {
  if (auto db = find(tenant)) return db;
  const auto file = file_of(tenant);
  if (!std::filesystem::exists(file))
    throw DatabaseError(fmt::format("{}: there is no such database; was the workspace removed?", file.string()));
  const auto entry = entry_of(tenant);
  const std::scoped_lock opening(entry->opening);
  if (auto db = find(tenant)) return db;  // another thread was faster
  auto db =
      std::make_shared<TenantDb>(file, [this, tenant] { return settings_.database_keys(tenant); }, settings_.schema);

  std::vector<std::shared_ptr<TenantDb>> closing;  // ends after the lock
  const std::scoped_lock lock(mutex_);
  if (!settings_.ready(tenant)) return db;  // its key was taken away meanwhile: nobody finds it after this one
  entry->db = db;
  entry->used = Clock::now();
  ++open_;
  make_room(closing);
  return db;
}

// Closes what nobody uses right now, the least recently used first, until no more than max_open are open.
void Registry::make_room(std::vector<std::shared_ptr<TenantDb>>& closing) {
  while (open_ > settings_.max_open) {
    Entry* oldest = nullptr;
    for (const auto& [tenant, entry] : entries_)
      if (entry->db && entry->db.use_count() == 1 && (!oldest || entry->used < oldest->used)) oldest = entry.get();
    if (!oldest) return;
    closing.push_back(std::move(oldest->db));
    --open_;
  }
}

void Registry::create(base::TenantId tenant) {
  const auto entry = entry_of(tenant);
  const std::scoped_lock opening(entry->opening);
  const auto file = file_of(tenant);
  if (std::filesystem::exists(file))
    throw base::Problem(409, "tenant_exists", fmt::format("{} has a database already.", tenant.text()));
  TenantDb::create(file, settings_.database_keys(tenant).at(0), settings_.schema);
}

bool Registry::exists(base::TenantId tenant) const { return std::filesystem::exists(file_of(tenant)); }

std::vector<base::TenantId> Registry::tenants() const {
  std::vector<base::TenantId> out;
  for (const auto& file : std::filesystem::directory_iterator(settings_.directory))
    if (file.path().extension() == suffix)
      if (const auto tenant = base::TenantId::parse(file.path().stem().string())) out.push_back(*tenant);
  std::ranges::sort(out);
  return out;
}

std::shared_ptr<TenantDb> Registry::take(base::TenantId tenant) {
  const std::scoped_lock lock(mutex_);
  const auto at = entries_.find(tenant);
  if (at == entries_.end() || !at->second->db) return nullptr;
  --open_;
  return std::move(at->second->db);
}

void Registry::close(base::TenantId tenant) { take(tenant); }

bool Registry::close_now(base::TenantId tenant, std::chrono::milliseconds patience) {
  const std::weak_ptr<TenantDb> used = take(tenant);
  for (const auto until = Clock::now() + patience; Clock::now() < until;) {
    if (used.expired()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return used.expired();
}

void Registry::close_idle() {
  std::vector<std::shared_ptr<TenantDb>> closing;
  const auto now = Clock::now();
  const std::scoped_lock lock(mutex_);
  if (now < next_sweep_) return;
  next_sweep_ = now + settings_.idle_close / 4;
  for (const auto& [tenant, entry] : entries_) {
    if (!entry->db || entry->db.use_count() > 1 || now - entry->used < settings_.idle_close) continue;
    closing.push_back(std::move(entry->db));
    --open_;
  }
}

void Registry::close_all() {
  const std::scoped_lock lock(mutex_);
  entries_.clear();
  open_ = 0;
}

std::size_t Registry::open_count() const {
  const std::scoped_lock lock(mutex_);
  return open_;
}

}  // namespace wardroom::store
