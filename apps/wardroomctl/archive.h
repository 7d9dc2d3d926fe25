// wardroomctl workspace export, receive and import: moves a workspace to another server (docs/operations.md).
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "lifecycle/workspace_archive.h"
#include "server/foundation.h"

namespace wardroom::ctl {

// What both ways of making an archive share; each throws a sentence.
std::vector<crypto::AgeRecipient> recipients_of(const std::vector<std::string>& texts);
// That nothing of it would not open, or not hold, elsewhere.
void require_movable(server::Foundation& foundation, base::TenantId tenant);
lifecycle::ArchiveParts archive_parts(server::Foundation& foundation, const server::Settings& settings);
lifecycle::Progress archive_progress(const char* deed);  // a line that is written over, for people who look

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
