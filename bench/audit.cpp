// audit: how many entries a second a log is verified at, on one core; what appending adds to a deed; how much memory a
// long export takes to verify. No server: the audit room alone.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <streambuf>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/export.h"
#include "audit/log.h"
#include "audit/schema.h"
#include "benches.h"
#include "crypto/canonical_json.h"
#include "engine.h"
#include "figures.h"
#include "keys/schema.h"
#include "kms/local.h"
#include "store/store.h"

namespace wardroom::bench {
namespace {

namespace fs = std::filesystem;

double seconds_of(std::int64_t ns) { return static_cast<double>(ns) / 1e9; }

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string entry_text(const std::string& log, std::int64_t seq) {
  return fmt::format(
      R"({{"actor":"usr_01h455vb4pex5vsknk084sn02q","address":"192.0.2.7","at":"2026-01-31T12:00:00.000Z",)"
      R"("detail_sealed":"AQAAAAFDYWxsIG1lIElzaG1hZWwuIFNvbWUgeWVhcnMgYWdvIG5ldmVyIG1pbmQgaG93IGxvbmcg","event":"user.updated",)"
      R"("log":"{}","outcome":"ok","request":"req_01h455vb4pex5vsknk084sn02q","seq":{},)"
      R"("session":"ses_01h455vb4pex5vsknk084sn02q","target":"usr_01h455vb4pex5vsknk084sn03r"}})",
      log, seq);
}

// An export of any length that is made while it is read, so that no file of gigabytes is needed.
class MadeExport final : public std::streambuf {
 public:
  MadeExport(std::int64_t entries, const crypto::Signer& key) : entries_(entries), key_(key), chain_(log_, {}) {}

 protected:
  int_type underflow() override {
    if (ended_) return traits_type::eof();
    text_.clear();
    if (chain_.at().seq == 0 && !begun_) {
      begun_ = true;
      text_ = fmt::format(R"({{"boundary":{{"chain":"{:064}","seq":0,"subtrees":[]}},"format":"wardroom-audit-1",)"
                          R"("log":"{}","tenant":"{}"}})"
                          "\n",
                          0, log_, tenant_.text());
    }
    for (int n = 0; n < 100 && chain_.at().seq < entries_; ++n) {
      const auto entry = entry_text(log_, chain_.at().seq + 1);
      if (!chain_.add(entry)) throw std::logic_error("the bench makes entries that are none");
      text_ += entry + "\n";
    }
    if (chain_.at().seq == entries_) end();
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    return traits_type::to_int_type(text_.front());
  }

 private:
  void end() {
    ended_ = true;
    const auto& at = chain_.at();
    text_ += crypto::canonical_json(boost::json::object{
                 {"chain", base::to_hex(at.chain)},
                 {"checkpoint", audit::sign_checkpoint({log_, at.tree.size(), at.tree.root()}, key_)},
                 {"seq", at.seq}}) +
             "\n";
  }

  base::TenantId tenant_ = base::TenantId::make();
  std::string log_ = audit::log_name(tenant_, audit::LogKind::security);
  std::int64_t entries_;
  const crypto::Signer& key_;
  audit::ChainReader chain_;
  std::string text_;
  bool begun_ = false;
  bool ended_ = false;
};

void write_export(const fs::path& file, std::int64_t entries, const crypto::Signer& key) {
  MadeExport made(entries, key);
  std::ofstream out(file, std::ios::binary);
  out << &made;
}

void verify(std::istream& in, const crypto::Signer& key, std::int64_t entries) {
  const auto report = audit::verify_export(in, key.public_key());
  if (!report.ok || report.entries != entries)
    throw std::runtime_error("the export does not verify: " + report.problem);
}

void verifying(const Figures& figures, const AuditOptions& options, const fs::path& folder) {
  const auto key = crypto::SigningKey::generate();
  const auto file = folder / "export.jsonl";
  write_export(file, options.entries, key);
  double best = 0;
  for (int round = 0; round < options.rounds; ++round) {
    std::ifstream in(file, std::ios::binary);
    const auto began = now_ns();
    verify(in, key, options.entries);
    best = std::max(best, static_cast<double>(options.entries) / seconds_of(now_ns() - began));
  }
  figures.add("verified_per_second", best, "entries/s");
  const auto before = peak_megabytes();
  MadeExport made(options.long_entries, key);
  std::istream in(&made);
  verify(in, key, options.long_entries);
  figures.add("long_export", static_cast<double>(options.long_entries), "entries");
  figures.add("memory_it_added", peak_megabytes() - before, "MB");
}

constexpr store::Statement<"INSERT INTO bench_deeds (tenant_id, id, text) VALUES ($1, $2, $3)"> deed;

constexpr std::string_view deeds_sql =
    "CREATE TABLE bench_deeds (tenant_id BLOB NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, "
    "PRIMARY KEY (tenant_id, id)) WITHOUT ROWID;";

// A log in a database of its own, and deeds beside it.
struct Workspace {
  explicit Workspace(const fs::path& folder)
      : kms(made_kms(folder)), keys(folder, *kms), log(keys), store(options(folder)) {
    keys.create_tenant(tenant);
    store.create(tenant);
  }
  static std::unique_ptr<kms::Kms> made_kms(const fs::path& folder) {
    kms::create_key_file(folder / "key").value();
    return std::move(*kms::create_local_kms(folder / "root.kms", kms::KeyFile{folder / "key"}));
  }
  store::Options options(const fs::path& folder) {
    return {.directory = folder,
            .database_key = [this](base::TenantId of) { return keys.database_key(of); },
            .older_database_keys = [this](base::TenantId of) { return keys.older_database_keys(of); },
            .schema = {audit::schema(), keys::schema(), {.room = "bench", .version = 1, .sql = deeds_sql}}};
  }
  void act(bool recorded) {
    store.write_now(tenant, [&](store::TenantTxn& txn) {
      txn.exec(deed, ++deeds, "what was done");
      if (recorded) log.append(txn, {.event = "user.updated", .actor = "usr_1", .target = "usr_2", .detail = "tier"});
    });
  }

  std::unique_ptr<kms::Kms> kms;
  keys::KeyStore keys;
  base::TenantId tenant = base::TenantId::make();
  audit::AuditLog log;
  store::Store store;
  std::int64_t deeds = 0;
};

// Turns with and without a record follow each other, so that the machine's moods fall on both.
void appending(const Figures& figures, const AuditOptions& options, const fs::path& folder) {
  Workspace workspace(folder);
  double with = 0;
  double without = 0;
  for (int round = 0; round < options.rounds * 10; ++round) {
    for (const bool recorded : {false, true}) {
      const auto began = now_ns();
      for (int n = 0; n < 100; ++n) workspace.act(recorded);
      (recorded ? with : without) += seconds_of(now_ns() - began);
    }
  }
  const double deeds = options.rounds * 1000.0;
  figures.add("deed_alone", without / deeds * 1e6, "us");
  figures.add("deed_recorded", with / deeds * 1e6, "us");
  figures.add("appending_adds", (with / without - 1) * 100, "%");
  double best = 0;
  for (int round = 0; round < options.rounds; ++round) {
    const auto began = now_ns();
    const auto found = workspace.store.read_now(
        workspace.tenant, [&](store::TenantTxn& txn) { return workspace.log.verify({txn, audit::LogKind::security}); });
    if (!found.ok) throw std::runtime_error("the log does not hold: " + found.problem);
    best = std::max(best, static_cast<double>(found.entries) / seconds_of(now_ns() - began));
  }
  figures.add("live_verified_per_second", best, "entries/s");
}

}  // namespace

void audit(const AuditOptions& options) {
  const Figures figures("audit", options.json);
  const auto folder = fs::temp_directory_path() / fmt::format("wardroom-bench-audit-{}", getpid());
  fs::create_directory(folder);
  try {
    verifying(figures, options, folder);
    appending(figures, options, folder);
  } catch (...) {
    fs::remove_all(folder);
    throw;
  }
  fs::remove_all(folder);
}

}  // namespace wardroom::bench
