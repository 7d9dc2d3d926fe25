// Signed notes (C2SP signed-note.md), the envelope of audit checkpoints: a text that ends with a newline, an empty
// line, and one line a signature. Only Ed25519 (type 0x01).
//
//   TEXT \n — NAME base64(key id (4) | signature (64)) \n        key id = SHA-256(NAME | \n | 0x01 | public key)[:4]
#pragma once
#include <expected>
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

// How such a key is written down: NAME+HASH+BASE64, as the tools for transparency logs take it.
std::string note_verifier_key(std::string_view name, const PublicKey& key);

}  // namespace wardroom::crypto
