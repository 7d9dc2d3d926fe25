// Why single sign-on did not come about: said to the audit log in full, to the person in one sentence that tells an
// attacker nothing.
#pragma once
#include <stdexcept>
#include <string>

namespace wardroom::sso {

struct Failure : std::runtime_error {
  enum Kind { unreachable, refused };
  Failure(Kind what, const std::string& why) : std::runtime_error(why), kind(what) {}
  Kind kind;
};

inline Failure refused(const std::string& why) { return {Failure::refused, why}; }

}  // namespace wardroom::sso
