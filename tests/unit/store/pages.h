// The pages of a database file, decrypted by OpenSSL instead of SQLite: what is in them, free space included.
#pragma once
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace wardroom::store::test {

// ---- the format, by OpenSSL: content | nonce (16, of which the last four, with the page's number, are the first
// block's number) | tag (16), under a key for this page that is the first block's

inline base::Bytes by_openssl(base::ByteView data, base::ByteView key, base::ByteView nonce, std::uint32_t counter) {
  base::Bytes iv(16);
  for (std::size_t i = 0; i < 4; ++i) iv[i] = static_cast<std::uint8_t>(counter >> 8 * i);
  std::ranges::copy(nonce.first(12), iv.begin() + 4);
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  base::Bytes out(data.size());
  int written = 0;
  EVP_EncryptInit_ex2(context.get(), EVP_chacha20(), key.data(), iv.data(), nullptr);
  EVP_EncryptUpdate(context.get(), out.data(), &written, data.data(), static_cast<int>(data.size()));
  return out;
}

inline base::Bytes poly1305_by_openssl(base::ByteView data, base::ByteView key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "POLY1305", nullptr),
                                                              &EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_new(mac.get()),
                                                                          &EVP_MAC_CTX_free);
  base::Bytes tag(16);
  std::size_t size = 0;
  EVP_MAC_init(context.get(), key.data(), key.size(), nullptr);
  EVP_MAC_update(context.get(), data.data(), data.size());
  EVP_MAC_final(context.get(), tag.data(), &size, tag.size());
  return tag;
}

// All but the first page, whose beginning is of another form. Fails the test when one does not authenticate.
inline std::string decrypted_pages(const std::filesystem::path& path, const base::Bytes& key) {
  constexpr std::size_t page_size = 4096;
  std::ifstream file(path, std::ios::binary);
  const base::Bytes all{std::istreambuf_iterator<char>(file), {}};
  EXPECT_GE(all.size(), 2 * page_size);
  std::string content;
  for (std::uint32_t number = 2; number <= all.size() / page_size; ++number) {
    const auto page = base::ByteView(all).subspan((number - 1) * page_size, page_size);
    const auto nonce = page.subspan(page_size - 32, 16);
    std::uint32_t counter = 0;
    for (std::size_t i = 0; i < 4; ++i) counter |= static_cast<std::uint32_t>(nonce[12 + i]) << 8 * i;
    counter ^= number;
    const auto one_time = by_openssl(base::Bytes(64), key, nonce, counter);
    EXPECT_TRUE(std::ranges::equal(poly1305_by_openssl(page.first(page_size - 16), base::ByteView(one_time).first(32)),
                                   page.last(16)))
        << number;
    content +=
        base::as_text(by_openssl(page.first(page_size - 32), base::ByteView(one_time).last(32), nonce, counter + 1));
  }
  return content;
}

}  // namespace wardroom::store::test
