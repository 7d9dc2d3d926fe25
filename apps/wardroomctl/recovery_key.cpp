#include "wardroomctl/recovery_key.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "base/config.h"
#include "base/secret.h"

namespace wardroom::ctl {

keys::RecoveryKey read_recovery_key(const std::string& file) {
  std::string text;
  if (!file.empty()) {
    text = base::read_secret_file(file);
  } else {
    if (::isatty(STDIN_FILENO) != 0) fmt::print(stderr, "Recovery key: ");
    std::getline(std::cin, text);
  }
  auto key = keys::RecoveryKey::parse(text);
  base::wipe(text);
  if (!key) throw std::runtime_error(key.error());
  return std::move(*key);
}

}  // namespace wardroom::ctl
