// wardroomctl workspace: suspends, limits and wipes workspaces, and names the operators (docs/operations.md). None of
// it opens what is in one.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "server/settings.h"

namespace wardroom::ctl {

class AdministrationCommands {
 public:
  using Settings = std::function<server::Settings()>;
  AdministrationCommands(CLI::App& app, Settings settings);
  bool chosen() const { return group_->parsed(); }
  int run();
  CLI::App& group() { return *group_; }

 private:
  struct Opened;
  int show(Opened& opened) const;
  int suspend(Opened& opened) const;
  int resume(Opened& opened) const;
  int quota(Opened& opened) const;
  int wipe(Opened& opened) const;
  int operators(Opened& opened) const;

  Settings settings_;
  CLI::App* group_;
  CLI::App* show_;
  CLI::App* suspend_;
  CLI::App* resume_;
  CLI::App* quota_;
  CLI::App* wipe_;
  CLI::App* operators_;
  std::string slug_, reason_, confirm_, people_, channels_, requests_, compliance_log_;
  bool nobody_ = false;
};

}  // namespace wardroom::ctl
