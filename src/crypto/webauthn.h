// The relying party's part of WebAuthn (Level 2, sections 7.1 and 7.2), over libfido2: is this a new passkey, made for
// us, and did this passkey just sign our challenge? ES256, EdDSA and RS256. Of the attestation formats `none` and
// `packed`: the signature of a packed one is verified, its certificate is not judged. Everything given is untrusted and
// may be of any size that the caller allows. Any thread; throws only std::bad_alloc.
#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wardroom::crypto {

struct RelyingParty {
  std::string id;      // "chat.example.org"
  std::string origin;  // "https://chat.example.org:8443"
};

struct PasskeyPublic {
  int algorithm = 0;  // COSE: -7, -8, -257
  base::Bytes key;    // x | y, the point, or modulus | exponent
};

struct NewPasskey {
  base::Bytes id;
  PasskeyPublic key;
  std::uint32_t counter = 0;
  bool verified = false;   // it asked for a PIN, a finger or a face
  bool backed_up = false;  // it is synchronised to other devices
};

struct PasskeyUse {
  std::uint32_t counter = 0;
  bool verified = false;
  bool backed_up = false;
};

inline constexpr std::array passkey_algorithms{-8, -7, -257};  // COSE, as we would have them

enum class PasskeyRefusal {
  malformed,
  wrong_ceremony,  // a registration for a sign-in, or the reverse
  wrong_challenge,
  wrong_origin,
  wrong_relying_party,
  nobody_present,
  unknown_algorithm,
  unknown_attestation,
  bad_signature,
};
std::string_view explain(PasskeyRefusal why);  // half a sentence, for the audit log

// challenge: as it was told to the browser, base64url.
std::expected<NewPasskey, PasskeyRefusal> check_registration(const RelyingParty& party, std::string_view challenge,
                                                             base::ByteView client_data,
                                                             base::ByteView attestation_object);

struct PasskeyAssertion {
  base::ByteView client_data;
  base::ByteView authenticator_data;
  base::ByteView signature;
};
std::expected<PasskeyUse, PasskeyRefusal> check_assertion(const RelyingParty& party, std::string_view challenge,
                                                          const PasskeyPublic& key, const PasskeyAssertion& given);

// Which challenge a signature claims to answer.
std::optional<std::string> challenge_of(base::ByteView client_data);

}  // namespace wardroom::crypto
