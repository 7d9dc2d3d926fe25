#include "wardroomctl/keys.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/json.h"
#include "server/foundation.h"
#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
namespace {

constexpr int does_not_open = 2;

void print_json(boost::json::object object) { fmt::print("{}\n", base::json_text(object)); }

void print_tenant_json(boost::json::value line, const std::string& tenant) {
  line.get_object()["workspace"] = tenant;
  fmt::print("{}\n", base::json_text(line));
}

// One line that is written over, on a terminal; nothing elsewhere.
class Progress {
 public:
  Progress(std::string name, bool json)
      : name_(std::move(name)), json_(json), terminal_(::isatty(STDERR_FILENO) == 1) {}
  void show(const keys::Reencrypted& now) const {
    const auto ms = std::max<std::int64_t>(1, now.updated_at.ms - now.began_at.ms);
    if (!json_ && terminal_) {
      fmt::print(stderr, "\r{}: {} of {} values looked at, {} moved, {} a second, {:<32}", name_, now.looked_at,
                 now.total, now.resealed, now.looked_at * 1000 / ms, now.column);
    }
  }
  void end() const {
    if (!json_ && terminal_) fmt::print(stderr, "\n");
  }

 private:
  std::string name_;
  bool json_;
  bool terminal_;
};

}  // namespace

KeyCommands::KeyCommands(CLI::App& app, std::function<server::Settings()> settings) : settings_(std::move(settings)) {
  keys_ =
      app.add_subcommand("keys", "Keys: rotate, re-encrypt, retire, list, check (docs/keys.md)")->require_subcommand(1);
  rotate_ = keys_->add_subcommand("rotate", "Begin the next key. Nobody is signed out; old values stay readable");
  reencrypt_ = keys_->add_subcommand("reencrypt", "Move everything to the newest keys; goes on where it was stopped");
  retire_ = keys_->add_subcommand("retire", "Destroy the old epochs' keys; refused while anything is under them");
  inventory_ = keys_->add_subcommand("inventory", "List the keys with purpose, age, state and what they protect");
  auto* const verify = keys_->add_subcommand("verify", "Open every sealed value and name those that do not open");
  for (auto* const command : {rotate_, reencrypt_, retire_, inventory_, verify}) {
    command->add_option("--workspace", workspace_,
                        "Slug, or \"platform\" for the server's own; without it all of them");
    command->add_flag("--json", json_, "One JSON object a line");
  }
  rotate_->add_flag("--root", root_, "The root key: all workspaces' roots are wrapped anew, the old wraps go");
  rotate_->add_flag("--audit", audit_,
                    "The keys that sign checkpoints of the audit logs; the old ones hand over to them");
  rotate_->add_flag("--access-tokens", access_tokens_, "The key that signs access tokens");
  rotate_->add_flag("--identity", identity_, "The server's long-term identity; the old one hands over to it");
}

int KeyCommands::run() {
  if (rotate_->parsed()) return rotate();
  if (reencrypt_->parsed()) return reencrypt();
  if (retire_->parsed()) return retire();
  if (inventory_->parsed()) return inventory();
  return verify();
}

// The tenants asked for, one after the other; what cannot be done for one does not keep it from the others.
template <class F>
int KeyCommands::each(server::Foundation& foundation, F work) const {
  int code = 0;
  for (const auto& tenant : chosen_tenants(foundation, workspace_)) {
    try {
      code = std::max(code, work(tenant));
    } catch (const base::Problem& problem) {
      code = std::max(code, 1);
      if (json_) {
        print_json({{"workspace", tenant.name}, {"code", problem.code()}, {"detail", problem.detail()}});
      } else {
        fmt::print("{}: {}\n", tenant.name, problem.detail());
      }
    }
  }
  return code;
}

void KeyCommands::report(std::string_view key, std::string_view of, const std::string& current) const {
  if (json_) return print_json({{"key", key}, {"of", of}, {"current", current}});
  fmt::print("{} of {}: now {}\n", key, of, current);
}

int KeyCommands::rotate() {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const auto& custody = foundation.custody;
  if (root_) report("root", "server", fmt::format("wraps {} keys", custody.rotate_root({})));
  if (identity_) report("identity", "server", custody.rotate_identity({}));
  if (access_tokens_) {
    identity::Identity identity({foundation.store, foundation.keys, foundation.audit, foundation.workspaces, {}, {}});
    report("access tokens", "server", custody.rotate_signing_key(identity.signing_keys(), {}));
  }
  if ((root_ || identity_ || access_tokens_) && !audit_) return 0;
  return each(foundation, [&](const ChosenTenant& tenant) {
    if (audit_) {
      report("audit signing", tenant.name, custody.rotate_audit_key(tenant.id, audit::LogKind::security, {}));
      report("compliance signing", tenant.name, custody.rotate_audit_key(tenant.id, audit::LogKind::compliance, {}));
    } else {
      report("workspace", tenant.name, fmt::format("epoch {}", custody.rotate(tenant.id, {})));
    }
    return 0;
  });
}

int KeyCommands::reencrypt() {
  server::Foundation foundation(settings_());
  return each(foundation, [&](const ChosenTenant& tenant) {
    foundation.custody.begin_reencryption(tenant.id, {});
    const Progress progress(tenant.name, json_);
    const auto done =
        foundation.reencryption.run(tenant.id, {}, {}, [&](const keys::Reencrypted& now) { progress.show(now); });
    progress.show(done);
    progress.end();
    if (json_) {
      print_json({{"workspace", tenant.name},
                  {"state", done.state},
                  {"epoch", done.epoch},
                  {"looked_at", done.looked_at},
                  {"moved", done.resealed},
                  {"broken", done.broken}});
    } else {
      fmt::print("{}: {}, {} values moved to epoch {}{}\n", tenant.name, done.state, done.resealed, done.epoch,
                 done.broken > 0 ? fmt::format(", {} do not open: run `wardroomctl keys verify`", done.broken) : "");
    }
    return done.state == "done" ? 0 : does_not_open;
  });
}

int KeyCommands::retire() {
  server::Foundation foundation(settings_());
  return each(foundation, [&](const ChosenTenant& tenant) {
    if (workspace_.empty() && foundation.keys.open(tenant.id)->epochs().size() == 1) return 0;
    const auto retired = foundation.custody.retire(tenant.id, {});
    if (json_) {
      print_json({{"workspace", tenant.name}, {"retired", base::to_json(retired.epochs)}});
    } else {
      fmt::print("{}: {} old epochs destroyed\n", tenant.name, retired.epochs.size());
    }
    return 0;
  });
}

int KeyCommands::inventory() {
  server::Foundation foundation(settings_());
  return each(foundation, [&](const ChosenTenant& tenant) {
    for (const auto& key : foundation.custody.inventory(tenant.id)) {
      if (json_) {
        print_tenant_json(base::to_json(key), tenant.name);
        continue;
      }
      fmt::print("{:<12} {:<16} {:<10} {:<24} {:>9}  {}{}\n", tenant.name, key.purpose, key.state,
                 key.created_at ? base::to_rfc3339(*key.created_at) : "-", key.values, key.id,
                 key.kept == keys::SigningPlace::token ? " (in the token)" : "");
    }
    return 0;
  });
}

int KeyCommands::verify() {
  server::Foundation foundation(settings_());
  return each(foundation, [&](const ChosenTenant& tenant) {
    const auto found = foundation.custody.verify(tenant.id, {});
    if (json_) {
      print_tenant_json(base::to_json(found), tenant.name);
      return found.ok ? 0 : does_not_open;
    }
    fmt::print("{}: {} values, {}\n", tenant.name, found.values,
               found.ok ? "all open" : fmt::format("{} DO NOT OPEN", found.broken));
    for (const auto& example : found.examples) fmt::print("  {}\n", example);
    return found.ok ? 0 : does_not_open;
  });
}

}  // namespace wardroom::ctl
