// The client's part of OpenID Connect (Core 1.0, Discovery 1.0, RFC 7636 PKCE, RFC 9207, RP-Initiated Logout 1.0). What
// a provider publishes is kept for an hour, its keys are asked for again when a token names an unknown one. Throws
// Failure. Any thread.
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "sso/protocol.h"

namespace wardroom::sso {

struct Discovered {
  std::string authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint;
  bool names_itself = false;    // sends `iss` along with the code
  bool secret_in_form = false;  // takes the client's secret in no other way
};

class Oidc final : public Protocol {
 public:
  explicit Oidc(Reach reach) : reach_(reach) {}

  Discovered discover(const SsoConfig& config);
  std::string authorization_url(const SsoConfig& config, const Attempt& attempt) override;
  boost::json::object exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                               base::Timestamp now) override;
  // Where the browser ends its session there, and comes back from; empty where the provider has no such place.
  std::string end_session_url(const SsoConfig& config, const std::string& back_to);
  // The claims of a logout token, all checks passed.
  boost::json::object logout_claims(const SsoConfig& config, const std::string& token, base::Timestamp now);

 private:
  struct Known {
    Discovered document;
    std::string keys;
    std::chrono::steady_clock::time_point document_at, keys_at;
  };
  boost::json::object claims_of(const SsoConfig& config, const std::string& token);
  std::string keys(const SsoConfig& config, const std::string& uri, std::chrono::steady_clock::duration no_older);

  Reach reach_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by issuer and authorities
};

}  // namespace wardroom::sso
