// Wrapping with one key of a token, by what it offers. What is wrapped is a BoundKey (wrapped_key.h). Payloads:
//
//   kwp   mechanism (u16) | RFC 5649          CKM_AES_KEY_WRAP_KWP, or CKM_AES_KEY_WRAP_PAD on tokens before v3.0
//   gcm   nonce (12) | ciphertext | tag (16)  CKM_AES_GCM; the nonce is the token's where it insists
//   hmac  salt (32) | nonce (24) | ciphertext | tag (16)
//         XAES-256-GCM (crypto/aead.h) under a key of its own for each wrap, derived in the token by CKM_SHA256_HMAC as
//         NIST SP 800-108 says (counter mode, one block): for TPM 2.0 and other tokens without KWP and GCM
#pragma once
#include <p11-kit/pkcs11.h>

#include <expected>

#include "kms/wrapped_key.h"

namespace wardroom::kms {

inline constexpr CK_MECHANISM_TYPE ckm_aes_key_wrap_kwp = 0x210b;  // v3.0; p11-kit's header is of v2.40

struct TokenKey {
  CK_FUNCTION_LIST& token;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
};

using Outcome = std::expected<base::Bytes, CK_RV>;

Outcome kwp_wrap(const TokenKey& key, CK_MECHANISM_TYPE mechanism, const BoundKey& bound);
Outcome kwp_unwrap(const TokenKey& key, base::ByteView payload);
Outcome gcm_wrap(const TokenKey& key, const BoundKey& bound);
Outcome gcm_unwrap(const TokenKey& key, base::ByteView payload);
Outcome hmac_wrap(const TokenKey& key, const BoundKey& bound);
Outcome hmac_unwrap(const TokenKey& key, base::ByteView payload);

// Unwrapping by kind; CKR_WRAPPED_KEY_INVALID for what none of them could have written, before the token is asked.
Outcome pkcs11_unwrap(const TokenKey& key, const WrappedKey& wrapped);

}  // namespace wardroom::kms
