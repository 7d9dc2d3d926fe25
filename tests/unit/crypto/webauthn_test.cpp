#include "crypto/webauthn.h"

#include <gtest/gtest.h>

#include "unit/crypto/vectors.h"
#include "unit/crypto/webauthn_vectors.h"

namespace wardroom::crypto {
namespace {

using test::hex;
using vectors::none_es256;
using vectors::packed_eddsa;
using vectors::packed_self_es256;
using vectors::with_none_es256;
using vectors::with_packed_self_es256;

const RelyingParty example{"example.org", "https://example.org"};

std::string challenge(std::string_view in_hex) { return base::to_base64url(hex(in_hex)); }

std::string client_data(std::string_view type, std::string_view challenge_hex, std::string_view tail) {
  return R"({"type":")" + std::string(type) + R"(","challenge":")" + challenge(challenge_hex) +
         R"(","origin":"https://example.org","crossOrigin":false)" + std::string(tail) + "}";
}

auto registered(const vectors::Registration& given, const RelyingParty& party = example) {
  return check_registration(party, challenge(given.challenge),
                            base::as_bytes(client_data("webauthn.create", given.challenge, given.client_data_tail)),
                            hex(given.attestation_object));
}

PasskeyPublic key_of(const vectors::Registration& given) { return registered(given).value().key; }

std::expected<PasskeyUse, PasskeyRefusal> used(const vectors::Authentication& given, const PasskeyPublic& key,
                                               const RelyingParty& party = example,
                                               std::string_view type = "webauthn.get") {
  const auto data = client_data(type, given.challenge, given.client_data_tail);
  const auto authenticator_data = hex(given.authenticator_data);
  const auto signature = hex(given.signature);
  return check_assertion(party, challenge(given.challenge), key, {base::as_bytes(data), authenticator_data, signature});
}

TEST(WebAuthn, AgreesWithThePublishedRegistrations) {
  for (const auto* given : {&none_es256, &packed_self_es256, &packed_eddsa}) {
    const auto made = registered(*given);
    ASSERT_TRUE(made) << given->credential_id << explain(made.error());
    EXPECT_EQ(base::to_hex(made->id), given->credential_id);
    EXPECT_EQ(made->counter, 0u);
  }
  EXPECT_EQ(key_of(none_es256).algorithm, -7);
  EXPECT_EQ(key_of(packed_eddsa).algorithm, -8);
  EXPECT_EQ(base::to_hex(key_of(packed_eddsa).key), "44e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832");
}

TEST(WebAuthn, TellsWhetherItWasVerifiedAndIsBackedUp) {
  const auto none = registered(none_es256).value();
  EXPECT_FALSE(none.verified);
  EXPECT_TRUE(none.backed_up);
  const auto self = registered(packed_self_es256).value();
  EXPECT_TRUE(self.verified);
  EXPECT_TRUE(self.backed_up);
}

TEST(WebAuthn, AgreesWithThePublishedAuthentications) {
  EXPECT_TRUE(used(with_none_es256, key_of(none_es256)));
  EXPECT_TRUE(used(with_packed_self_es256, key_of(packed_self_es256)));
}

TEST(WebAuthn, RefusesAnotherServersPage) {
  const RelyingParty page{"example.org", "https://example.org:8443"};
  EXPECT_EQ(registered(none_es256, page).error(), PasskeyRefusal::wrong_origin);
  EXPECT_EQ(used(with_none_es256, key_of(none_es256), page).error(), PasskeyRefusal::wrong_origin);
  const RelyingParty server{"chat.example.org", "https://example.org"};
  EXPECT_EQ(registered(none_es256, server).error(), PasskeyRefusal::wrong_relying_party);
  EXPECT_EQ(used(with_none_es256, key_of(none_es256), server).error(), PasskeyRefusal::wrong_relying_party);
}

TEST(WebAuthn, RefusesAPageInAFrame) {
  for (const auto* const tail : {R"(,"crossOrigin":true)", R"(,"crossOrigin":"no")", R"(,"topOrigin":"https://a.b")"}) {
    auto framed = with_none_es256;
    framed.client_data_tail = tail;
    EXPECT_EQ(used(framed, key_of(none_es256)).error(), PasskeyRefusal::wrong_origin) << tail;
  }
}

TEST(WebAuthn, RefusesAnotherChallenge) {
  const auto data = client_data("webauthn.create", none_es256.challenge, none_es256.client_data_tail);
  for (const auto& wrong : {std::string(), challenge(packed_eddsa.challenge)}) {
    EXPECT_EQ(check_registration(example, wrong, base::as_bytes(data), hex(none_es256.attestation_object)).error(),
              PasskeyRefusal::wrong_challenge);
  }
}

TEST(WebAuthn, RefusesARegistrationForASignIn) {
  EXPECT_EQ(used(with_none_es256, key_of(none_es256), example, "webauthn.create").error(),
            PasskeyRefusal::wrong_ceremony);
}

TEST(WebAuthn, RefusesAnotherKeysSignature) {
  EXPECT_EQ(used(with_none_es256, key_of(packed_self_es256)).error(), PasskeyRefusal::bad_signature);
  EXPECT_EQ(used(with_none_es256, key_of(packed_eddsa)).error(), PasskeyRefusal::bad_signature);
  EXPECT_EQ(used(with_none_es256, {}).error(), PasskeyRefusal::bad_signature);
}

TEST(WebAuthn, RefusesWhatWasChangedAnywhere) {
  const auto key = key_of(none_es256);
  for (const bool of_signature : {false, true}) {
    const auto whole = of_signature ? with_none_es256.signature : with_none_es256.authenticator_data;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string changed(whole);
      changed[at] = changed[at] == '0' ? '1' : '0';
      auto given = with_none_es256;
      (of_signature ? given.signature : given.authenticator_data) = changed;
      EXPECT_FALSE(used(given, key)) << at;
    }
  }
}

TEST(WebAuthn, RefusesAPackedAttestationThatWasChanged) {
  for (const auto* given : {&packed_self_es256, &packed_eddsa}) {
    auto object = hex(given->attestation_object);
    object[object.size() - 1] ^= 1;  // in the public key, which it signs
    const auto data = client_data("webauthn.create", given->challenge, given->client_data_tail);
    EXPECT_FALSE(check_registration(example, challenge(given->challenge), base::as_bytes(data), object));
  }
}

TEST(WebAuthn, RefusesWhatIsCutOffAnywhere) {
  const auto whole = hex(none_es256.attestation_object);
  const auto data = client_data("webauthn.create", none_es256.challenge, none_es256.client_data_tail);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(check_registration(example, challenge(none_es256.challenge), base::as_bytes(data),
                                    base::ByteView(whole).first(size)))
        << size;
  }
  EXPECT_EQ(check_registration(example, "x", base::as_bytes("{"), whole).error(), PasskeyRefusal::malformed);
  EXPECT_EQ(check_registration(example, "x", base::as_bytes("[]"), whole).error(), PasskeyRefusal::malformed);
}

TEST(WebAuthn, RefusesAnUnknownAttestationFormat) {
  auto object = std::string(none_es256.attestation_object);
  object.replace(object.find("6e6f6e65"), 8, "6e6f6e66");  // "nonf"
  auto given = none_es256;
  given.attestation_object = object;
  EXPECT_EQ(registered(given).error(), PasskeyRefusal::unknown_attestation);
}

TEST(WebAuthn, FindsTheChallengeThatIsAnswered) {
  EXPECT_EQ(challenge_of(base::as_bytes(client_data("webauthn.get", none_es256.challenge, ""))),
            challenge(none_es256.challenge));
  EXPECT_EQ(challenge_of(base::as_bytes(R"({"challenge":7})")), "");
  EXPECT_EQ(challenge_of(base::as_bytes("no")), std::nullopt);
}

}  // namespace
}  // namespace wardroom::crypto
