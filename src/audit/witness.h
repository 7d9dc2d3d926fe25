// A witness of audit logs (C2SP tlog-witness.md): it remembers how far it has seen each log, and cosigns a checkpoint
// only if it is signed by the log's key and proven to continue what was seen before. Who runs one apart from the server
// learns of a log that was rolled back or shown in two versions. What it knows is one file a log in its folder,
// replaced whole and synced before an answer. Any thread; one process a folder.
//
//   key                  the 32-byte seed, made at the first use
//   log-SHA256(ORIGIN)   {"key":VERIFIER KEY,"note":the checkpoint cosigned last, or ""}
#pragma once
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "crypto/signed_note.h"

namespace wardroom::audit {

struct WitnessAnswer {
  int status = 200;
  std::string text;  // of 200: signature lines; of 409: the size seen last; else a sentence
};

class Witness {
 public:
  // Makes the folder if there is none. Throws std::runtime_error: a sentence for who runs it.
  Witness(std::filesystem::path folder, std::string name);

  crypto::VerifierKey key() const;
  // A log whose checkpoints it shall look at. Throws std::runtime_error if it knows it by another key.
  void trust(const crypto::VerifierKey& log);
  std::vector<crypto::VerifierKey> logs() const;

  // old N \n, base64 hashes \n ..., \n, checkpoint
  WitnessAnswer add_checkpoint(std::string_view body);
  // A log's hand-over note (keys/key_chain.h): from now on its next key is the one that counts.
  WitnessAnswer add_key(std::string_view note);

 private:
  struct Known {
    crypto::VerifierKey key;
    std::string note;
    Checkpoint seen;  // what the note states; of none the empty tree
  };
  static Known read(const std::filesystem::path& file, base::ByteView content);
  std::filesystem::path file_of(std::string_view origin) const;
  std::optional<Known> known(std::string_view origin) const;
  void remember(const Known& log) const;

  std::filesystem::path folder_;
  std::string name_;
  crypto::SigningKey signer_;
  std::mutex mutex_;
};

// What add_checkpoint takes.
std::string checkpoint_request(std::uint64_t old_size, const std::vector<crypto::Digest>& proof, std::string_view note);

}  // namespace wardroom::audit
