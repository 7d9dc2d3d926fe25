// wardroomctl workspace: suspends, limits and wipes workspaces (docs/operations.md). None of it opens what is in one.
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

 private:
  int show() const;
  int suspend() const;
  int resume() const;
  int quota() const;
  int wipe() const;

  Settings settings_;
  CLI::App* group_;
  CLI::App* show_;
  CLI::App* suspend_;
  CLI::App* resume_;
  CLI::App* quota_;
  CLI::App* wipe_;
  std::string slug_, reason_, confirm_, people_, channels_;
};

}  // namespace wardroom::ctl
