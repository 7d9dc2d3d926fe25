#include "keys/signers.h"

#include <algorithm>
#include <stdexcept>

#include "base/log.h"
#include "base/memory.h"
#include "base/secret.h"

namespace wardroom::keys {
namespace {

constexpr std::string_view token_mark = "token";
constexpr std::size_t seed_size = 32;
constexpr std::size_t token_secret_size = token_mark.size() + kms::SigningKeyId().size() + crypto::PublicKey().size();

class TokenSigner final : public crypto::Signer {
 public:
  TokenSigner(std::shared_ptr<kms::Kms> kms, kms::SigningKeyId id, const crypto::PublicKey& public_key)
      : kms_(std::move(kms)), id_(id), public_key_(public_key) {}

  const crypto::PublicKey& public_key() const override { return public_key_; }

  crypto::Signature sign(base::ByteView message) const override {
    const auto signature = kms_->sign(id_, message);
    if (!signature) throw kms::KmsFault(signature.error());
    if (!crypto::verify(public_key_, message, *signature)) {
      throw kms::KmsFault(
          kms::KmsError(kms::KmsError::refused, "the token signs with another key than the one that was made in it"));
    }
    return *signature;
  }

 private:
  std::shared_ptr<kms::Kms> kms_;
  kms::SigningKeyId id_;
  crypto::PublicKey public_key_;
};

StoredSigner in_token(std::shared_ptr<kms::Kms> kms, const kms::MadeSigningKey& key) {
  return {std::make_shared<TokenSigner>(std::move(kms), key.id, key.public_key), key.id};
}

kms::MadeSigningKey token_key_of(base::ByteView named) {
  kms::MadeSigningKey out;
  std::ranges::copy(named.first(out.id.size()), out.id.begin());
  std::ranges::copy(named.subspan(out.id.size()), out.public_key.begin());
  return out;
}

}  // namespace

MadeSigner Signers::make() const {
  if (place_ == SigningPlace::sealed) {
    const auto seed = base::Secret<seed_size>::random();
    return {{std::make_shared<crypto::SigningKey>(seed), std::nullopt}, std::string(base::as_text(seed.view()))};
  }
  const auto made = kms_->make_signing_key();
  if (!made) throw kms::KmsFault(made.error());
  std::string secret(token_mark);
  secret.append(base::as_text(made->id)).append(base::as_text(made->public_key));
  return {in_token(kms_, *made), std::move(secret)};
}

StoredSigner Signers::open(std::string& secret) const {
  const auto bytes = base::as_bytes(secret);
  StoredSigner out;
  if (bytes.size() == seed_size) {
    out.signer = std::make_shared<crypto::SigningKey>(base::Secret<seed_size>(bytes.first<seed_size>()));
  } else if (bytes.size() == token_secret_size && secret.starts_with(token_mark)) {
    out = in_token(kms_, token_key_of(bytes.subspan(token_mark.size())));
  } else {
    throw std::runtime_error("a signing key's secret is damaged");
  }
  base::wipe(secret);
  return out;
}

void Signers::destroy(const StoredSigner& stored) const {
  if (!stored.in_token) return;
  const auto gone = kms_->destroy_signing_key(*stored.in_token);
  if (gone) return;
  base::log_warning("the signing key {} is still in the token, unused: {}", base::to_hex(*stored.in_token),
                    gone.error().reason);
}

}  // namespace wardroom::keys
