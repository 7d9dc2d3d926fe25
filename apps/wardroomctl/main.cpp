// wardroomctl: what administrators and auditors do beside the running server. Every command works on a data directory;
// `audit verify FILE` needs nothing but the file, and `audit witness` nothing but a folder of its own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/log.h"
#include "base/memory.h"
#include "crypto/wiping_heap.h"
#include "wardroomctl/administration.h"
#include "wardroomctl/archive.h"
#include "wardroomctl/audit.h"
#include "wardroomctl/backup.h"
#include "wardroomctl/commands.h"
#include "wardroomctl/keys.h"
#include "wardroomctl/recovery.h"

namespace {

using namespace wardroom;

int run(int argc, char** argv) {
  CLI::App app{"wardroomctl: administers a Wardroom data directory. Safe while the server runs."};
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(server::version));
  std::string config_file;
  std::map<std::string, std::string> given;
  app.add_option("--config", config_file, "Settings file, the same as the server's");
  const auto option = [&](const char* flag, const char* key, const char* help) {
    app.add_option_function<std::string>(flag, [&given, key](const std::string& value) { given[key] = value; }, help);
  };
  option("--data", "server.data", "Data directory (default: data)");
  option("--public-url", "server.public_url", "https://… address people use, for links");
  option("--key-file", "kms.key_file", "Key file that unlocks the root key");
  const auto settings = [&] {
    base::Config config(config_file);
    for (const auto& [key, value] : given) config.set(key, value);
    return server::read_settings(config);
  };

  auto* const link =
      app.add_subcommand("setup-link", "Print a link that makes one new workspace and its owner (24 hours, once)");
  auto* const workspaces = app.add_subcommand("workspaces", "List the workspaces");
  auto* const config = app.add_subcommand("config", "Settings")->require_subcommand(1);
  auto* const check = config->add_subcommand("check", "Read the settings and say whether the server would accept them");
  std::string slug, file;
  ctl::AdministrationCommands administration(app, settings);
  ctl::ArchiveCommands archive(administration.group(), settings);
  ctl::AuditCommands audit(app, settings);
  auto* const provider =
      app.add_subcommand("provider", "The key service that holds a workspace's root key")->require_subcommand(1);
  provider->add_option("--workspace", slug, "The workspace; not needed when there is one only");
  auto* const show = provider->add_subcommand("show", "Which it is, and whether it grants the key; no credentials");
  auto* const set = provider->add_subcommand(
      "set", "Move the keys under another one, or replace its credentials; also for a locked workspace");
  set->add_option("file", file, "JSON file of mode 0600 as in docs/keys.md")->required();
  auto* const reset = provider->add_subcommand("reset", "Move the keys back under the platform's");
  auto* const people = app.add_subcommand("people", "People who cannot get in")->require_subcommand(1);
  auto* const reset_person = people->add_subcommand(
      "reset", "Print a link by which somebody sets a new password (24 hours, once): for a last owner, above all");
  std::string username;
  bool factors = false;
  reset_person->add_option("username", username, "Whose")->required();
  reset_person->add_option("--workspace", slug, "The workspace; not needed when there is one only");
  reset_person->add_flag("--factors", factors, "Take their second factors away as well; their sessions end");
  ctl::KeyCommands keys(app, settings);
  ctl::RecoveryCommands recovery(app, settings);
  ctl::BackupCommands backup(app, settings);
  auto* const kms = app.add_subcommand("kms", "The root key (docs/keys.md)")->require_subcommand(1);
  auto* const kms_status = kms->add_subcommand(
      "status", "Say which KMS holds the root key, whether it answers, and whether it opens every key of the keyring");
  auto* const kms_init =
      kms->add_subcommand("init", "Make the root key where kms.provider says, unless it is there; never replaces one");
  auto* const unlock = kms->add_subcommand(
      "change-unlock", "Seal the local root key anew: for another passphrase or key file. The root key stays.");
  std::string passphrase_file, key_file;
  auto* const by = unlock->add_option_group("by", "What unlocks it from now on")->require_option(1);
  by->add_option("--new-passphrase-file", passphrase_file, "File of mode 0600 with the new passphrase");
  by->add_option("--new-key-file", key_file, "Key file of 32 bytes, mode 0600; made when it is missing");
  CLI11_PARSE(app, argc, argv);

  base::set_log_level(base::LogLevel::warning);
  if (archive.chosen()) return archive.run();
  if (administration.chosen()) return administration.run();
  if (audit.chosen()) return audit.run();
  if (keys.chosen()) return keys.run();
  if (recovery.chosen()) return recovery.run();
  if (backup.chosen()) return backup.run();
  if (*reset_person) return ctl::reset_person(settings(), slug, username, factors);
  if (*link) return ctl::print_setup_link(settings());
  if (*workspaces) return ctl::list_workspaces(settings());
  if (*check) return ctl::check_config(settings());
  if (*show) return ctl::show_provider(settings(), slug);
  if (*set) return ctl::set_provider(settings(), slug, file);
  if (*reset) return ctl::reset_provider(settings(), slug);
  if (*kms_status) return ctl::kms_status(settings());
  if (*kms_init) return ctl::kms_init(settings());
  if (*unlock) return ctl::kms_change_unlock(settings(), passphrase_file, key_file);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    crypto::use_wiping_heap();
    base::forbid_core_dumps();
    base::prepare_locked_memory();  // the few keys a command needs always fit
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "wardroomctl: {}\n", error.what());
    return 1;
  }
}
