#include "kms/pkcs11_key.h"

#include <fmt/format.h>

#include <vector>

#include "kms/pkcs11_objects.h"

namespace wardroom::kms {
namespace {

template <typename... Args>
std::unexpected<KmsError> refuse(fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(KmsError(KmsError::refused, fmt::format(text, std::forward<Args>(args)...)));
}

std::unexpected<KmsError> silent(const Pkcs11Session& session, CK_RV rv, const char* deed) {
  return std::unexpected(KmsError(KmsError::unreachable, fmt::format("the token '{}' cannot {} ({})",
                                                                     session.token_label(), deed, pkcs11_name(rv))));
}

CK_ATTRIBUTE text_attribute(CK_ATTRIBUTE_TYPE type, const std::string& text) {
  return {type, const_cast<char*>(text.data()), text.size()};
}

std::expected<std::vector<CK_OBJECT_HANDLE>, KmsError> keys_named(const Pkcs11Session& session,
                                                                  CK_SESSION_HANDLE handle, const std::string& label) {
  CK_OBJECT_CLASS secret_key = CKO_SECRET_KEY;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &secret_key, sizeof secret_key}, text_attribute(CKA_LABEL, label)};
  auto found = find_objects(session.module().functions(), handle, wanted);
  if (!found) return silent(session, found.error(), "look for its keys");
  return std::move(*found);
}

// `otherwise` for an attribute that the token does not tell.
template <class T>
T attribute(CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type,
            T otherwise) {
  T value{};
  CK_ATTRIBUTE wanted{type, &value, sizeof value};
  const auto rv = token.C_GetAttributeValue(session, key, &wanted, 1);
  return rv == CKR_OK && wanted.ulValueLen == sizeof value ? value : otherwise;
}

// Which KWP the token has: v3.0's, or the one of before.
std::expected<std::optional<CK_MECHANISM_TYPE>, KmsError> kwp_of(const Pkcs11Session& session) {
  for (const CK_MECHANISM_TYPE mechanism : {ckm_aes_key_wrap_kwp, CK_MECHANISM_TYPE{CKM_AES_KEY_WRAP_PAD}}) {
    const auto there = session.offers(mechanism, CKF_WRAP | CKF_UNWRAP);
    if (!there) return std::unexpected(there.error());
    if (*there) return mechanism;
  }
  return std::nullopt;
}

// What can be done: the token's mechanisms, narrowed by the caller to a key's.
struct Offer {
  std::optional<CK_MECHANISM_TYPE> kwp;
  bool gcm = false;
  bool hmac = false;
};

std::expected<Offer, KmsError> offer_of(const Pkcs11Session& session) {
  const auto kwp = kwp_of(session);
  if (!kwp) return std::unexpected(kwp.error());
  const auto gcm = session.offers(CKM_AES_GCM, CKF_ENCRYPT | CKF_DECRYPT);
  if (!gcm) return std::unexpected(gcm.error());
  const auto hmac = session.offers(CKM_SHA256_HMAC, CKF_SIGN);
  if (!hmac) return std::unexpected(hmac.error());
  return Offer{*kwp, *gcm, *hmac};
}

std::optional<RootKey> chosen(const Offer& offer, std::optional<Pkcs11Mechanism> wanted) {
  const auto may = [&](Pkcs11Mechanism mechanism) { return !wanted || *wanted == mechanism; };
  if (offer.kwp && may(Pkcs11Mechanism::kwp)) return RootKey{.mechanism = Pkcs11Mechanism::kwp, .kwp = *offer.kwp};
  if (offer.gcm && may(Pkcs11Mechanism::gcm)) return RootKey{.mechanism = Pkcs11Mechanism::gcm};
  if (offer.hmac && may(Pkcs11Mechanism::hmac)) return RootKey{.mechanism = Pkcs11Mechanism::hmac};
  return std::nullopt;
}

void narrow_to_key(Offer& offer, CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  const auto type = attribute<CK_KEY_TYPE>(token, session, key, CKA_KEY_TYPE, CKK_AES);
  const auto allows = [&](CK_ATTRIBUTE_TYPE use) {
    return attribute<CK_BBOOL>(token, session, key, use, CK_FALSE) != 0;
  };
  if (type != CKK_AES || !allows(CKA_WRAP) || !allows(CKA_UNWRAP)) offer.kwp.reset();
  if (type != CKK_AES || !allows(CKA_ENCRYPT) || !allows(CKA_DECRYPT)) offer.gcm = false;
  // tpm2-pkcs11 does not tell CKA_SIGN for its HMAC keys.
  if (type != CKK_GENERIC_SECRET && type != CKK_SHA256_HMAC) offer.hmac = false;
}

}  // namespace

std::expected<RootKey, KmsError> find_root_key(const Pkcs11Session& session, CK_SESSION_HANDLE handle,
                                               const std::string& label, std::optional<Pkcs11Mechanism> wanted) {
  const auto found = keys_named(session, handle, label);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) {
    return refuse(
        "the token '{}' holds no key '{}': restore the token's backup; only for a first set-up run `wardroomctl kms "
        "init`",
        session.token_label(), label);
  }
  if (found->size() > 1) {
    return refuse("the token '{}' holds more than one key '{}': take the wrong one away", session.token_label(), label);
  }
  auto& token = session.module().functions();
  const auto key = found->front();
  if (attribute<CK_BBOOL>(token, handle, key, CKA_EXTRACTABLE, CK_TRUE) != CK_FALSE ||
      attribute<CK_BBOOL>(token, handle, key, CKA_SENSITIVE, CK_FALSE) != CK_TRUE) {
    return refuse("the key '{}' can be read out of the token '{}': use one that is sensitive and not extractable",
                  label, session.token_label());
  }
  auto offer = offer_of(session);
  if (!offer) return std::unexpected(offer.error());
  narrow_to_key(*offer, token, handle, key);
  auto root = chosen(*offer, wanted);
  if (!root) {
    return refuse(
        "the key '{}' of the token '{}' can be used for none of AES-KWP, AES-GCM and HMAC-SHA-256 here: check "
        "pkcs11.mechanism and what the key may be used for",
        label, session.token_label());
  }
  root->handle = key;
  return *root;
}

std::expected<RootKey, KmsError> create_root_key(const Pkcs11Session& session, CK_SESSION_HANDLE handle,
                                                 const std::string& label, std::optional<Pkcs11Mechanism> wanted) {
  const auto taken = keys_named(session, handle, label);
  if (!taken) return std::unexpected(taken.error());
  if (!taken->empty()) return refuse("the token '{}' holds a key '{}' already", session.token_label(), label);
  const auto offer = offer_of(session);
  if (!offer) return std::unexpected(offer.error());
  auto root = chosen(*offer, wanted);
  if (!root) return refuse("the token '{}' offers none of AES-KWP, AES-GCM and HMAC-SHA-256", session.token_label());
  const bool hmac = root->mechanism == Pkcs11Mechanism::hmac;
  const bool kwp = root->mechanism == Pkcs11Mechanism::kwp;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG size = 32;
  CK_KEY_TYPE type = hmac ? CKK_GENERIC_SECRET : CKK_AES;
  // One use only: a key that both wraps and decrypts gives away what it wrapped.
  const CK_ATTRIBUTE_TYPE use = hmac ? CKA_SIGN : kwp ? CKA_WRAP : CKA_ENCRYPT;
  const CK_ATTRIBUTE_TYPE and_back = hmac ? CKA_VERIFY : kwp ? CKA_UNWRAP : CKA_DECRYPT;
  CK_ATTRIBUTE wish[] = {{CKA_KEY_TYPE, &type, sizeof type}, {CKA_VALUE_LEN, &size, sizeof size},
                         text_attribute(CKA_LABEL, label),   {CKA_TOKEN, &yes, sizeof yes},
                         {CKA_PRIVATE, &yes, sizeof yes},    {CKA_SENSITIVE, &yes, sizeof yes},
                         {CKA_EXTRACTABLE, &no, sizeof no},  {use, &yes, sizeof yes},
                         {and_back, &yes, sizeof yes}};
  CK_MECHANISM mechanism{hmac ? CK_MECHANISM_TYPE{CKM_GENERIC_SECRET_KEY_GEN} : CK_MECHANISM_TYPE{CKM_AES_KEY_GEN},
                         nullptr, 0};
  auto& token = session.module().functions();
  const auto rv = token.C_GenerateKey(handle, &mechanism, wish, std::size(wish), &root->handle);
  if (rv == CKR_FUNCTION_NOT_SUPPORTED || rv == CKR_MECHANISM_INVALID) {
    return refuse(
        "the token '{0}' cannot be told to make a key ({1}): make it with the token's own tool, for a TPM "
        "`tpm2_ptool addkey --algorithm=hmac:sha256 --label={0} --key-label={2}`",
        session.token_label(), pkcs11_name(rv), label);
  }
  if (rv != CKR_OK) return silent(session, rv, "make a key");
  return *root;
}

}  // namespace wardroom::kms
