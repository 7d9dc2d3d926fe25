#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

#include "audit/checkpoint.h"
#include "audit/export.h"
#include "server/foundation.h"
#include "wardroomctl/chosen.h"
#include "wardroomctl/commands.h"

namespace wardroom::ctl {
namespace {

constexpr int log_does_not_hold = 2;

bool report_live(server::Foundation& foundation, const std::string& name, base::TenantId tenant) {
  const auto found =
      foundation.store.read_now(tenant, [&](store::TenantTxn& txn) { return foundation.audit.verify(txn); });
  if (found.ok) {
    fmt::print("{}: ok, {} entries, chain {}\n", name, found.entries, found.chain);
  } else {
    fmt::print("{}: DOES NOT HOLD after {} entries: {}\n", name, found.entries, found.problem);
  }
  return found.ok;
}

}  // namespace

int verify_live(const server::Settings& settings, const std::string& slug) {
  server::Foundation foundation(settings);
  if (!slug.empty()) {
    const auto workspace = chosen(foundation, slug);
    return report_live(foundation, workspace.slug, workspace.id) ? 0 : log_does_not_hold;
  }
  bool ok = report_live(foundation, "platform", base::platform_tenant);
  for (const auto& workspace : foundation.workspaces.list())
    ok = report_live(foundation, workspace.slug, workspace.id) && ok;
  return ok ? 0 : log_does_not_hold;
}

int verify_file(const std::string& file, const std::string& public_key) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file + ": cannot be read");
  std::optional<crypto::PublicKey> key;
  if (!public_key.empty()) {
    const auto bytes = base::from_hex(public_key);
    if (!bytes || bytes->size() != 32) throw std::runtime_error("--public-key: use 64 hexadecimal digits");
    std::copy(bytes->begin(), bytes->end(), key.emplace().begin());
  }
  const auto report = audit::verify_export(in, key);
  if (!report.ok) {
    fmt::print("{}: DOES NOT HOLD: {}\n", file, report.problem);
    return log_does_not_hold;
  }
  fmt::print("{}: ok, {} entries, chain {}, {}\n", report.log, report.entries, report.chain,
             report.signature_checked ? "signature good" : "signature not checked (give --public-key)");
  if (report.signature_checked && report.signed_by != public_key) {
    fmt::print("the given key has handed over; the key now is {}\n", report.signed_by);
  }
  return 0;
}

int export_log(const server::Settings& settings, const std::string& slug, const std::string& file) {
  if (std::filesystem::exists(file)) throw std::runtime_error(file + ": exists already; choose another name");
  server::Foundation foundation(settings);
  const auto tenant = slug == "platform" ? base::platform_tenant : chosen(foundation, slug).id;
  std::ofstream out(file, std::ios::binary);
  ::chmod(file.c_str(), 0600);
  const auto key = foundation.audit.signing_key(foundation.store, tenant);
  foundation.store.write_now(tenant, [&](store::TenantTxn& txn) {
    foundation.audit.append(txn, {.event = "audit.exported", .target = file});
  });
  const auto entries = foundation.store.read_now(tenant, [&](store::TenantTxn& txn) {
    if (audit::checkpoint_chain(tenant).links(txn).back().public_key != key.signer->public_key()) {
      throw std::runtime_error("the signing key was rotated meanwhile: export again, to another file");
    }
    return audit::export_log(txn, *key.signer, out);
  });
  out.close();
  if (!out) throw std::runtime_error(file + ": could not be written to the end");
  fmt::print("{}: {} entries\npublic key {}\n", file, entries, base::to_hex(key.signer->public_key()));
  return 0;
}

}  // namespace wardroom::ctl
