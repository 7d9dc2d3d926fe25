// wardroomctl workspace export, receive and import: moves a workspace to another server (docs/operations.md).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "server/settings.h"

namespace wardroom::ctl {

class ArchiveCommands {
 public:
  using Settings = std::function<server::Settings()>;
  ArchiveCommands(CLI::App& group, Settings settings);  // group: `workspace`
  bool chosen() const { return export_->parsed() || receive_->parsed() || import_->parsed(); }
  int run();

 private:
  int write() const;
  int receive() const;
  int read() const;

  Settings settings_;
  CLI::App* export_;
  CLI::App* receive_;
  CLI::App* import_;
  std::string slug_, file_, identity_file_;
  std::vector<std::string> recipients_;
};

}  // namespace wardroom::ctl
