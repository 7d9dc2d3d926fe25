// wardroomctl audit …: what auditors do with the logs, on a data directory or with nothing but a file of theirs.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "server/foundation.h"
#include "server/settings.h"
#include "wardroomctl/witness.h"

namespace wardroom::ctl {

class AuditCommands {
 public:
  AuditCommands(CLI::App& app, std::function<server::Settings()> settings);
  bool chosen() const { return audit_->parsed(); }
  int run();  // 0 done, 1 not done, 2 the log does not hold

 private:
  int verify_live();
  int verify_file();
  int export_();
  void write_export(std::ofstream& out);
  int prove();
  int key();
  int prune();
  base::TenantId tenant(server::Foundation& foundation) const;

  std::function<server::Settings()> settings_;
  CLI::App* audit_;
  CLI::App* verify_;
  CLI::App* export_command_;
  CLI::App* prove_;
  CLI::App* key_;
  CLI::App* prune_;
  WitnessCommand witness_;
  std::string workspace_, file_, public_key_;
  std::vector<std::string> witnesses_;
  std::int64_t seq_ = 0;
  audit::LogKind kind_ = audit::LogKind::security;
  std::optional<audit::LogKind> only_;
};

}  // namespace wardroom::ctl
