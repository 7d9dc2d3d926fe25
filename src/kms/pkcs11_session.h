// A logged-in session with the token of a given label. Careful with the PIN: a token locks itself after a few wrong
// ones, so a PIN that was refused is never sent again, and the last try a token grants is left to a human. Not
// thread-safe: its owner locks; hold module().in_use() meanwhile.
#pragma once
#include <memory>
#include <optional>

#include "crypto/hash.h"
#include "kms/pkcs11_module.h"
#include "kms/secret_source.h"

namespace wardroom::kms {

class Pkcs11Session {
 public:
  Pkcs11Session(std::shared_ptr<Pkcs11Module> module, std::string token_label, SecretSource pin);
  Pkcs11Session(const Pkcs11Session&) = delete;
  Pkcs11Session& operator=(const Pkcs11Session&) = delete;
  ~Pkcs11Session() { close(); }

  enum class Access { read, create };
  // The session there is, or a new one. Unreachable: no such token now. Refused: it does not take the PIN.
  std::expected<CK_SESSION_HANDLE, KmsError> open(Access access = Access::read);
  void close();
  bool is_open() const { return session_ && generation_ == module_->generation(); }

  std::expected<bool, KmsError> offers(CK_MECHANISM_TYPE mechanism, CK_FLAGS use) const;
  Pkcs11Module& module() const { return *module_; }
  CK_SLOT_ID slot() const { return slot_; }  // while it is open
  const std::string& token_label() const { return label_; }

 private:
  std::expected<CK_SLOT_ID, KmsError> find_slot() const;
  std::expected<void, KmsError> log_in(CK_SESSION_HANDLE session, CK_SLOT_ID slot);
  KmsError unreachable(CK_RV rv, const char* deed) const;
  KmsError refused(const std::string& why) const;

  std::shared_ptr<Pkcs11Module> module_;
  std::string label_;
  SecretSource pin_;
  std::optional<CK_SESSION_HANDLE> session_;
  CK_SLOT_ID slot_ = 0;
  std::uint64_t generation_ = 0;
  std::optional<crypto::Digest> refused_pin_;
};

}  // namespace wardroom::kms
