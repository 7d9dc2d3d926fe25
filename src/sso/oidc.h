// The client's part of OpenID Connect (Core 1.0, Discovery 1.0, RFC 7636 PKCE, RFC 9207): where a provider is, what the
// browser is sent to, and the code's exchange for a checked ID token. Waits for the network, five seconds at most for
// each answer; what a provider publishes is kept for an hour, its keys are asked for again when a token names an
// unknown one. Throws Failure. Any thread.
#pragma once
#include <boost/json/object.hpp>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "sso/provider.h"

namespace wardroom::sso {

struct Discovered {
  std::string authorization_endpoint, token_endpoint, jwks_uri, end_session_endpoint;
  bool names_itself = false;    // sends `iss` along with the code
  bool secret_in_form = false;  // takes the client's secret in no other way
};

// One sign-in on its way, known to nobody but the browser (sealed) and this server.
struct Attempt {
  std::string provider;  // id
  std::string state, nonce, verifier;
  std::string redirect_uri;
  std::string user;  // id of who links their account; empty: a sign-in
  std::int64_t ends_at = 0;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (provider, state, nonce, verifier, redirect_uri, user, ends_at))

struct Authorized {
  std::string code;
  std::string issuer;  // as the provider said besides the code; empty without
};

struct Reach {
  bool private_addresses = false;
};

class Oidc {
 public:
  explicit Oidc(Reach reach) : reach_(reach) {}

  Discovered discover(const SsoConfig& config);
  std::string authorization_url(const SsoConfig& config, const Attempt& attempt);
  // The claims of the ID token, all checks passed.
  boost::json::object exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                               base::Timestamp now);
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
