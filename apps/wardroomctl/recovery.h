// wardroomctl recovery: the way back when the KMS or its key is lost (docs/keys.md).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "server/settings.h"

namespace wardroom::ctl {

class RecoveryCommands {
 public:
  using Settings = std::function<server::Settings()>;
  RecoveryCommands(CLI::App& app, Settings settings);
  bool chosen() const { return group_->parsed(); }
  int run();

 private:
  int create() const;
  int status() const;
  int drill() const;
  int restore() const;

  Settings settings_;
  CLI::App* group_;
  CLI::App* create_;
  CLI::App* status_;
  CLI::App* drill_;
  CLI::App* restore_;
  bool replace_ = false;
  std::string key_file_;
};

}  // namespace wardroom::ctl
