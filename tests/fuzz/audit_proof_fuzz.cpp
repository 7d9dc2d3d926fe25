// rooms: audit
// Any text as the proof of an entry, a witness's request, a verifier key: a report, never a crash, and nothing good by
// a key that signed nothing.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "audit/proofs.h"
#include "audit/witness.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::SigningKey::generate();
  static const auto folder = std::filesystem::temp_directory_path() / ("wardroom-fuzz-" + std::to_string(getpid()));
  static audit::Witness witness(folder, "w");
  static const bool cleans = std::atexit([] { std::filesystem::remove_all(folder); }) == 0;
  static const bool knows = (witness.trust({"wardroom/audit/ws_1", key.public_key()}), cleans);
  static_cast<void>(knows);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto report = audit::verify_proof_file(text, std::nullopt, {});
  if (report.ok == !report.problem.empty()) std::abort();
  if (audit::verify_proof_file(text, key.public_key(), {}).ok) std::abort();
  if (witness.add_checkpoint(text).status == 200 || witness.add_key(text).status == 200) std::abort();
  if (const auto read = crypto::read_verifier_key(text); read && read->text() != text) std::abort();
  return 0;
}
