#include "wardroomctl/recovery.h"

#include <fmt/format.h>

#include "base/secret.h"
#include "keys/recovery.h"
#include "server/foundation.h"
#include "wardroomctl/recovery_key.h"

namespace wardroom::ctl {
namespace {

namespace fs = std::filesystem;

// The KMS of the settings; its root key is made where there is none.
std::unique_ptr<kms::Kms> opened_or_made(const server::Settings& settings) {
  const auto& local = settings.kms.spec.local;
  try {
    if (local && !fs::exists(local->file.value)) {
      fmt::print("{}\n", kms::init_provider(settings.kms.spec, settings.kms.options));
    }
    return kms::open_provider(settings.kms.spec, settings.kms.options);
  } catch (const kms::ProviderFault& fault) {
    const std::string aside =
        local ? fmt::format(" If it is lost for good, run `mv {0} {0}.lost` and restore again.", local->file.value)
              : "";
    throw base::ConfigError(fault.what() + aside);
  }
}

// Whether what is there needs no restoring.
bool opens(kms::Kms& kms, const keys::Keyring& keyring) {
  const auto platform = keyring.find(base::platform_tenant);
  if (platform == keyring.end()) return false;
  const auto& [epoch, wrapped] = *platform->second.epochs.rbegin();
  return kms.unwrap(wrapped, keys::wrap_context(base::platform_tenant, epoch)).has_value();
}

keys::Keyring what_is_left(const fs::path& path) try {
  return keys::load_keyring(path);
} catch (const keys::KeyringFault& fault) {
  fmt::print("{}\nThe roots come from the recovery copy; workspaces with a key service of their own are not in it.\n",
             fault.what());
  return {};
}

}  // namespace

RecoveryCommands::RecoveryCommands(CLI::App& app, Settings settings) : settings_(std::move(settings)) {
  group_ =
      app.add_subcommand("recovery", "The way back when the root key is lost (docs/keys.md)")->require_subcommand(1);
  create_ = group_->add_subcommand(
      "create", "Make a recovery key and print it, once. Keep it outside: with it and the data, everything opens");
  create_->add_flag("--replace", replace_, "In place of the one there is, which opens nothing any more");
  status_ = group_->add_subcommand("status", "Whether there is a recovery key, and when it was tried last");
  drill_ = group_->add_subcommand("drill", "Try the recovery key: whether it opens every root that is in use");
  restore_ = group_->add_subcommand(
      "restore", "Wrap all roots with the KMS of the settings, by the recovery key. The server must be stopped");
  for (auto* const command : {drill_, restore_}) {
    command->add_option("--key-file", key_file_,
                        "File of mode 0600 with the recovery key; else it is read from the "
                        "standard input");
  }
}

int RecoveryCommands::run() {
  if (create_->parsed()) return create();
  if (status_->parsed()) return status();
  if (drill_->parsed()) return drill();
  return restore();
}

int RecoveryCommands::create() const {
  server::Foundation foundation(settings_());
  if (foundation.recovery.status() && !replace_) {
    throw std::runtime_error("there is a recovery key already; --replace makes another one, and the old one ends");
  }
  auto text = foundation.custody.create_recovery_key(foundation.recovery, {});
  fmt::print(stderr,
             "This is the recovery key. It is shown once and kept nowhere: write it down, keep it outside,\n"
             "and try it now with `wardroomctl recovery drill`.\n\n");
  fmt::print("{}\n", text);
  base::wipe(text);
  return 0;
}

int RecoveryCommands::status() const {
  server::Foundation foundation(settings_());
  const auto status = foundation.recovery.status();
  if (!status) {
    fmt::print(
        "There is no recovery key: a lost root key would be the end of all data. `wardroomctl recovery create`\n");
    return 1;
  }
  fmt::print("made {}\n", base::to_rfc3339(status->created_at));
  if (!status->drilled_at) {
    fmt::print("never tried: `wardroomctl recovery drill`\n");
    return 1;
  }
  fmt::print("tried {}\n", base::to_rfc3339(*status->drilled_at));
  const auto overdue = keys::Recovery::overdue(*status, base::now());
  if (overdue) fmt::print("{}\n", *overdue);
  return overdue ? 1 : 0;
}

int RecoveryCommands::drill() const {
  server::Foundation foundation(settings_());
  const auto key = read_recovery_key(key_file_);
  const auto drill = foundation.custody.drill_recovery(foundation.recovery, key, {});
  for (const auto& missing : drill.missing) fmt::print("{}: is not in the copy, or is another key there\n", missing);
  fmt::print("{} roots open, {} do not\n", drill.opened, drill.missing.size());
  return drill.missing.empty() ? 0 : 1;
}

int RecoveryCommands::restore() const {
  const auto settings = settings_();
  const server::DataLock lock(settings.data);
  const auto path = settings.data / "keyring";
  const auto key = read_recovery_key(key_file_);
  const auto roots = keys::open_recovery_copy(settings.data, key);
  const auto kms = opened_or_made(settings);
  std::size_t restored = 0;
  {
    const keys::KeyringLock keyring_lock(path);
    auto keyring = what_is_left(path);
    if (opens(*kms, keyring)) throw std::runtime_error("the KMS of the settings opens the keyring: nothing is lost");
    const auto next = keys::restored_keyring(std::move(keyring), roots, *kms);
    keys::save_keyring(path, next);
    for (const auto& [tenant, epochs] : roots) restored += epochs.size();
  }
  server::Foundation foundation(settings);
  foundation.store.write_now(base::platform_tenant, [&](store::TenantTxn& txn) {
    foundation.audit.append(txn, {.event = "keys.recovery_restored",
                                  .target = "public key " + base::to_hex(key.public_key()),
                                  .detail = fmt::format("{} roots, now under {}", restored, kms->describe())});
  });
  fmt::print("{} roots of {} tenants are wrapped by {} now. Start the server.\n", restored, roots.size(),
             kms->describe());
  return 0;
}

}  // namespace wardroom::ctl
