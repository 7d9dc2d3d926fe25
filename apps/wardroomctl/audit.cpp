#include "wardroomctl/audit.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "audit/checkpoint.h"
#include "audit/export.h"
#include "audit/proofs.h"
#include "audit/prune.h"
#include "audit/settings.h"
#include "server/foundation.h"
#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
namespace {

using store::TenantTxn;

constexpr int log_does_not_hold = 2;
const std::map<std::string, audit::LogKind> kinds{{"security", audit::LogKind::security},
                                                  {"compliance", audit::LogKind::compliance}};

constexpr std::size_t max_first_line = 4 * 1024 * 1024;

bool report_live(server::Foundation& foundation, const std::string& of, base::TenantId tenant, audit::LogKind kind) {
  const auto found =
      foundation.store.read_now(tenant, [&](TenantTxn& txn) { return foundation.audit.verify({txn, kind}); });
  const auto name = fmt::format("{} {}", of, base::enum_name(kind));
  const auto pruned = found.first > 1 ? fmt::format(" from {} on", found.first) : std::string();
  if (found.ok) {
    fmt::print("{}: ok, {} entries{}, chain {}\n", name, found.entries, pruned, found.chain);
  } else {
    fmt::print("{}: DOES NOT HOLD after {} entries{}: {}\n", name, found.entries, pruned, found.problem);
  }
  return found.ok;
}

bool report_live(server::Foundation& foundation, const std::string& of, base::TenantId tenant) {
  bool ok = true;
  for (const auto kind : audit::log_kinds) ok = report_live(foundation, of, tenant, kind) && ok;
  return ok;
}

std::optional<crypto::PublicKey> key_from(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (const auto written = crypto::read_verifier_key(text)) return written->key;
  const auto bytes = base::from_hex(text);
  if (!bytes || bytes->size() != 32) {
    throw std::runtime_error("--public-key: use 64 hexadecimal digits, or a verifier key NAME+HASH+KEY");
  }
  crypto::PublicKey key{};
  std::ranges::copy(*bytes, key.begin());
  return key;
}

std::vector<crypto::VerifierKey> witnesses_from(const std::vector<std::string>& texts) {
  std::vector<crypto::VerifierKey> out;
  for (const auto& text : texts) {
    auto key = crypto::read_verifier_key(text);
    if (!key || key->type != crypto::NoteKey::cosigner) {
      throw std::runtime_error("--witness: use the key that `wardroomctl audit witness` prints, NAME+HASH+KEY");
    }
    out.push_back(std::move(*key));
  }
  return out;
}

void print_witnesses(const std::vector<crypto::VerifierKey>& witnesses, const std::vector<std::uint64_t>& times) {
  for (std::size_t i = 0; i < times.size(); ++i) {
    const base::Timestamp at{static_cast<std::int64_t>(times[i]) * 1000};
    fmt::print("cosigned by {} at {}\n", witnesses[i].name, base::to_rfc3339(at));
  }
}

std::string signature_text(bool checked) {
  return checked ? "signature good" : "signature not checked (give --public-key)";
}

void print_handed_over(const std::optional<crypto::PublicKey>& given, const std::string& signed_by) {
  if (given && base::to_hex(*given) != signed_by) {
    fmt::print("the given key has handed over; the key now is {}\n", signed_by);
  }
}

std::ofstream new_file(const std::string& file) {
  if (std::filesystem::exists(file)) throw std::runtime_error(file + ": exists already; choose another name");
  std::ofstream out(file, std::ios::binary);
  ::chmod(file.c_str(), 0600);
  return out;
}

void finish(std::ofstream& out, const std::string& file) {
  out.close();
  if (!out) throw std::runtime_error(file + ": could not be written to the end");
}

int verify_proof(const std::string& file, const std::string& text, const std::optional<crypto::PublicKey>& key,
                 const std::vector<crypto::VerifierKey>& witnesses) {
  const auto report = audit::verify_proof_file(text, key, witnesses);
  if (!report.ok) {
    fmt::print("{}: DOES NOT HOLD: {}\n", file, report.problem);
    return log_does_not_hold;
  }
  fmt::print("{}: ok, entry {} is in the log of {} entries, {}\n", report.log, report.seq, report.size,
             signature_text(report.signature_checked));
  print_witnesses(witnesses, report.cosigned);
  if (report.signature_checked) print_handed_over(key, report.signed_by);
  return 0;
}

std::string pruned(server::Foundation& foundation, base::TenantId tenant, audit::LogKind kind) {
  const auto days = foundation.store.read_now(tenant, [&](TenantTxn& txn) { return audit::keep_days({txn, kind}); });
  if (!days) return "keeps its entries for ever";
  const auto up_to =
      audit::prune(foundation.audit, foundation.store, tenant, kind, base::now() - std::chrono::days(*days));
  return up_to ? fmt::format("removed up to entry {}", *up_to) : "nothing is old enough";
}

}  // namespace

AuditCommands::AuditCommands(CLI::App& app, std::function<server::Settings()> settings)
    : settings_(std::move(settings)),
      audit_(app.add_subcommand("audit", "The audit logs (docs/audit.md)")->require_subcommand(1)),
      verify_(audit_->add_subcommand("verify", "Check the live logs, or a file: an export, or the proof of an entry")),
      export_command_(audit_->add_subcommand("export", "Write one of a workspace's audit logs to a file")),
      prove_(audit_->add_subcommand("prove", "Write the proof that one entry is in the log to a file")),
      key_(audit_->add_subcommand("key", "Print the keys by which exports and checkpoints are verified")),
      prune_(audit_->add_subcommand("prune", "Remove, now, what is older than the workspaces say it is kept")),
      witness_(*audit_) {
  constexpr auto of_workspace =
      "The workspace, or \"platform\" for the server's own logs; not needed when there is one only";
  verify_->add_option("file", file_, "Exported file, or proof; without it the live logs are checked");
  verify_->add_option("--workspace", workspace_, "Only this workspace's live logs");
  verify_->add_option("--public-key", public_key_, "The key that must have signed the file: hex, or a verifier key");
  verify_->add_option("--witness", witnesses_, "Key of a witness that must have cosigned it; may be given repeatedly");
  prove_->add_option("entry", seq_, "Number of the entry")->required()->check(CLI::PositiveNumber);
  for (auto* const command : {export_command_, prove_}) {
    command->add_option("file", file_, "File to write; must not exist")->required();
  }
  for (auto* const command : {export_command_, prove_, key_}) {
    command->add_option("--workspace", workspace_, of_workspace);
  }
  for (auto* const command : {export_command_, prove_}) {
    command->add_option("--log", kind_, "security (if none is named) or compliance")
        ->transform(CLI::CheckedTransformer(kinds));
  }
  key_->add_option("--log", only_, "security or compliance; without it the keys of both")
      ->transform(CLI::CheckedTransformer(kinds));
}

int AuditCommands::run() {
  if (witness_.chosen()) return witness_.run();
  if (verify_->parsed()) return file_.empty() ? verify_live() : verify_file();
  if (export_command_->parsed()) return export_();
  if (prove_->parsed()) return prove();
  if (key_->parsed()) return key();
  return prune();
}

base::TenantId AuditCommands::tenant(server::Foundation& foundation) const {
  return workspace_ == "platform" ? base::platform_tenant : ctl::chosen(foundation, workspace_).id;
}

int AuditCommands::verify_live() {
  server::Foundation foundation(settings_());
  if (workspace_ == "platform")
    return report_live(foundation, "platform", base::platform_tenant) ? 0 : log_does_not_hold;
  if (!workspace_.empty()) {
    const auto workspace = ctl::chosen(foundation, workspace_);
    return report_live(foundation, workspace.slug, workspace.id) ? 0 : log_does_not_hold;
  }
  bool ok = report_live(foundation, "platform", base::platform_tenant);
  for (const auto& workspace : foundation.workspaces.list())
    ok = report_live(foundation, workspace.slug, workspace.id) && ok;
  return ok ? 0 : log_does_not_hold;
}

int AuditCommands::verify_file() {
  std::ifstream in(file_, std::ios::binary);
  if (!in) throw std::runtime_error(file_ + ": cannot be read");
  const auto key = key_from(public_key_);
  const auto witnesses = witnesses_from(witnesses_);
  // A proof is one short line, and its first member is the entry; an export's first line is short too.
  constexpr std::string_view begins = R"({"entry":)";
  std::string start(begins.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (in && start == begins) {
    start.resize(max_first_line);
    in.read(start.data() + begins.size(), static_cast<std::streamsize>(max_first_line - begins.size()));
    start.resize(begins.size() + static_cast<std::size_t>(in.gcount()));
    return verify_proof(file_, start, key, witnesses);
  }
  in.clear();
  in.seekg(0);
  const auto report = audit::verify_export(in, key, witnesses);
  if (!report.ok) {
    fmt::print("{}: DOES NOT HOLD: {}\n", file_, report.problem);
    return log_does_not_hold;
  }
  const auto pruned = report.first > 1 ? fmt::format(" from {} on", report.first) : std::string();
  fmt::print("{}: ok, {} entries{}, chain {}, {}\n", report.log, report.entries, pruned, report.chain,
             signature_text(report.signature_checked));
  print_witnesses(witnesses, report.cosigned);
  if (report.signature_checked) print_handed_over(key, report.signed_by);
  return 0;
}

int AuditCommands::export_() {
  auto out = new_file(file_);
  try {
    write_export(out);
  } catch (...) {
    std::filesystem::remove(file_);
    throw;
  }
  return 0;
}

void AuditCommands::write_export(std::ofstream& out) {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const auto of = tenant(foundation);
  foundation.store.write_now(of, [&](TenantTxn& txn) {
    foundation.audit.append(txn, {.event = "audit.exported", .target = audit::log_name(of, kind_), .detail = file_});
  });
  foundation.audit.checkpoint(foundation.store, of, kind_);
  server::Witnesses witnesses(settings.witnesses, foundation.store, foundation.audit);
  const auto cosigned = witnesses.ask(of, kind_);
  if (cosigned < witnesses.count()) {
    fmt::print(stderr, "{} of {} witnesses cosigned it; the log says why.\n", cosigned, witnesses.count());
  }
  crypto::PublicKey key{};
  const auto entries = foundation.store.read_now(of, [&](TenantTxn& txn) {
    const auto links = audit::checkpoint_chain(of, kind_).links(txn);
    if (!links.empty()) key = links.back().public_key;
    return audit::export_log({txn, kind_}, out);
  });
  finish(out, file_);
  fmt::print("{}: {} entries\npublic key {}\n", file_, entries, base::to_hex(key));
}

int AuditCommands::prove() {
  server::Foundation foundation(settings_());
  const auto of = tenant(foundation);
  foundation.audit.checkpoint(foundation.store, of, kind_);
  const auto proof =
      foundation.store.read_now(of, [&](TenantTxn& txn) { return audit::prove_entry({txn, kind_}, seq_); });
  auto out = new_file(file_);
  out << audit::proof_file(proof);
  finish(out, file_);
  fmt::print("{}: entry {}\n", file_, seq_);
  return 0;
}

int AuditCommands::key() {
  server::Foundation foundation(settings_());
  const auto of = tenant(foundation);
  for (const auto kind : audit::log_kinds) {
    if (only_ && *only_ != kind) continue;
    const auto now = foundation.audit.signing_key(foundation.store, of, kind).signer->public_key();
    fmt::print("{} log\n  public key   {}\n  verifier key {}\n", base::enum_name(kind), base::to_hex(now),
               crypto::VerifierKey{audit::log_name(of, kind), now}.text());
  }
  return 0;
}

int AuditCommands::prune() {
  server::Foundation foundation(settings_());
  for (const auto& workspace : foundation.workspaces.list()) {
    for (const auto kind : audit::log_kinds) {
      fmt::print("{} {}: {}\n", workspace.slug, base::enum_name(kind), pruned(foundation, workspace.id, kind));
    }
  }
  return 0;
}

}  // namespace wardroom::ctl
