#include "crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto/openssl.h"

namespace wardroom::crypto {
namespace {

using Kdf = std::unique_ptr<EVP_KDF, openssl::Free<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, openssl::Free<EVP_KDF_CTX_free>>;

OSSL_PARAM octets(const char* name, base::ByteView value) {
  // OpenSSL's parameters are not const, but input ones are only read.
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(value.data()), value.size());
}

}  // namespace

void hkdf_sha256(base::ByteView input_key, base::ByteView salt, base::ByteView info, std::span<std::uint8_t> out) {
  static const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  openssl::check(kdf != nullptr);
  const KdfContext context(EVP_KDF_CTX_new(kdf.get()));
  openssl::check(context != nullptr);
  static constexpr std::uint8_t no_salt[32] = {};  // RFC 5869: absent means as many zeros as the hash is long
  char digest[] = "SHA256";
  std::array<OSSL_PARAM, 5> params{};
  std::size_t count = 0;
  params[count++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
  params[count++] = octets(OSSL_KDF_PARAM_KEY, input_key);
  params[count++] = octets(OSSL_KDF_PARAM_SALT, salt.empty() ? base::ByteView(no_salt) : salt);
  if (!info.empty()) params[count++] = octets(OSSL_KDF_PARAM_INFO, info);
  params[count] = OSSL_PARAM_construct_end();
  openssl::check(EVP_KDF_derive(context.get(), out.data(), out.size(), params.data()) == 1);
}

Key derive_key(KeyView input_key, base::ByteView salt, std::string_view info) {
  Key key;
  hkdf_sha256(input_key, salt, base::as_bytes(info), key.writable());
  return key;
}

}  // namespace wardroom::crypto
