#include "kms/pkcs11.h"

#include <fmt/format.h>

#include <mutex>

#include "base/json.h"
#include "crypto/random.h"
#include "kms/pkcs11_key.h"
#include "kms/pkcs11_signing.h"

namespace wardroom::kms {

BOOST_DESCRIBE_ENUM(Pkcs11Mechanism, kwp, gcm, hmac)

namespace {

using base::Bytes;
using base::ByteView;

std::string key_label(const Pkcs11Spec& spec) { return spec.key ? spec.key->value : "wardroom-root"; }

std::optional<Pkcs11Mechanism> wanted_mechanism(const Pkcs11Spec& spec) {
  if (!spec.mechanism) return std::nullopt;
  const auto mechanism = base::enum_from<Pkcs11Mechanism>(spec.mechanism->value);
  if (!mechanism) throw ProviderFault("pkcs11.mechanism: use kwp, gcm or hmac, or leave it out");
  return mechanism;
}

Pkcs11Session session_of(const Pkcs11Spec& spec) {
  return {Pkcs11Module::load(spec.module.value), spec.token.value, SecretSource("pkcs11.pin", spec.pin, spec.pin_file)};
}

// The token's own word that a wrapped key is not its own. Many tokens say CKR_GENERAL_ERROR instead, as they do when
// they are gone.
bool says_refused(CK_RV rv) {
  return rv == CKR_ENCRYPTED_DATA_INVALID || rv == CKR_ENCRYPTED_DATA_LEN_RANGE || rv == CKR_WRAPPED_KEY_INVALID ||
         rv == CKR_WRAPPED_KEY_LEN_RANGE || rv == CKR_SIGNATURE_INVALID || rv == CKR_KEY_FUNCTION_NOT_PERMITTED;
}

WrapKind kind_of(Pkcs11Mechanism mechanism) {
  if (mechanism == Pkcs11Mechanism::kwp) return WrapKind::pkcs11_kwp;
  return mechanism == Pkcs11Mechanism::gcm ? WrapKind::pkcs11_gcm : WrapKind::pkcs11_hmac;
}

class Pkcs11Kms final : public Kms {
 public:
  explicit Pkcs11Kms(const Pkcs11Spec& spec)
      : session_(session_of(spec)),
        label_(key_label(spec)),
        wanted_(wanted_mechanism(spec)),
        module_(spec.module.value) {}

  Bytes wrap(const Key& key, ByteView context) override {
    const std::lock_guard lock(mutex_);
    const auto bound = bind_key(key, context);
    const auto payload = with_key([&](const TokenKey& token_key) { return wrap_bound(token_key, bound); });
    if (payload) return encode_wrapped(kind_of(root_.mechanism), *payload);
    throw KmsFault(payload.error());
  }

  std::expected<Key, KmsError> unwrap(ByteView wrapped, ByteView context) override {
    const auto decoded = decode_wrapped(wrapped);
    if (!decoded) return std::unexpected(decoded.error());
    if (decoded->kind < WrapKind::pkcs11_kwp || decoded->kind > WrapKind::pkcs11_hmac) {
      return std::unexpected(payload_of(WrapKind::pkcs11_kwp, wrapped).error());
    }
    const std::lock_guard lock(mutex_);
    auto bound = with_key([&](const TokenKey& key) { return pkcs11_unwrap(key, *decoded); });
    if (!bound) return std::unexpected(bound.error());
    return unbind_key(*bound, context);
  }

  std::expected<MadeSigningKey, KmsError> make_signing_key() override {
    const std::lock_guard lock(mutex_);
    MadeSigningKey made;
    bool never = false;
    const auto key = with_key([&](const TokenKey&) {
      std::ranges::copy(crypto::random_bytes(made.id.size()), made.id.begin());  // another one at each try
      auto answer = make_ed25519(session_, made.id);
      never = !answer && (answer.error() == CKR_MECHANISM_INVALID || answer.error() == CKR_FUNCTION_NOT_SUPPORTED);
      return never ? Outcome(Bytes()) : answer;
    });
    if (!key) return std::unexpected(key.error());
    if (never) return std::unexpected(no_ed25519());
    std::ranges::copy(*key, made.public_key.begin());
    return made;
  }

  std::expected<crypto::Signature, KmsError> sign(const SigningKeyId& id, ByteView message) override {
    const std::lock_guard lock(mutex_);
    const auto signature = with_key([&](const TokenKey& key) { return ed25519_sign(key, id, message); });
    if (!signature) return std::unexpected(signature.error());
    if (signature->empty()) return std::unexpected(no_signing_key(id));
    crypto::Signature out{};
    std::ranges::copy(*signature, out.begin());
    return out;
  }

  std::expected<void, KmsError> destroy_signing_key(const SigningKeyId& id) override {
    const std::lock_guard lock(mutex_);
    const auto gone = with_key([&](const TokenKey&) { return destroy_ed25519(session_, id); });
    if (!gone) return std::unexpected(gone.error());
    return {};
  }

  std::string describe() const override {
    return fmt::format("PKCS#11 token '{}', key '{}' ({})", session_.token_label(), label_, module_);
  }

 private:
  Outcome wrap_bound(const TokenKey& key, const BoundKey& bound) const {
    if (root_.mechanism == Pkcs11Mechanism::kwp) return kwp_wrap(key, root_.kwp, bound);
    return root_.mechanism == Pkcs11Mechanism::gcm ? gcm_wrap(key, bound) : hmac_wrap(key, bound);
  }

  // Logged in, with the root key at hand. A token that is not to be found is looked for once more by a module that
  // starts afresh: most see only those that were there when they started.
  std::expected<TokenKey, KmsError> ready() {
    auto handle = open_session();
    if (!handle && handle.error() == KmsError::unreachable) {
      restart_module();
      handle = open_session();
    }
    if (!handle) return std::unexpected(handle.error());
    return TokenKey{session_.module().functions(), *handle, root_.handle};
  }

  std::expected<CK_SESSION_HANDLE, KmsError> open_session() {
    const auto use = session_.module().in_use();
    if (session_.is_open()) return session_.open();
    const auto handle = session_.open();
    if (!handle) return handle;
    const auto root = find_root_key(session_, *handle, label_, wanted_);
    if (!root) {
      session_.close();
      return std::unexpected(root.error());
    }
    root_ = *root;
    return handle;
  }

  void restart_module() { session_.module().restart(session_.module().generation()); }

  void close_session() {
    const auto use = session_.module().in_use();
    session_.close();
  }

  template <class Operation>
  Outcome once(const TokenKey& key, Operation&& operation) {
    const auto use = session_.module().in_use();
    if (!session_.is_open()) return std::unexpected(CKR_SESSION_HANDLE_INVALID);  // somebody restarted the module
    return operation(key);
  }

  // Does the token work at all? What it cannot open then, it refuses.
  bool works() {
    const auto key = ready();
    if (!key) return false;
    const auto bound = bind_key(Key::random(), {});
    const auto payload = once(*key, [&](const TokenKey& token_key) { return wrap_bound(token_key, bound); });
    if (!payload) return false;
    const WrappedKey wrapped{kind_of(root_.mechanism), *payload};
    return once(*key, [&](const TokenKey& token_key) { return pkcs11_unwrap(token_key, wrapped); }).has_value();
  }

  // The session may have ended long ago (token removed and put back), or the module may have lost its way to the token
  // (service or machine restarted): a failure that could be that is tried again in a new session, then in a module that
  // starts afresh.
  template <class Operation>
  std::expected<Bytes, KmsError> with_key(Operation&& operation) {
    CK_RV rv = CKR_OK;
    for (int attempt = 0; attempt < 3; ++attempt) {
      if (attempt == 2) {
        if (works()) return std::unexpected(refusal(rv));
        restart_module();
      }
      const auto key = ready();
      if (!key) return std::unexpected(key.error());
      auto result = once(*key, operation);
      if (result) return std::move(*result);
      rv = result.error();
      if (says_refused(rv)) return std::unexpected(refusal(rv));
      close_session();
    }
    if (works()) return std::unexpected(refusal(rv));
    return std::unexpected(KmsError(KmsError::unreachable,
                                    fmt::format("the token '{}' fails ({}): check that it is plugged in and running",
                                                session_.token_label(), pkcs11_name(rv))));
  }

  KmsError no_ed25519() const {
    return {KmsError::refused,
            fmt::format("the token '{}' makes no Ed25519 keys (CKM_EC_EDWARDS_KEY_PAIR_GEN): signing keys cannot live "
                        "in it, set keys.signing: sealed",
                        session_.token_label())};
  }

  KmsError no_signing_key(const SigningKeyId& id) const {
    return {KmsError::refused, fmt::format("the token '{}' holds no signing key {}: restore the token's backup",
                                           session_.token_label(), base::to_hex(id))};
  }

  KmsError refusal(CK_RV rv) const {
    return {KmsError::refused,
            fmt::format("the key '{}' of the token '{}' does not do this ({}): it is another key than the one that "
                        "wrapped, or the keyring is damaged",
                        label_, session_.token_label(), pkcs11_name(rv))};
  }

  std::mutex mutex_;
  Pkcs11Session session_;
  std::string label_;
  std::optional<Pkcs11Mechanism> wanted_;
  std::string module_;
  RootKey root_;
};

}  // namespace

std::unique_ptr<Kms> open_pkcs11(const Pkcs11Spec& spec) { return std::make_unique<Pkcs11Kms>(spec); }

std::string init_pkcs11(const Pkcs11Spec& spec) {
  auto session = session_of(spec);
  const auto wanted = wanted_mechanism(spec);
  const auto label = key_label(spec);
  const auto use = session.module().in_use();
  const auto handle = session.open(Pkcs11Session::Access::create);
  if (!handle) throw ProviderFault("pkcs11: " + handle.error().reason);
  const auto root = create_root_key(session, *handle, label, wanted);
  if (!root) throw ProviderFault("pkcs11: " + root.error().reason);
  return fmt::format("made the key '{}' in the token '{}', for {}; it cannot be read out", label, spec.token.value,
                     base::enum_name(root->mechanism));
}

}  // namespace wardroom::kms
