// Input types that several of this room's operations share.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>

#include "base/id.h"
#include "base/text.h"
#include "sso/sign_ons.h"

namespace wardroom::sso {

struct OneProvider {
  base::SsoProviderId provider;
};
BOOST_DESCRIBE_STRUCT(OneProvider, (), (provider))

// What a provider answers in the redirect, with the login that was kept meanwhile.
struct Return {
  base::SecretText<1, 4096> login;
  base::SecretText<1, 4096> code;
  base::SecretText<1, 256> state;
  std::optional<base::Text<1, 512>> iss;

  Returned returned() const { return {login.value, code.value, state.value, iss ? iss->value : std::string()}; }
};
BOOST_DESCRIBE_STRUCT(Return, (), (login, code, state, iss))

}  // namespace wardroom::sso
