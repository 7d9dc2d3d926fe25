// Signed notes (C2SP signed-note.md), the envelope of audit checkpoints: a text that ends with a newline, an empty
// line, and one line a signature: Ed25519 by the log itself (type 0x01), or a cosignature of a witness (type 0x04, C2SP
// tlog-cosignature.md), which says when it was made.
//
//   TEXT \n — NAME base64(key id (4) | signature (64)) \n                    key id = SHA-256(NAME | \n | type |
//   key)[:4] TEXT \n — NAME base64(key id (4) | POSIX time (8) | signature (64)) \n   over "cosignature/v1\ntime N\n" |
//   TEXT
#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/sign.h"

namespace wardroom::crypto {

// Text ends with "\n"; the name holds no space and no '+'. Anything else is std::invalid_argument.
std::string sign_note(std::string_view text, std::string_view name, const Signer& key);

struct Note {
  std::string text;
  std::string signatures;  // the lines after the empty one
};
std::expected<Note, Refused> split_note(std::string_view note);  // checks the form, no signature

// The text, if it carries a good signature of this key under this name; signatures of others are ignored.
std::expected<std::string, Refused> open_note(std::string_view note, std::string_view name, const PublicKey& key);

enum class NoteKey : std::uint8_t { signer = 0x01, cosigner = 0x04 };

// How such a key is written down: NAME+HASH+BASE64, as the tools for transparency logs take it.
struct VerifierKey {
  std::string name;
  PublicKey key{};
  NoteKey type = NoteKey::signer;
  std::string text() const;
};
std::optional<VerifierKey> read_verifier_key(std::string_view text);

// A witness's line, with its newline, for a note of this text. time: seconds since 1970.
std::string cosign(std::string_view text, std::string_view name, std::uint64_t time, const Signer& key);
// When this witness cosigned the note; none: it did not. Of several good lines the first.
std::optional<std::uint64_t> cosigned_at(std::string_view note, const VerifierKey& witness);
// Those lines of `lines` that are such cosignatures of the note's text, as one text.
std::string good_cosignatures(std::string_view text, std::string_view lines, const VerifierKey& witness);

}  // namespace wardroom::crypto
