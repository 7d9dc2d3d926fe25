#include "kms/aws_signature.h"

#include <fmt/format.h>

#include <ctime>

#include "base/secret.h"
#include "crypto/hash.h"

namespace wardroom::kms::aws {
namespace {

using base::as_bytes;
using crypto::Digest;

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string hash_hex(std::string_view text) { return base::to_hex(crypto::sha256(text)); }

// Values are trimmed and runs of blanks become one.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : value) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out.push_back(blank ? ' ' : c);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string signed_headers(const SignedRequest& request) {
  std::string out;
  for (const auto& [name, value] : request.headers) out += (out.empty() ? "" : ";") + name;
  return out;
}

Digest signing_key(std::string_view secret, std::string_view date, std::string_view region, std::string_view service) {
  auto first = "AWS4" + std::string(secret);
  auto key = crypto::hmac_sha256_any_key(as_bytes(first), as_bytes(date));
  base::wipe(first);
  for (const auto part : {region, service, std::string_view("aws4_request")}) {
    key = crypto::hmac_sha256_any_key(key, as_bytes(part));
  }
  return key;
}

}  // namespace

std::string canonical_request(const SignedRequest& request) {
  std::string out = fmt::format("{}\n{}\n\n", request.method, request.path);
  for (const auto& [name, value] : request.headers) out += fmt::format("{}:{}\n", name, canonical_value(value));
  return out + fmt::format("\n{}\n{}", signed_headers(request), hash_hex(request.body));
}

std::string authorization(const SignedRequest& request, const Credentials& credentials, std::string_view region,
                          std::string_view service) {
  const auto& time = request.headers.at("x-amz-date");
  const auto date = std::string_view(time).substr(0, 8);
  const auto scope = fmt::format("{}/{}/{}/aws4_request", date, region, service);
  const auto to_sign = fmt::format("{}\n{}\n{}\n{}", algorithm, time, scope, hash_hex(canonical_request(request)));
  auto key = signing_key(credentials.secret_access_key, date, region, service);
  const auto signature = base::to_hex(crypto::hmac_sha256_any_key(key, as_bytes(to_sign)));
  sodium_memzero(key.data(), key.size());
  return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm, credentials.access_key_id, scope,
                     signed_headers(request), signature);
}

std::string amz_date(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                     utc.tm_min, utc.tm_sec);
}

}  // namespace wardroom::kms::aws
