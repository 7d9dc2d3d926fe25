#include "wardroomctl/backup.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/json.h"
#include "base/secret.h"
#include "server/restoring.h"
#include "server/workspace_administration.h"
#include "wardroomctl/archive.h"
#include "wardroomctl/extract.h"
#include "wardroomctl/recovery_key.h"

namespace wardroom::ctl {
namespace {

namespace fs = std::filesystem;
using lifecycle::BackupFolder;

// A line that is written over, for people who look; nothing in a log.
lifecycle::RestoreProgress progress() {
  if (::isatty(STDERR_FILENO) == 0) return [](std::int64_t, std::int64_t) {};
  return [](std::int64_t done, std::int64_t total) {
    fmt::print(stderr, "\rReading {} of {} MB{}", done / 1'000'000, total / 1'000'000, done == total ? "\n" : "");
  };
}

lifecycle::Backups::Pace progress_of_writing() {
  if (::isatty(STDERR_FILENO) == 0) return [] {};
  return [done = 0]() mutable { fmt::print(stderr, "\r{} MB copied and written ", ++done); };
}

// By a name in the folder of the settings, or as a path.
fs::path archive_of(const server::Settings& settings, const std::string& name) {
  if (BackupFolder::is_name(name) && settings.backup) return BackupFolder(settings.backup->folder).file(name);
  if (BackupFolder::is_name(fs::path(name).filename().string())) return name;
  throw std::runtime_error("'" + name +
                           "' is no backup: give the name that `wardroomctl backup list` shows, or a path");
}

bool is_whole(const server::Restored& restored) {
  return restored.missing.empty() && std::ranges::all_of(restored.databases, [](const auto& database) {
           return database.broken == 0 && database.what.audit_problem.empty();
         });
}

void tell(const server::Restored& restored, bool drill) {
  fmt::print("the backup of {}, by Wardroom {}:\n", base::to_rfc3339(restored.made_at), restored.made_by);
  for (const auto& [slug, what, values, broken] : restored.databases) {
    fmt::print("  {}: opens, ", slug);
    if (what.audit_problem.empty()) {
      fmt::print("its audit logs of {} entries hold", what.audit_entries);
    } else {
      fmt::print("its audit log {}", what.audit_problem);
    }
    if (drill) fmt::print(", {} values open, {} do not", values, broken);
    if (what.buried > 0) fmt::print("; {} messages had no key any more and are deleted", what.buried);
    fmt::print("\n");
  }
  for (const auto& slug : restored.destroyed) fmt::print("  {}: its keys were destroyed since\n", slug);
  for (const auto& missing : restored.missing) fmt::print("  {}: is NOT in it: {}\n", missing.slug, missing.why);
}

// What stands in the way of other files here. Only a lock, made by this command itself, does not.
bool holds_data(const fs::path& data) {
  for (const auto& entry : fs::directory_iterator(data)) {
    if (entry.path().filename() != "lock") return true;
  }
  return false;
}

// The same settings about another directory; a root key that is in the old one goes along.
server::Settings staged(const server::Settings& settings, const fs::path& staging) {
  auto out = settings;
  out.data = staging;
  auto& local = out.kms.spec.local;
  if (!local) return out;
  const fs::path root = local->file.value;
  local->file.value = (staging / root.filename()).string();
  if (fs::exists(root)) fs::copy_file(root, local->file.value);
  return out;
}

// A root key that was taken over, and does not open.
template <class F>
auto with_hint(const server::Settings& there, const std::string& data, F&& deed) {
  try {
    return deed();
  } catch (const base::ConfigError& fault) {
    const auto& local = there.kms.spec.local;
    if (!local || !fs::exists(local->file.value)) throw;
    throw base::ConfigError(fmt::format("{} If what opens it is lost for good, run `mv {} {}.lost` and restore again.",
                                        fault.what(), data, data));
  }
}

void keep_files(const fs::path& from, const fs::path& to) {
  if (fs::exists(from / "tls")) fs::copy(from / "tls", to / "tls", fs::copy_options::recursive);
}

// One that is not there yet, or empty.
fs::path made_private(const fs::path& path) {
  if (fs::exists(path) && !fs::is_empty(path)) throw std::runtime_error(path.string() + " is not empty");
  fs::create_directories(path);
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

// Of a name that nothing else has: what is there is of a run that was killed.
fs::path cleared(const fs::path& path) {
  fs::remove_all(path);
  return made_private(path);
}

fs::path keys_of(const fs::path& archive, const std::string& given) {
  return given.empty() ? archive.parent_path() / "keys.age" : fs::path(given);
}

std::string in_words(const std::vector<crypto::AgeRecipient>& recipients) {
  std::string out;
  for (const auto& one : recipients) out += (out.empty() ? "" : ", ") + one.text();
  return out;
}

// In one step: whenever the machine stops, the one or the other is there under its name, whole.
void put_in_place(const fs::path& one, const fs::path& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            other.string() +
                                " cannot be exchanged for what was restored. If it is a mount point, name " +
                                "a folder in it as the data directory");
  }
  const int folder = ::open(other.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

std::string without_slash(const fs::path& path) {
  const auto normal = fs::absolute(path).lexically_normal();
  return (normal.filename().empty() ? normal.parent_path() : normal).string();
}

}  // namespace

BackupCommands::BackupCommands(CLI::App& app, Settings settings) : settings_(std::move(settings)) {
  group_ = app.add_subcommand("backup", "Backups of the whole server (docs/backup.md)")->require_subcommand(1);
  create_ = group_->add_subcommand("create", "Make one now, beside the running server");
  list_ = group_->add_subcommand("list", "Which there are, and whether they were tried");
  list_->add_flag("--json", json_, "For scripts");
  drill_ = group_->add_subcommand("drill", "Restore one for trying, open everything in it, and throw that away again");
  drill_->add_option("name", name_, "Which; the newest when it is left out");
  restore_ = group_->add_subcommand(
      "restore", "Put a backup in the place of the data directory, which is moved aside. The server must be stopped");
  restore_->add_option("backup", name_, "Its name, or its file")->required();
  extract_ = group_->add_subcommand(
      "extract", "Write one workspace of a backup to a file that `workspace import` takes in, here or elsewhere");
  extract_->add_option("backup", name_, "Its name, or its file")->required();
  extract_->add_option("slug", slug_, "Which workspace")->required();
  extract_->add_option("--to", file_, "The file; it must not be there yet")->required();
  extract_->add_option(
      "--recipient", recipients_,
      "For whom: the line of `workspace receive` of another server; may be repeated. Default: this one");
  for (auto* const command : {drill_, extract_}) {
    command->add_option("--scratch", scratch_,
                        "A folder with room for all of it; made, and removed. Default: beside the data");
  }
  remove_ = group_->add_subcommand("delete", "Remove one; its key with it, so that copies elsewhere open no more");
  remove_->add_option("name", name_, "Which")->required();
  shred_ = group_->add_subcommand(
      "shred",
      "Destroy in all backups, now, the keys that are gone from the server: what hung from them is beyond restoring");
  identity_ =
      group_->add_subcommand("identity", "Print the recovery key as the public age tool takes it, to open keys.age");
  for (auto* const command : {drill_, restore_, extract_, identity_}) {
    command->add_option("--recovery-key-file", recovery_key_file_,
                        "File of mode 0600 with the recovery key; else it is read from the standard input");
  }
  for (auto* const command : {drill_, restore_, extract_}) {
    command->add_flag("--server-key", server_key_, "By this server's own keys instead, while they are there");
    command->add_option("--keys", keys_file_, "The keys.age; default: the one beside the backup");
  }
}

int BackupCommands::run() {
  if (create_->parsed()) return create();
  if (list_->parsed()) return list();
  if (drill_->parsed()) return drill();
  if (restore_->parsed()) return restore();
  if (extract_->parsed()) return extract();
  if (remove_->parsed()) return remove();
  if (identity_->parsed()) return identity();
  return shred();
}

int BackupCommands::create() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  server::BackupCustody custody(foundation, settings);
  const auto made = custody.create({}, progress_of_writing());
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\n");
  fmt::print("{}: {}\n", custody.backups().folder().file(made.name).string(), server::in_words(made));
  for (const auto& name : made.removed) fmt::print("{} was removed: {} are kept\n", name, settings.backup->keep);
  fmt::print("Copy it and the keys.age beside it elsewhere; of keys.age keep the newest only.\n");
  return made.missing.empty() ? 0 : 1;
}

int BackupCommands::list() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const server::BackupCustody custody(foundation, settings);
  const auto all = custody.list();
  if (json_) {
    fmt::print("{}\n", base::to_json_text(all));
    return 0;
  }
  if (all.empty()) fmt::print("There are no backups yet: `wardroomctl backup create`\n");
  for (const auto& one : all) {
    fmt::print("{}  {} {}  {:.1f} MB  {}{}{}\n", one.name, one.databases, one.databases == 1 ? "database" : "databases",
               static_cast<double>(one.bytes) / 1e6,
               one.drilled_at ? "tried " + base::to_rfc3339(*one.drilled_at).substr(0, 10) : "never tried",
               one.missing > 0 ? fmt::format("  {} workspaces are not in it", one.missing) : "",
               one.here ? "" : "  its file is not here");
  }
  for (const auto& name : custody.backups().without_key()) {
    fmt::print("{}  does not open: its key is not in keys.age\n", name);
  }
  return all.empty() ? 1 : 0;
}

int BackupCommands::remove() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  server::BackupCustody custody(foundation, settings);
  custody.remove(name_);
  server::WorkspaceAdministration(foundation, settings.data).record("backup.deleted", name_, {}, {});
  fmt::print("{} is removed, and its key destroyed. Replace the copies of keys.age with the one that is there now.\n",
             name_);
  return 0;
}

int BackupCommands::shred() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  server::BackupCustody custody(foundation, settings);
  fmt::print("{} keys were destroyed. Replace the copies of keys.age with the one that is there now.\n",
             custody.follow(true, {}));
  return 0;
}

int BackupCommands::identity() const {
  auto text = read_recovery_key(recovery_key_file_).age_identity().text();
  fmt::print("{}\n", text);
  base::wipe(text);
  return 0;
}

std::vector<crypto::AgeIdentity> BackupCommands::identities(const server::BackupCustody& custody) const {
  if (server_key_) return custody.backups().identities();
  std::vector<crypto::AgeIdentity> out;
  out.push_back(read_recovery_key(recovery_key_file_).age_identity());
  return out;
}

lifecycle::Temporary BackupCommands::scratch(const server::Settings& settings) const {
  return {scratch_.empty() ? cleared(without_slash(settings.data) + ".drill") : made_private(scratch_)};
}

int BackupCommands::drill() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  server::BackupCustody custody(foundation, settings);
  const auto all = custody.list();
  if (name_.empty() && all.empty()) throw std::runtime_error("there are no backups yet: `wardroomctl backup create`");
  const auto name = name_.empty() ? all.back().name : name_;
  const auto archive = archive_of(settings, name);
  const auto keys = lifecycle::open_backup_keys(keys_of(archive, keys_file_), identities(custody));
  const auto place = scratch(settings);
  const auto there = server::drill_settings(settings, place.path);
  fs::create_directory(there.data);
  const auto restored = server::restore_into(there, {keys, archive.filename().string(), archive}, true, progress());
  std::int64_t values = 0, broken = 0;
  for (const auto& database : restored.databases) {
    values += database.values;
    broken += database.broken;
  }
  const bool whole = is_whole(restored);
  tell(restored, true);
  custody.drilled(archive.filename().string(), whole,
                  fmt::format("{} databases, {} values open, {} do not, {} workspaces are not in it",
                              restored.databases.size(), values, broken, restored.missing.size()),
                  {});
  return whole ? 0 : 1;
}

int BackupCommands::restore() const {
  const auto settings = settings_();
  const auto archive = archive_of(settings, name_);
  const auto data = without_slash(settings.data);
  std::vector<crypto::AgeIdentity> by;
  if (server_key_) {
    server::Foundation foundation(settings);
    by = identities(server::BackupCustody(foundation, settings));
  } else {
    by.push_back(read_recovery_key(recovery_key_file_).age_identity());
  }
  const server::DataLock lock(settings.data);
  const auto keys = lifecycle::open_backup_keys(keys_of(archive, keys_file_), by);
  const lifecycle::Temporary staging{cleared(data + ".restoring")};
  const auto there = staged(settings, staging.path);
  keep_files(data, staging.path);
  const auto restored = with_hint(there, data, [&] {
    return server::restore_into(there, {keys, archive.filename().string(), archive}, false, progress());
  });
  tell(restored, false);
  const auto aside = fmt::format("{}.before-{:%Y%m%dT%H%M%S}Z", data, fmt::gmtime(std::time(nullptr)));
  const bool had_data = holds_data(data);
  put_in_place(staging.path, data);
  if (had_data) fs::rename(staging.path, aside);
  fmt::print("{} is restored. ", data);
  if (had_data) fmt::print("What was there is in {}: remove it when all is well. ", aside);
  fmt::print("Start the server.\n");
  return is_whole(restored) ? 0 : 1;
}

int BackupCommands::extract() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const server::BackupCustody custody(foundation, settings);
  const auto archive = archive_of(settings, name_);
  const auto name = archive.filename().string();
  const auto to =
      recipients_.empty() ? std::vector{lifecycle::receiving_recipient(foundation.keys)} : recipients_of(recipients_);
  if (fs::exists(file_)) throw std::runtime_error(file_ + " is there already: nothing was done");
  const auto keys = lifecycle::open_backup_keys(keys_of(archive, keys_file_), identities(custody));
  const auto place = scratch(settings);
  const auto there = server::drill_settings(settings, place.path);
  fs::create_directory(there.data);
  const auto restored = server::restore_into(there, {keys, name, archive}, false, progress());
  const auto id = extract_workspace(there, restored, {slug_, file_, name, to});
  foundation.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    foundation.audit.append(platform,
                            {.event = "workspace.exported",
                             .target = id.text(),
                             .detail = fmt::format("{}, out of the backup {}, for {}", slug_, name, in_words(to))});
  });
  fmt::print("{} of {} is in {}. `wardroomctl workspace import {}` takes it in, once the one that is there is wiped.\n",
             slug_, base::to_rfc3339(restored.made_at), file_, file_);
  return 0;
}

}  // namespace wardroom::ctl
