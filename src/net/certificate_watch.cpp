#include "net/certificate_watch.h"

#include <sys/stat.h>

#include <ctime>

#include "base/log.h"

namespace wardroom::net {

std::string CertificateWatch::state() const {
  std::string out;
  for (const auto& file : {options_.certificate, options_.private_key}) {
    struct stat info{};
    if (stat(file.c_str(), &info) != 0) continue;
    out += std::to_string(info.st_ino) + ":" + std::to_string(info.st_size) + ":" +
           std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec) + ";";
  }
  return out;
}

bool CertificateWatch::changed() {
  auto now = state();
  if (now == seen_) return false;
  seen_ = std::move(now);
  return true;
}

void CertificateWatch::warn_if_ending() {
  constexpr std::int64_t day = 24 * 60 * 60;
  const auto left = certificate_expires_at(options_.certificate) - std::time(nullptr);
  if (left < 14 * day) {
    base::log_warning("certificate {} ends in {} days; renew it", options_.certificate.string(), left / day);
  }
}

}  // namespace wardroom::net
