// The root key in a token: found by its label, checked, and made when it is missing.
#pragma once
#include "kms/pkcs11_mechanism.h"
#include "kms/pkcs11_session.h"

namespace wardroom::kms {

enum class Pkcs11Mechanism { kwp, gcm, hmac };

struct RootKey {
  CK_OBJECT_HANDLE handle = 0;
  Pkcs11Mechanism mechanism = Pkcs11Mechanism::kwp;  // to wrap with
  CK_MECHANISM_TYPE kwp = ckm_aes_key_wrap_kwp;      // which of the two
};

// Refused: no such key, more than one, one that can be read out of the token, or one that no mechanism fits.
// wanted: empty lets the key and the token decide.
std::expected<RootKey, KmsError> find_root_key(const Pkcs11Session& session, CK_SESSION_HANDLE handle,
                                               const std::string& label, std::optional<Pkcs11Mechanism> wanted);

// Makes it in the token: 256 bits, sensitive, never extractable. Refused if the label is taken.
std::expected<RootKey, KmsError> create_root_key(const Pkcs11Session& session, CK_SESSION_HANDLE handle,
                                                 const std::string& label, std::optional<Pkcs11Mechanism> wanted);

}  // namespace wardroom::kms
