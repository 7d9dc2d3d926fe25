// rooms: crypto
// The input as what an authenticator and a browser hand over: nothing of it is what was asked for.
#include <cstdlib>

#include "crypto/webauthn.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::RelyingParty party{"example.org", "https://example.org"};
  static const auto create = base::as_bytes(
      R"({"type":"webauthn.create","challenge":"x","origin":"https://example.org","crossOrigin":false})");
  static const auto get =
      base::as_bytes(R"({"type":"webauthn.get","challenge":"x","origin":"https://example.org","crossOrigin":false})");
  static const crypto::PasskeyPublic key{-8, base::Bytes(32, 7)};
  const base::ByteView input(data, size);

  if (const auto made = crypto::check_registration(party, "x", create, input)) {
    // Whatever is accepted has a key of a known kind.
    const auto bytes = made->key.key.size();
    const auto wanted = made->key.algorithm == -7 ? 64u : made->key.algorithm == -8 ? 32u : 259u;
    if (bytes != wanted || made->id.empty()) std::abort();
  }
  const auto half = input.first(size / 2);
  if (crypto::check_assertion(party, "x", key, {get, half, input.subspan(half.size())})) std::abort();
  crypto::challenge_of(input);
  return 0;
}
