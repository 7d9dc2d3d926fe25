// Sealed streams in the age format (C2SP age.md, v1) with X25519 recipients: exports, which anyone opens with the
// public `age` tool and the key. Of any length: 64 KiB are held at once. What is read is authenticated before it is
// given; a stream that was cut off is an error, not a short file. No armor, no passphrases. A writer or reader is for
// one thread.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

class AgeRecipient {
 public:
  explicit AgeRecipient(std::span<const std::uint8_t, 32> point) { std::ranges::copy(point, point_.begin()); }
  static std::optional<AgeRecipient> parse(std::string_view text);  // "age1…"
  std::string text() const;
  std::span<const std::uint8_t, 32> point() const { return point_; }

 private:
  std::array<std::uint8_t, 32> point_{};
};

class AgeIdentity {
 public:
  static AgeIdentity make() { return AgeIdentity(Key::random()); }
  static AgeIdentity of(Key scalar) { return AgeIdentity(std::move(scalar)); }  // 32 bytes that nobody can guess
  static std::optional<AgeIdentity> parse(std::string_view text);               // "AGE-SECRET-KEY-1…"
  std::string text() const;                                                     // a secret: wipe it
  AgeRecipient recipient() const;
  const Key& scalar() const { return scalar_; }

 private:
  explicit AgeIdentity(Key scalar) : scalar_(std::move(scalar)) {}
  Key scalar_;
};

// Why a stream does not open.
struct AgeFault : std::runtime_error {
  enum class Kind { header, no_match, mac, payload };
  AgeFault(Kind what, const char* sentence) : std::runtime_error(sentence), kind(what) {}
  Kind kind;
};

class AgeWriter {
 public:
  using Sink = std::function<void(base::ByteView)>;
  // Writes the header. At least one recipient.
  AgeWriter(const std::vector<AgeRecipient>& recipients, Sink sink);
  AgeWriter(const AgeWriter&) = delete;
  AgeWriter& operator=(const AgeWriter&) = delete;
  ~AgeWriter();

  void write(base::ByteView plain);
  void finish();  // without it the stream does not open

 private:
  void seal_chunk(base::ByteView chunk, bool last);

  Sink sink_;
  Key payload_key_;
  std::uint64_t chunk_ = 0;
  base::Bytes waiting_;
};

class AgeReader {
 public:
  // Fills as much of the buffer as it has, and answers how much: less than asked only at the end.
  using Source = std::function<std::size_t(std::span<std::uint8_t>)>;
  // Reads the header. Throws AgeFault.
  AgeReader(const std::vector<AgeIdentity>& identities, Source source);
  AgeReader(const AgeReader&) = delete;
  AgeReader& operator=(const AgeReader&) = delete;
  ~AgeReader();

  // Like a Source: less than asked only at the end, which was authenticated, too. Throws AgeFault.
  std::size_t read(std::span<std::uint8_t> out);

 private:
  void open_chunk();

  Source source_;
  Key payload_key_;
  std::uint64_t chunk_ = 0;
  bool ended_ = false;
  base::Bytes sealed_;  // the next chunk, and the byte after it that tells whether it is the last
  base::Bytes plain_;
  std::size_t given_ = 0;
};

}  // namespace wardroom::crypto
