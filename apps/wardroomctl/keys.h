// wardroomctl keys …: the same deeds as the operations keys.*, and those of the whole server. Beside a running server.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

#include "server/foundation.h"
#include "server/settings.h"

namespace wardroom::ctl {

class KeyCommands {
 public:
  KeyCommands(CLI::App& app, std::function<server::Settings()> settings);
  bool chosen() const { return keys_->parsed(); }
  int run();  // 0 done, 1 not done, 2 something does not open

 private:
  int rotate();
  int reencrypt();
  int retire();
  int inventory();
  int verify();
  template <class F>
  int each(server::Foundation& foundation, F work) const;
  void report(std::string_view key, std::string_view of, const std::string& current) const;

  std::function<server::Settings()> settings_;
  CLI::App* keys_;
  CLI::App* rotate_;
  CLI::App* reencrypt_;
  CLI::App* retire_;
  CLI::App* inventory_;
  std::string workspace_;
  bool json_ = false;
  bool root_ = false, audit_ = false, access_tokens_ = false, identity_ = false;
};

}  // namespace wardroom::ctl
