// Secret memory. A Secret<N> is locked, guarded, left out of core dumps, wiped when it ends; it moves, but is neither
// copied nor printed. Backed by libsodium's sodium_malloc (about three pages each: for keys, not for data). What
// happens when the system locks no more memory: base/memory.h.
#pragma once
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/memory.h"

namespace wardroom::base {

template <std::size_t N>
class Secret {
 public:
  Secret() : bytes_(static_cast<std::uint8_t*>(allocate_secret(N))) { sodium_memzero(bytes_.get(), N); }
  explicit Secret(std::span<const std::uint8_t, N> from) : Secret() { std::ranges::copy(from, bytes_.get()); }
  static Secret random() {
    Secret s;
    randombytes_buf(s.bytes_.get(), N);
    return s;
  }
  Secret clone() const { return Secret(view()); }  // explicit, so that a copy is always visible in the text

  std::span<const std::uint8_t, N> view() const { return std::span<const std::uint8_t, N>(bytes_.get(), N); }
  std::span<std::uint8_t, N> writable() { return std::span<std::uint8_t, N>(bytes_.get(), N); }

 private:
  struct Free {
    void operator()(std::uint8_t* p) const { sodium_free(p); }  // wipes
  };
  std::unique_ptr<std::uint8_t, Free> bytes_;
};

// Wipes a buffer that held a secret for a moment (a password, a decoded token).
inline void wipe(std::string& s) {
  sodium_memzero(s.data(), s.size());
  s.clear();
}
inline void wipe(Bytes& b) {
  sodium_memzero(b.data(), b.size());
  b.clear();
}

// Constant-time comparison; lengths are not secret.
inline bool equal_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace wardroom::base
