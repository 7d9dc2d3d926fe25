#include "sso/jwk.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <memory>
#include <optional>

#include "crypto/openssl.h"
#include "sso/token.h"

namespace wardroom::sso {
namespace {

using crypto::openssl::Free;
using crypto::openssl::HashContext;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

constexpr std::size_t coordinate = 32;
constexpr std::size_t modulus_min = 256;
constexpr std::size_t modulus_max = 1024;
constexpr std::size_t exponent_max = 8;

template <typename T>
T* required(T* object) {
  if (!object) throw std::bad_alloc();
  return object;
}

std::optional<base::Bytes> bytes_at(const boost::json::object& key, std::string_view name, std::size_t min,
                                    std::size_t max) {
  auto bytes = base::from_base64url(text_claim(key, name));
  if (!bytes || bytes->size() < min || bytes->size() > max) return std::nullopt;
  return bytes;
}

Number number(base::ByteView bytes) {
  return Number(required(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)));
}

Key made(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(required(OSSL_PARAM_BLD_to_param(builder)));
  const KeyContext context(required(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0) {
    return nullptr;
  }
  return Key(key);
}

Key rsa_key(const boost::json::object& jwk) {
  const auto modulus = bytes_at(jwk, "n", modulus_min, modulus_max);
  const auto exponent = bytes_at(jwk, "e", 1, exponent_max);
  if (!modulus || !exponent) return nullptr;
  const Builder builder(required(OSSL_PARAM_BLD_new()));
  const auto n = number(*modulus);
  const auto e = number(*exponent);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return made("RSA", builder.get());
}

Key p256_key(const boost::json::object& jwk) {
  const auto x = bytes_at(jwk, "x", coordinate, coordinate);
  const auto y = bytes_at(jwk, "y", coordinate, coordinate);
  if (!x || !y || text_claim(jwk, "crv") != "P-256") return nullptr;
  base::Bytes point{POINT_CONVERSION_UNCOMPRESSED};
  base::append(point, *x);
  base::append(point, *y);
  const Builder builder(required(OSSL_PARAM_BLD_new()));
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return made("EC", builder.get());
}

// JWS has r and s one after the other, OpenSSL wants them in DER.
std::optional<base::Bytes> der_of(base::ByteView signature) {
  if (signature.size() != 2 * coordinate) return std::nullopt;
  const EcSignature parts(required(ECDSA_SIG_new()));
  ECDSA_SIG_set0(parts.get(), number(signature.first(coordinate)).release(),
                 number(signature.subspan(coordinate)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) throw std::bad_alloc();
  base::Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

bool is_right(EVP_PKEY* key, bool pss, std::string_view signed_text, base::ByteView signature) {
  const HashContext context(required(EVP_MD_CTX_new()));
  EVP_PKEY_CTX* options = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &options, EVP_sha256(), nullptr, key) <= 0) return false;
  if (pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) <= 0 ||
              EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) <= 0)) {
    return false;
  }
  const auto text = base::as_bytes(signed_text);
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), text.data(), text.size()) == 1;
}

}  // namespace

bool verifies(const boost::json::object& jwk, std::string_view algorithm, std::string_view signed_text,
              base::ByteView signature) {
  const auto type = text_claim(jwk, "kty");
  if (algorithm == "ES256" && type == "EC") {
    const auto key = p256_key(jwk);
    const auto der = der_of(signature);
    return key && der && is_right(key.get(), false, signed_text, *der);
  }
  if ((algorithm == "RS256" || algorithm == "PS256") && type == "RSA") {
    const auto key = rsa_key(jwk);
    return key && is_right(key.get(), algorithm == "PS256", signed_text, signature);
  }
  return false;
}

}  // namespace wardroom::sso
