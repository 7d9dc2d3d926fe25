#include "server/backup_operations.h"

#include "server/on_pool.h"
#include "server/operator_of.h"

namespace wardroom::server {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

constexpr auto permission = access::Permission::manage_backups;

struct BackupOverview {
  bool on = false;            // the server's administrator said where backups go
  bool recovery_key = false;  // there is one; without it none is made
  bool working = false;       // one is being made
  std::int64_t every_hours = 0, keep = 0, destroyed_keys_days = 0;
  std::optional<std::string> failure;  // why the last one was not made, or why those there are cannot be told
  std::vector<lifecycle::BackupListed> items;
};
BOOST_DESCRIBE_STRUCT(BackupOverview, (),
                      (on, recovery_key, working, every_hours, keep, destroyed_keys_days, failure, items))

struct OneBackup {
  base::Text<1, 64> backup;
};
BOOST_DESCRIBE_STRUCT(OneBackup, (), (backup))

constexpr Operation<Empty, BackupOverview> list{
    .name = "server.backups",
    .method = Method::get,
    .path = "/server/backups",
    .summary = "The backups of this server, how they are made, and what went wrong",
    .policy = Policy<Empty>::server("their times and sizes, nothing that is in them", permission),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Empty, BackupOverview> create{
    .name = "server.backup_create",
    .method = Method::post,
    .path = "/server/backups",
    .summary = "Make a backup of the whole server now, in the background",
    .policy = Policy<Empty>::server("it is sealed for the recovery key and for the server itself", permission),
    .rate = Rate::costly,
    .audited = Audited::as("backup.ordered"),
};

constexpr Operation<OneBackup, Empty> remove{
    .name = "server.backup_delete",
    .method = Method::delete_,
    .path = "/server/backups/{backup}",
    .summary = "Remove a backup and destroy its key: copies of it elsewhere open no more",
    .policy = Policy<OneBackup>::server("it is destroyed, not opened", permission).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("backup.deleted"),
};

template <typename Out>
Who who_of(const AsyncCall<Out>& call) {
  return {call.caller->user.text(), call.origin.address, call.origin.request.text(), call.caller->session.text()};
}

BackupOverview overview(const BackupOperationParts& parts) {
  BackupOverview out;
  out.recovery_key = parts.recovery.public_key().has_value();
  if (!parts.custody) return out;
  out.on = true;
  out.working = parts.worker->is_at_it();
  const auto& options = parts.custody->backups().options();
  out.every_hours = parts.custody->every().count();
  out.keep = options.keep;
  out.destroyed_keys_days = options.destroyed_keys.count();
  if (auto failure = parts.worker->last_failure(); !failure.empty()) out.failure = std::move(failure);
  try {
    out.items = parts.custody->list();
  } catch (const std::exception& error) {
    out.failure = error.what();
  }
  return out;
}

void require_possible(const BackupOperationParts& parts) {
  if (!parts.custody) {
    throw base::Problem(409, "backups_off",
                        "This server makes no backups: whoever runs it sets backup.folder, and starts it again.");
  }
  if (parts.recovery.public_key()) return;
  throw base::Problem(409, "recovery_key_missing",
                      "Without a recovery key nobody could restore a backup: whoever runs the server makes one with "
                      "`wardroomctl recovery create`.");
}

void remove_one(const BackupOperationParts& parts, const std::string& name) {
  require_possible(parts);
  const auto all = parts.custody->list();
  if (std::ranges::none_of(all, [&](const auto& one) { return one.name == name; })) {
    throw base::Problem(404, "backup_not_found", "There is no such backup.");
  }
  try {
    parts.custody->remove(name);
  } catch (const lifecycle::FolderBusy&) {
    throw base::Problem(409, "backup_busy", "A backup is being made; try again when it is done.");
  }
}

}  // namespace

void declare_backups(operation::Registry& registry, const BackupOperationParts& parts) {
  on_pool(registry, parts.pool, parts, list, [](const auto& p, const auto&, const Empty&) { return overview(p); });
  on_pool(registry, parts.pool, parts, create, [](const auto& p, const auto& call, const Empty&) {
    require_possible(p);
    p.administration.record("backup.ordered", std::string(), {}, operator_of(call));
    p.worker->ask(who_of(call));
    return overview(p);
  });
  on_pool(registry, parts.pool, parts, remove, [](const auto& p, const auto& call, const OneBackup& in) {
    remove_one(p, in.backup.value);
    p.administration.record("backup.deleted", in.backup.value, {}, operator_of(call));
    return Empty{};
  });
}

}  // namespace wardroom::server
