// Where root keys live. A Kms wraps and unwraps 32-byte keys under a root key that never leaves it. The context says
// what the key is for and must be the same at unwrapping. Calls may block (network, HSM): not for a network thread. Any
// thread.
#pragma once
#include <expected>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::kms {

using crypto::Key;

enum class KmsError {
  refused,      // the root key does not open this, or is no longer granted: keys go dark after three in a row
  unreachable,  // no answer: keys stay for the grace time
};

// Wrapping failed; nothing was stored.
struct KmsFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Kms {
 public:
  Kms() = default;
  Kms(const Kms&) = delete;
  Kms& operator=(const Kms&) = delete;
  virtual ~Kms() = default;

  virtual base::Bytes wrap(const Key& key, base::ByteView context) = 0;  // throws KmsFault
  virtual std::expected<Key, KmsError> unwrap(base::ByteView wrapped, base::ByteView context) = 0;
  virtual std::string describe() const = 0;  // for the log and `wardroomctl doctor`: "local file /…/root.kms"
};

}  // namespace wardroom::kms
