// wardroomctl backup: making backups, and the way back from them (docs/backup.md).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "lifecycle/new_file.h"
#include "server/backup_custody.h"

namespace wardroom::ctl {

class BackupCommands {
 public:
  using Settings = std::function<server::Settings()>;
  BackupCommands(CLI::App& app, Settings settings);
  bool chosen() const { return group_->parsed(); }
  int run();

 private:
  int create() const;
  int list() const;
  int drill() const;
  int restore() const;
  int extract() const;
  int remove() const;
  int shred() const;
  int identity() const;

  Settings settings_;
  CLI::App* group_;
  CLI::App* create_;
  CLI::App* list_;
  CLI::App* drill_;
  CLI::App* restore_;
  CLI::App* extract_;
  CLI::App* remove_;
  CLI::App* shred_;
  CLI::App* identity_;
  std::vector<crypto::AgeIdentity> identities(const server::BackupCustody& custody) const;
  lifecycle::Temporary scratch(const server::Settings& settings) const;

  std::string name_, keys_file_, recovery_key_file_, scratch_, slug_, file_;
  std::vector<std::string> recipients_;
  bool server_key_ = false, json_ = false;
};

}  // namespace wardroom::ctl
