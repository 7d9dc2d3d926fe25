#include "kms/pkcs11_signing.h"

#include <algorithm>

#include "kms/pkcs11_objects.h"

namespace wardroom::kms {
namespace {

constexpr char label[] = "wardroom-signing";

// "edwards25519" as v3.0 wants it (PrintableString), and the OID of RFC 8410, which some tokens ask for instead.
constexpr std::array<CK_BYTE, 14> curve_by_name{0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
constexpr std::array<CK_BYTE, 5> curve_by_oid{0x06, 0x03, 0x2b, 0x65, 0x70};

template <class T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, const T& value) {
  return {type, const_cast<T*>(&value), sizeof value};
}

class WritingSession {
 public:
  explicit WritingSession(const Pkcs11Session& session) : token_(session.module().functions()) {
    result_ = token_.C_OpenSession(session.slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &handle_);
  }
  WritingSession(const WritingSession&) = delete;
  WritingSession& operator=(const WritingSession&) = delete;
  ~WritingSession() {
    if (result_ == CKR_OK) token_.C_CloseSession(handle_);
  }
  CK_RV result() const { return result_; }
  CK_SESSION_HANDLE handle() const { return handle_; }
  CK_FUNCTION_LIST& token() const { return token_; }

 private:
  CK_FUNCTION_LIST& token_;
  CK_SESSION_HANDLE handle_ = 0;
  CK_RV result_ = CKR_OK;
};

std::expected<std::vector<CK_OBJECT_HANDLE>, CK_RV> find(CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session,
                                                         const SigningKeyId& id, CK_OBJECT_CLASS kind) {
  const CK_KEY_TYPE type = CKK_EC_EDWARDS;
  CK_ATTRIBUTE wanted[] = {attribute(CKA_CLASS, kind), attribute(CKA_KEY_TYPE, type), attribute(CKA_ID, id)};
  return find_objects(token, session, wanted);
}

// CKA_EC_POINT: the 32 bytes in a DER OCTET STRING, as the standard says, or bare, as some tokens do.
Outcome public_key(CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  std::array<std::uint8_t, 64> point{};
  CK_ATTRIBUTE wanted{CKA_EC_POINT, point.data(), point.size()};
  if (const auto rv = token.C_GetAttributeValue(session, key, &wanted, 1); rv != CKR_OK) return std::unexpected(rv);
  base::ByteView told(point.data(), std::min<std::size_t>(wanted.ulValueLen, point.size()));
  if (told.size() == 34 && told[0] == 0x04 && told[1] == 0x20) told = told.subspan(2);
  if (told.size() != 32) return std::unexpected(CKR_DOMAIN_PARAMS_INVALID);
  return base::Bytes(told.begin(), told.end());
}

Outcome make_on(const WritingSession& session, const SigningKeyId& id, base::ByteView curve) {
  const CK_BBOOL yes = CK_TRUE;
  const CK_BBOOL no = CK_FALSE;
  CK_ATTRIBUTE open[] = {{CKA_EC_PARAMS, const_cast<std::uint8_t*>(curve.data()), curve.size()},
                         {CKA_LABEL, const_cast<char*>(label), sizeof label - 1},
                         attribute(CKA_ID, id),
                         attribute(CKA_TOKEN, yes),
                         attribute(CKA_VERIFY, yes)};
  CK_ATTRIBUTE hidden[] = {{CKA_LABEL, const_cast<char*>(label), sizeof label - 1},
                           attribute(CKA_ID, id),
                           attribute(CKA_TOKEN, yes),
                           attribute(CKA_PRIVATE, yes),
                           attribute(CKA_SENSITIVE, yes),
                           attribute(CKA_EXTRACTABLE, no),
                           attribute(CKA_SIGN, yes)};
  CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
  CK_OBJECT_HANDLE public_half = 0;
  CK_OBJECT_HANDLE private_half = 0;
  auto& token = session.token();
  const auto rv = token.C_GenerateKeyPair(session.handle(), &mechanism, open, std::size(open), hidden,
                                          std::size(hidden), &public_half, &private_half);
  if (rv != CKR_OK) return std::unexpected(rv);
  return public_key(token, session.handle(), public_half);
}

}  // namespace

Outcome make_ed25519(const Pkcs11Session& session, const SigningKeyId& id) {
  const WritingSession writing(session);
  if (writing.result() != CKR_OK) return std::unexpected(writing.result());
  auto made = make_on(writing, id, curve_by_name);
  if (made) return made;
  const auto why = made.error();
  const bool other_curve_name = why == CKR_DOMAIN_PARAMS_INVALID || why == CKR_ATTRIBUTE_VALUE_INVALID ||
                                why == CKR_TEMPLATE_INCONSISTENT || why == CKR_CURVE_NOT_SUPPORTED;
  return other_curve_name ? make_on(writing, id, curve_by_oid) : made;
}

Outcome ed25519_sign(const TokenKey& key, const SigningKeyId& id, base::ByteView message) {
  const auto found = find(key.token, key.session, id, CKO_PRIVATE_KEY);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return base::Bytes();
  CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
  if (const auto rv = key.token.C_SignInit(key.session, &mechanism, found->front()); rv != CKR_OK) {
    return std::unexpected(rv);
  }
  base::Bytes signature(64);
  CK_ULONG size = signature.size();
  const auto rv =
      key.token.C_Sign(key.session, const_cast<std::uint8_t*>(message.data()), message.size(), signature.data(), &size);
  if (rv != CKR_OK) return std::unexpected(rv);
  if (size != signature.size()) return std::unexpected(CKR_DATA_LEN_RANGE);
  return signature;
}

Outcome destroy_ed25519(const Pkcs11Session& session, const SigningKeyId& id) {
  const WritingSession writing(session);
  if (writing.result() != CKR_OK) return std::unexpected(writing.result());
  for (const CK_OBJECT_CLASS kind : {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY}) {
    const auto found = find(writing.token(), writing.handle(), id, kind);
    if (!found) return std::unexpected(found.error());
    for (const auto object : *found) {
      if (const auto rv = writing.token().C_DestroyObject(writing.handle(), object); rv != CKR_OK) {
        return std::unexpected(rv);
      }
    }
  }
  return base::Bytes();
}

}  // namespace wardroom::kms
