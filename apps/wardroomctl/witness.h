// wardroomctl audit witness: a witness of audit logs as a program of its own, on a machine that the server's
// administrators do not hold. Needs no data directory but its own folder.
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace wardroom::ctl {

class WitnessCommand {
 public:
  explicit WitnessCommand(CLI::App& audit);
  bool chosen() const { return witness_->parsed(); }
  int run();  // until SIGTERM or SIGINT

 private:
  CLI::App* witness_;
  std::string folder_, name_, listen_;
  std::string certificate_, private_key_;
  std::vector<std::string> trusted_;
  std::vector<std::string> names_;
};

}  // namespace wardroom::ctl
