#include "crypto/webauthn.h"

#include <cbor.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <array>
#include <boost/json/object.hpp>
#include <memory>

#include "base/json.h"
#include "crypto/cbor_bounds.h"
#include "crypto/hash.h"

namespace wardroom::crypto {
namespace {

constexpr std::uint8_t user_present = 0x01;
constexpr std::uint8_t user_verified = 0x04;
constexpr std::uint8_t backed_up = 0x10;
constexpr std::uint8_t has_credential = 0x40;
constexpr std::size_t es256_size = 64;
constexpr std::size_t eddsa_size = 32;
constexpr std::size_t rs256_size = 259;
static_assert(passkey_algorithms == std::array{COSE_EDDSA, COSE_ES256, COSE_RS256});

// Their free functions take the pointer's address.
template <auto Free>
struct FidoFree {
  template <typename T>
  void operator()(T* object) const {
    Free(&object);
  }
};
using Credential = std::unique_ptr<fido_cred_t, FidoFree<fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, FidoFree<fido_assert_free>>;

struct CborFree {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using Cbor = std::unique_ptr<cbor_item_t, CborFree>;

template <typename T>
T* required(T* object) {
  if (!object) throw std::bad_alloc();
  return object;
}

std::optional<boost::json::object> parse_object(base::ByteView json) {
  try {
    auto value = base::parse_json(base::as_text(json));
    if (auto* object = value.if_object()) return std::move(*object);
  } catch (const base::Problem&) {
  }
  return std::nullopt;
}

std::string_view text_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

bool comes_from_a_frame(const boost::json::object& data) {
  const auto* cross = data.if_contains("crossOrigin");
  return (cross && *cross != false) || data.contains("topOrigin");
}

std::optional<PasskeyRefusal> check_client_data(const RelyingParty& party, std::string_view ceremony,
                                                std::string_view challenge, base::ByteView client_data) {
  const auto data = parse_object(client_data);
  if (!data) return PasskeyRefusal::malformed;
  if (text_at(*data, "type") != ceremony) return PasskeyRefusal::wrong_ceremony;
  if (challenge.empty() || text_at(*data, "challenge") != challenge) return PasskeyRefusal::wrong_challenge;
  if (text_at(*data, "origin") != party.origin || comes_from_a_frame(*data)) return PasskeyRefusal::wrong_origin;
  return std::nullopt;
}

bool is_of(const RelyingParty& party, base::ByteView authenticator_data) {
  const auto hash = sha256(std::string_view(party.id));
  return authenticator_data.size() >= hash.size() &&
         std::ranges::equal(authenticator_data.first(hash.size()), base::ByteView(hash));
}

// SHA-256 of the relying party's id (32) | flags (1) | counter (4) | with has_credential: AAGUID (16), length (2) and
// bytes of its id | CBOR: its key, extensions
bool is_bounded(base::ByteView authenticator_data) {
  constexpr std::size_t head = 37;
  constexpr std::size_t credential_head = 18;
  if (authenticator_data.size() < head) return false;
  const bool has = (authenticator_data[32] & has_credential) != 0;
  auto rest = authenticator_data.subspan(head);
  if (has) {
    if (rest.size() < credential_head) return false;
    const auto id_size = std::size_t{rest[16]} << 8 | rest[17];
    if (rest.size() < credential_head + id_size) return false;
    rest = rest.subspan(credential_head + id_size);
  }
  return is_bounded_cbor(rest);
}

struct Attestation {
  std::string format;
  base::Bytes statement;  // CBOR
  base::Bytes authenticator_data;
};

std::string_view text_of(const cbor_item_t* item) {
  if (!cbor_isa_string(item) || !cbor_string_is_definite(item)) return {};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the bytes of a string
  return {reinterpret_cast<const char*>(cbor_string_handle(item)), cbor_string_length(item)};
}

base::Bytes serialized(const cbor_item_t* item, std::size_t at_most) {
  base::Bytes out(at_most);
  out.resize(cbor_serialize(item, out.data(), out.size()));
  return out;
}

std::optional<Attestation> parse_attestation(base::ByteView object) {
  if (bounded_cbor_size(object) != object.size()) return {};
  cbor_load_result result{};
  const Cbor map(cbor_load(object.data(), object.size(), &result));
  if (!map || result.read != object.size() || !cbor_isa_map(map.get()) || !cbor_map_is_definite(map.get())) return {};
  Attestation out;
  const auto* pairs = cbor_map_handle(map.get());
  for (std::size_t i = 0; i < cbor_map_size(map.get()); ++i) {
    const auto name = text_of(pairs[i].key);
    const auto* value = pairs[i].value;
    if (name == "fmt") out.format = text_of(value);
    if (name == "attStmt") out.statement = serialized(value, object.size());
    if (name == "authData" && cbor_isa_bytestring(value) && cbor_bytestring_is_definite(value)) {
      const base::ByteView bytes(cbor_bytestring_handle(value), cbor_bytestring_length(value));
      out.authenticator_data.assign(bytes.begin(), bytes.end());
    }
  }
  return out;
}

Credential new_credential(const RelyingParty& party, base::ByteView client_data, int algorithm) {
  Credential made(required(fido_cred_new()));
  const auto hash = sha256(client_data);
  if (fido_cred_set_type(made.get(), algorithm) != FIDO_OK ||
      fido_cred_set_rp(made.get(), party.id.c_str(), nullptr) != FIDO_OK ||
      fido_cred_set_clientdata_hash(made.get(), hash.data(), hash.size()) != FIDO_OK) {
    throw std::bad_alloc();
  }
  return made;
}

// The library wants to be told the algorithm before it reads the data that say it.
Credential read_credential(const RelyingParty& party, base::ByteView client_data, const Attestation& given) {
  for (const int algorithm : passkey_algorithms) {
    auto credential = new_credential(party, client_data, algorithm);
    if (fido_cred_set_authdata_raw(credential.get(), given.authenticator_data.data(),
                                   given.authenticator_data.size()) == FIDO_OK) {
      return credential;
    }
  }
  return nullptr;
}

std::optional<PasskeyRefusal> check_attestation(fido_cred_t* credential, const Attestation& given) {
  if (given.format == "none") return std::nullopt;
  if (given.format != "packed") return PasskeyRefusal::unknown_attestation;
  if (fido_cred_set_fmt(credential, given.format.c_str()) != FIDO_OK ||
      fido_cred_set_attstmt(credential, given.statement.data(), given.statement.size()) != FIDO_OK) {
    return PasskeyRefusal::malformed;
  }
  const bool by_itself = fido_cred_x5c_len(credential) == 0;
  const int verdict = by_itself ? fido_cred_verify_self(credential) : fido_cred_verify(credential);
  return verdict == FIDO_OK ? std::nullopt : std::optional(PasskeyRefusal::bad_signature);
}

base::Bytes bytes_of(const unsigned char* data, std::size_t size) {
  return data ? base::Bytes(data, data + size) : base::Bytes();
}

template <typename Key, auto New, auto Free, auto FromPtr>
int verify_with(const fido_assert_t* assertion, const PasskeyPublic& given) {
  const std::unique_ptr<Key, FidoFree<Free>> key(required(New()));
  const int read = FromPtr(key.get(), given.key.data(), given.key.size());
  return read == FIDO_OK ? fido_assert_verify(assertion, 0, given.algorithm, key.get()) : read;
}

bool is_signed_by(const fido_assert_t* assertion, const PasskeyPublic& key) {
  if (key.algorithm == COSE_ES256 && key.key.size() == es256_size) {
    return verify_with<es256_pk_t, es256_pk_new, es256_pk_free, es256_pk_from_ptr>(assertion, key) == FIDO_OK;
  }
  if (key.algorithm == COSE_EDDSA && key.key.size() == eddsa_size) {
    return verify_with<eddsa_pk_t, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr>(assertion, key) == FIDO_OK;
  }
  if (key.algorithm == COSE_RS256 && key.key.size() == rs256_size) {
    return verify_with<rs256_pk_t, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr>(assertion, key) == FIDO_OK;
  }
  return false;
}

}  // namespace

std::string_view explain(PasskeyRefusal why) {
  switch (why) {
    case PasskeyRefusal::malformed:
      return "it is malformed";
    case PasskeyRefusal::wrong_ceremony:
      return "it was made for something else";
    case PasskeyRefusal::wrong_challenge:
      return "it answers another challenge";
    case PasskeyRefusal::wrong_origin:
      return "it was made on another page";
    case PasskeyRefusal::wrong_relying_party:
      return "it was made for another server";
    case PasskeyRefusal::nobody_present:
      return "nobody touched it";
    case PasskeyRefusal::unknown_algorithm:
      return "its algorithm is not supported";
    case PasskeyRefusal::unknown_attestation:
      return "its attestation is not supported";
    case PasskeyRefusal::bad_signature:
      return "its signature is wrong";
  }
  return "";
}

std::expected<NewPasskey, PasskeyRefusal> check_registration(const RelyingParty& party, std::string_view challenge,
                                                             base::ByteView client_data,
                                                             base::ByteView attestation_object) {
  if (const auto why = check_client_data(party, "webauthn.create", challenge, client_data)) {
    return std::unexpected(*why);
  }
  const auto given = parse_attestation(attestation_object);
  if (!given || !is_bounded(given->authenticator_data)) return std::unexpected(PasskeyRefusal::malformed);
  if (!is_of(party, given->authenticator_data)) return std::unexpected(PasskeyRefusal::wrong_relying_party);
  const auto credential = read_credential(party, client_data, *given);
  if (!credential) return std::unexpected(PasskeyRefusal::unknown_algorithm);
  const auto flags = fido_cred_flags(credential.get());
  if ((flags & user_present) == 0) return std::unexpected(PasskeyRefusal::nobody_present);
  if (const auto why = check_attestation(credential.get(), *given)) return std::unexpected(*why);
  return NewPasskey{.id = bytes_of(fido_cred_id_ptr(credential.get()), fido_cred_id_len(credential.get())),
                    .key = {fido_cred_type(credential.get()),
                            bytes_of(fido_cred_pubkey_ptr(credential.get()), fido_cred_pubkey_len(credential.get()))},
                    .counter = fido_cred_sigcount(credential.get()),
                    .verified = (flags & user_verified) != 0,
                    .backed_up = (flags & backed_up) != 0};
}

std::expected<PasskeyUse, PasskeyRefusal> check_assertion(const RelyingParty& party, std::string_view challenge,
                                                          const PasskeyPublic& key, const PasskeyAssertion& given) {
  if (const auto why = check_client_data(party, "webauthn.get", challenge, given.client_data)) {
    return std::unexpected(*why);
  }
  if (!is_bounded(given.authenticator_data)) return std::unexpected(PasskeyRefusal::malformed);
  if (!is_of(party, given.authenticator_data)) return std::unexpected(PasskeyRefusal::wrong_relying_party);
  const Assertion assertion(required(fido_assert_new()));
  const auto hash = sha256(given.client_data);
  auto* const a = assertion.get();
  if (fido_assert_set_clientdata_hash(a, hash.data(), hash.size()) != FIDO_OK ||
      fido_assert_set_rp(a, party.id.c_str()) != FIDO_OK || fido_assert_set_count(a, 1) != FIDO_OK) {
    throw std::bad_alloc();
  }
  if (fido_assert_set_authdata_raw(a, 0, given.authenticator_data.data(), given.authenticator_data.size()) != FIDO_OK ||
      fido_assert_set_sig(a, 0, given.signature.data(), given.signature.size()) != FIDO_OK) {
    return std::unexpected(PasskeyRefusal::malformed);
  }
  const auto flags = fido_assert_flags(a, 0);
  if ((flags & user_present) == 0) return std::unexpected(PasskeyRefusal::nobody_present);
  if (!is_signed_by(a, key)) return std::unexpected(PasskeyRefusal::bad_signature);
  return PasskeyUse{fido_assert_sigcount(a, 0), (flags & user_verified) != 0, (flags & backed_up) != 0};
}

std::optional<std::string> challenge_of(base::ByteView client_data) {
  const auto data = parse_object(client_data);
  if (!data) return std::nullopt;
  return std::string(text_at(*data, "challenge"));
}

}  // namespace wardroom::crypto
