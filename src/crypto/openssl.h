// What every OpenSSL caller in this room needs: owners for its objects, and failure as an exception (it means a broken
// library or no memory, never bad input).
#pragma once
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace wardroom::crypto::openssl {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* p) const {
    free(p);
  }
};
using Cipher = std::unique_ptr<EVP_CIPHER, Free<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;  // freeing wipes
using Hash = std::unique_ptr<EVP_MD, Free<EVP_MD_free>>;
using HashContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

inline void check(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL failed");
}

}  // namespace wardroom::crypto::openssl
