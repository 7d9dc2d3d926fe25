#include "webhooks/signature.h"

#include <stdexcept>

#include "base/secret.h"
#include "crypto/hash.h"
#include "crypto/random.h"

namespace wardroom::webhooks {
namespace {

constexpr std::string_view prefix = "whsec_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t fewest = 24;
constexpr std::size_t most = 64;

}  // namespace

std::string new_secret() {
  auto bytes = crypto::random_bytes(secret_bytes);
  auto out = std::string(prefix) + base::to_base64(bytes);
  base::wipe(bytes);
  return out;
}

std::string signature(std::string_view secret, std::string_view id, std::int64_t timestamp, std::string_view body) {
  auto key = secret.starts_with(prefix) ? base::from_base64(secret.substr(prefix.size())) : std::nullopt;
  if (!key || key->size() < fewest || key->size() > most) throw std::invalid_argument("no secret of a webhook");
  const auto text = std::string(id) + "." + std::to_string(timestamp) + "." + std::string(body);
  const auto mac = crypto::hmac_sha256_any_key(*key, base::as_bytes(text));
  base::wipe(*key);
  return "v1," + base::to_base64(mac);
}

}  // namespace wardroom::webhooks
