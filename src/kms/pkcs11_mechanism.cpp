#include "kms/pkcs11_mechanism.h"

#include "crypto/random.h"

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::size_t kwp_size = 2 + bound_key_size + 8;
constexpr std::size_t gcm_nonce_size = 12;
constexpr std::size_t gcm_size = gcm_nonce_size + bound_key_size + 16;
constexpr std::size_t salt_size = 32;
constexpr std::size_t hmac_size = salt_size + bound_key_size + crypto::aead_overhead;

std::unexpected<CK_RV> failed(CK_RV rv) { return std::unexpected(rv); }

// PKCS#11 takes everything as pointers to non-const.
CK_BYTE_PTR pointer(ByteView view) { return const_cast<CK_BYTE_PTR>(view.data()); }

class SessionObject {
 public:
  SessionObject(const TokenKey& key, CK_OBJECT_HANDLE object) : key_(key), object_(object) {}
  SessionObject(const SessionObject&) = delete;
  SessionObject& operator=(const SessionObject&) = delete;
  ~SessionObject() { key_.token.C_DestroyObject(key_.session, object_); }

 private:
  const TokenKey& key_;
  CK_OBJECT_HANDLE object_;
};

// A bound key, for a moment an object of the session: that is what a token wraps.
struct BoundKeyTemplate {
  CK_OBJECT_CLASS object_class = CKO_SECRET_KEY;
  CK_KEY_TYPE type = CKK_GENERIC_SECRET;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ATTRIBUTE attributes[6] = {{CKA_CLASS, &object_class, sizeof object_class},
                                {CKA_KEY_TYPE, &type, sizeof type},
                                {CKA_TOKEN, &no, sizeof no},
                                {CKA_SENSITIVE, &no, sizeof no},
                                {CKA_EXTRACTABLE, &yes, sizeof yes},
                                {CKA_VALUE, nullptr, 0}};
};

CK_GCM_PARAMS gcm_parameters(Bytes& nonce) {
  CK_GCM_PARAMS parameters{};
  parameters.pIv = nonce.data();
  parameters.ulIvLen = nonce.size();
  parameters.ulIvBits = nonce.size() * 8;
  parameters.ulTagBits = 128;
  return parameters;
}

// SP 800-108 section 4.1, PRF HMAC-SHA256, one block: [1] | label | 0 | context | [256]
std::expected<Key, CK_RV> derive_in_token(const TokenKey& key, ByteView salt) {
  Bytes input;
  base::append_u32(input, 1);
  base::append(input, base::as_bytes("wardroom/v1/kms/pkcs11-hmac"));
  input.push_back(0);
  base::append(input, salt);
  base::append_u32(input, 256);
  CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
  if (const auto rv = key.token.C_SignInit(key.session, &mechanism, key.key); rv != CKR_OK) return failed(rv);
  Key derived;
  CK_ULONG size = derived.view().size();
  const auto rv = key.token.C_Sign(key.session, input.data(), input.size(), derived.writable().data(), &size);
  if (rv != CKR_OK) return failed(rv);
  if (size != derived.view().size()) return failed(CKR_DEVICE_ERROR);
  return derived;
}

}  // namespace

Outcome kwp_wrap(const TokenKey& key, CK_MECHANISM_TYPE type, const BoundKey& bound) {
  BoundKeyTemplate object;
  object.attributes[5] = {CKA_VALUE, pointer(bound.view()), bound_key_size};
  CK_OBJECT_HANDLE handle = 0;
  if (const auto rv = key.token.C_CreateObject(key.session, object.attributes, 6, &handle); rv != CKR_OK) {
    return failed(rv);
  }
  const SessionObject temporary(key, handle);
  CK_MECHANISM mechanism{type, nullptr, 0};
  Bytes out(kwp_size);
  CK_ULONG size = kwp_size - 2;
  const auto rv = key.token.C_WrapKey(key.session, &mechanism, key.key, handle, out.data() + 2, &size);
  if (rv != CKR_OK) return failed(rv);
  if (size != kwp_size - 2) return failed(CKR_MECHANISM_INVALID);  // PKCS#7 padding, not RFC 5649
  out[0] = static_cast<std::uint8_t>(type >> 8);
  out[1] = static_cast<std::uint8_t>(type);
  return out;
}

Outcome kwp_unwrap(const TokenKey& key, ByteView payload) {
  BoundKeyTemplate object;
  CK_MECHANISM mechanism{CK_ULONG{payload[0]} << 8 | payload[1], nullptr, 0};
  const auto wrapped = payload.subspan(2);
  CK_OBJECT_HANDLE handle = 0;
  auto rv = key.token.C_UnwrapKey(key.session, &mechanism, key.key, pointer(wrapped), wrapped.size(), object.attributes,
                                  5, &handle);
  if (rv != CKR_OK) return failed(rv);
  const SessionObject temporary(key, handle);
  Bytes bound(bound_key_size);
  CK_ATTRIBUTE value{CKA_VALUE, bound.data(), bound.size()};
  rv = key.token.C_GetAttributeValue(key.session, handle, &value, 1);
  if (rv != CKR_OK) return failed(rv);
  bound.resize(std::min<std::size_t>(value.ulValueLen, bound_key_size));
  return bound;
}

Outcome gcm_wrap(const TokenKey& key, const BoundKey& bound) {
  auto nonce = crypto::random_bytes(gcm_nonce_size);
  auto parameters = gcm_parameters(nonce);
  CK_MECHANISM mechanism{CKM_AES_GCM, &parameters, sizeof parameters};
  if (const auto rv = key.token.C_EncryptInit(key.session, &mechanism, key.key); rv != CKR_OK) return failed(rv);
  Bytes sealed(gcm_size - gcm_nonce_size);
  CK_ULONG size = sealed.size();
  const auto rv = key.token.C_Encrypt(key.session, pointer(bound.view()), bound_key_size, sealed.data(), &size);
  if (rv != CKR_OK) return failed(rv);
  if (size != sealed.size()) return failed(CKR_DEVICE_ERROR);
  auto out = nonce;  // a token that makes its own has written it here
  base::append(out, sealed);
  return out;
}

Outcome gcm_unwrap(const TokenKey& key, ByteView payload) {
  Bytes nonce(payload.begin(), payload.begin() + gcm_nonce_size);
  auto parameters = gcm_parameters(nonce);
  CK_MECHANISM mechanism{CKM_AES_GCM, &parameters, sizeof parameters};
  if (const auto rv = key.token.C_DecryptInit(key.session, &mechanism, key.key); rv != CKR_OK) return failed(rv);
  const auto sealed = payload.subspan(gcm_nonce_size);
  Bytes bound(sealed.size());  // some tokens want room for the tag too
  CK_ULONG size = bound.size();
  const auto rv = key.token.C_Decrypt(key.session, pointer(sealed), sealed.size(), bound.data(), &size);
  if (rv != CKR_OK) return failed(rv);
  bound.resize(std::min<std::size_t>(size, bound.size()));
  return bound;
}

Outcome hmac_wrap(const TokenKey& key, const BoundKey& bound) {
  auto out = crypto::random_bytes(salt_size);
  const auto derived = derive_in_token(key, out);
  if (!derived) return failed(derived.error());
  base::append(out, crypto::aead_seal(*derived, bound.view(), {}));
  return out;
}

Outcome hmac_unwrap(const TokenKey& key, ByteView payload) {
  const auto derived = derive_in_token(key, payload.first(salt_size));
  if (!derived) return failed(derived.error());
  auto bound = crypto::aead_open(*derived, payload.subspan(salt_size), {});
  if (!bound) return failed(CKR_ENCRYPTED_DATA_INVALID);
  return std::move(*bound);
}

Outcome pkcs11_unwrap(const TokenKey& key, const WrappedKey& wrapped) {
  const auto& payload = wrapped.payload;
  if (wrapped.kind == WrapKind::pkcs11_gcm && payload.size() == gcm_size) return gcm_unwrap(key, payload);
  if (wrapped.kind == WrapKind::pkcs11_hmac && payload.size() == hmac_size) return hmac_unwrap(key, payload);
  if (wrapped.kind == WrapKind::pkcs11_kwp && payload.size() == kwp_size) {
    const auto mechanism = CK_ULONG{payload[0]} << 8 | payload[1];
    if (mechanism == ckm_aes_key_wrap_kwp || mechanism == CKM_AES_KEY_WRAP_PAD) return kwp_unwrap(key, payload);
  }
  return failed(CKR_WRAPPED_KEY_INVALID);
}

}  // namespace wardroom::kms
