#include "kms/pkcs11_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace wardroom::kms {
namespace {

// Labels are padded with blanks to their fixed width.
std::string trimmed(const unsigned char* label, std::size_t width) {
  std::string text(reinterpret_cast<const char*>(label), width);
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace

Pkcs11Session::Pkcs11Session(std::shared_ptr<Pkcs11Module> module, std::string token_label, SecretSource pin)
    : module_(std::move(module)), label_(std::move(token_label)), pin_(std::move(pin)) {}

KmsError Pkcs11Session::unreachable(CK_RV rv, const char* deed) const {
  return {KmsError::unreachable, fmt::format("the token '{}' cannot {} ({}): check that it is plugged in and running",
                                             label_, deed, pkcs11_name(rv))};
}

KmsError Pkcs11Session::refused(const std::string& why) const {
  return {KmsError::refused, fmt::format("the token '{}' {}", label_, why)};
}

std::expected<CK_SLOT_ID, KmsError> Pkcs11Session::find_slot() const {
  auto& token = module_->functions();
  CK_ULONG count = 0;
  auto rv = token.C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (rv == CKR_OK && count > 0) rv = token.C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (rv != CKR_OK) return std::unexpected(unreachable(rv, "be looked for"));
  slots.resize(std::min<std::size_t>(count, slots.size()));
  std::vector<CK_SLOT_ID> found;
  for (const auto slot : slots) {
    CK_TOKEN_INFO info{};
    if (token.C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    if (trimmed(info.label, sizeof info.label) == label_) found.push_back(slot);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) return std::unexpected(unreachable(CKR_TOKEN_NOT_PRESENT, "be found"));
  return std::unexpected(refused("is there more than once: give it a label of its own"));
}

std::expected<void, KmsError> Pkcs11Session::log_in(CK_SESSION_HANDLE session, CK_SLOT_ID slot) {
  auto& token = module_->functions();
  CK_TOKEN_INFO info{};
  if (const auto rv = token.C_GetTokenInfo(slot, &info); rv != CKR_OK)
    return std::unexpected(unreachable(rv, "be asked"));
  if ((info.flags & CKF_LOGIN_REQUIRED) == 0) return {};
  const auto locked = refused("has locked its PIN: unlock it with the security officer's PIN and the token's own tool");
  if ((info.flags & CKF_USER_PIN_LOCKED) != 0) return std::unexpected(locked);
  auto pin = pin_.read();
  if (!pin) return std::unexpected(pin.error());
  const auto digest = crypto::sha256(std::string_view(pin->value));
  const auto wrong =
      refused("does not accept the PIN: correct pkcs11.pin. It is not tried again, for the token would lock itself");
  if (refused_pin_ == digest) return std::unexpected(wrong);
  if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0) {
    return std::unexpected(
        refused("grants one last try before it locks its PIN: log in once with the token's own tool, then try again"));
  }
  const auto rv =
      token.C_Login(session, CKU_USER, reinterpret_cast<CK_UTF8CHAR_PTR>(pin->value.data()), pin->value.size());
  if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) {
    refused_pin_.reset();
    return {};
  }
  if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE) {
    refused_pin_ = digest;
    return std::unexpected(wrong);
  }
  if (rv == CKR_PIN_LOCKED) {
    refused_pin_ = digest;
    return std::unexpected(locked);
  }
  if (rv == CKR_PIN_EXPIRED) return std::unexpected(refused("says that its PIN has expired: set a new one"));
  if (rv == CKR_USER_PIN_NOT_INITIALIZED)
    return std::unexpected(refused("has no user PIN yet: set one with its own tool"));
  return std::unexpected(unreachable(rv, "log in"));
}

std::expected<CK_SESSION_HANDLE, KmsError> Pkcs11Session::open(Access access) {
  if (is_open()) return *session_;
  session_.reset();
  generation_ = module_->generation();
  const auto slot = find_slot();
  if (!slot) return std::unexpected(slot.error());
  CK_SESSION_HANDLE session = 0;
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (access == Access::create ? CKF_RW_SESSION : 0);
  auto& token = module_->functions();
  if (const auto rv = token.C_OpenSession(*slot, flags, nullptr, nullptr, &session); rv != CKR_OK) {
    return std::unexpected(unreachable(rv, "be opened"));
  }
  if (const auto in = log_in(session, *slot); !in) {
    token.C_CloseSession(session);
    return std::unexpected(in.error());
  }
  slot_ = *slot;
  session_ = session;
  return session;
}

void Pkcs11Session::close() {
  if (is_open()) module_->functions().C_CloseSession(*session_);
  session_.reset();
}

std::expected<bool, KmsError> Pkcs11Session::offers(CK_MECHANISM_TYPE mechanism, CK_FLAGS use) const {
  auto& token = module_->functions();
  CK_ULONG count = 0;
  auto rv = token.C_GetMechanismList(slot_, nullptr, &count);
  std::vector<CK_MECHANISM_TYPE> all(count);
  if (rv == CKR_OK && count > 0) rv = token.C_GetMechanismList(slot_, all.data(), &count);
  if (rv != CKR_OK) return std::unexpected(unreachable(rv, "say what it offers"));
  if (std::ranges::find(all, mechanism) == all.end()) return false;
  CK_MECHANISM_INFO info{};
  rv = token.C_GetMechanismInfo(slot_, mechanism, &info);
  if (rv != CKR_OK) return std::unexpected(unreachable(rv, "say what it offers"));
  return (info.flags & use) == use;
}

}  // namespace wardroom::kms
