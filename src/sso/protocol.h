// How a provider is signed in by: what the browser is sent to, and what its answer is worth. Waits for the network.
// Throws Failure. Any thread.
#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "base/clock.h"
#include "sso/provider.h"

namespace wardroom::sso {

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

class Protocol {
 public:
  Protocol() = default;
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;
  virtual ~Protocol() = default;

  virtual std::string authorization_url(const SsoConfig& config, const Attempt& attempt) = 0;
  // What the provider says of the person, all checks passed: the claims of OpenID Connect Core, section 5.1.
  virtual boost::json::object exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                                       base::Timestamp now) = 0;
};

}  // namespace wardroom::sso
