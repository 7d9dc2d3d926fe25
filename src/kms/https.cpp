#include "kms/https.h"

#include <fmt/format.h>

namespace wardroom::kms {
namespace {

outbound::Https made(const std::string& field, const std::string& url, Https::Options options) {
  try {
    return {url, std::move(options)};
  } catch (const outbound::BadUrl& fault) {
    throw ProviderFault(fmt::format("{}: {}", field, fault.what()));
  }
}

std::expected<HttpsAnswer, KmsError> said(std::expected<HttpsAnswer, outbound::Silence> answer) {
  if (answer) return std::move(*answer);
  return std::unexpected(KmsError(KmsError::unreachable, answer.error().why));
}

}  // namespace

Https::Https(const std::string& field, const std::string& url, Options options)
    : https_(made(field, url, std::move(options))) {}

std::expected<HttpsAnswer, KmsError> Https::post(const std::string& path, const std::vector<std::string>& headers,
                                                 const std::string& body) const {
  return said(https_.post(path, headers, body));
}

std::expected<HttpsAnswer, KmsError> Https::get(const std::string& path,
                                                const std::vector<std::string>& headers) const {
  return said(https_.get(path, headers));
}

}  // namespace wardroom::kms
