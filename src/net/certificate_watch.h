// Notices that a certificate's files were replaced, and when it is about to end.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "net/tls.h"

namespace wardroom::net {

class CertificateWatch {
 public:
  explicit CertificateWatch(const TlsOptions& options) : options_(options), seen_(state()) {}
  bool changed();         // since the last call
  void warn_if_ending();  // logs when fewer than 14 days are left

 private:
  std::string state() const;
  const TlsOptions options_;
  std::string seen_;
};

}  // namespace wardroom::net
