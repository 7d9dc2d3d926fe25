// Signing keys in a token: Ed25519 pairs (PKCS#11 v3.0, CKM_EDDSA) made there, never to leave it, found again by their
// CKA_ID. All want a logged-in session; making and destroying open one of their own that may write.
#pragma once
#include "kms/pkcs11_mechanism.h"
#include "kms/pkcs11_session.h"

namespace wardroom::kms {

// The public key, 32 bytes. CKR_MECHANISM_INVALID: the token makes no such keys.
Outcome make_ed25519(const Pkcs11Session& session, const SigningKeyId& id);
// 64 bytes; none when the token holds no key of this id.
Outcome ed25519_sign(const TokenKey& key, const SigningKeyId& id, base::ByteView message);
// Empty. A key that is gone already is as good as destroyed.
Outcome destroy_ed25519(const Pkcs11Session& session, const SigningKeyId& id);

}  // namespace wardroom::kms
