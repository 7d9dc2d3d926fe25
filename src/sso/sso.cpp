#include "sso/sso.h"

namespace wardroom::sso {
namespace {

constexpr unsigned threads = 16;  // they wait for providers, some of which are slow
constexpr std::size_t queue = 256;

}  // namespace

Sso::Sso(identity::Identity& identity, const groups::Parts& fed, Reach reach, SignOns::Provisioned provisioned)
    : identity_(identity),
      fed_(fed),
      providers_(identity.parts()),
      sign_ons_(identity, fed, providers_, reach, std::move(provisioned)),
      pool_(threads, queue) {}

}  // namespace wardroom::sso
