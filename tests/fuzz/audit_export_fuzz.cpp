// rooms: audit
// Any file as an audit export: a report, never a crash, and never a good signature of a key that signed nothing.
#include <cstdlib>
#include <sstream>

#include "audit/export.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = crypto::SigningKey::generate();
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::istringstream in(text);
  const auto unsigned_report = audit::verify_export(in, std::nullopt);
  if (unsigned_report.ok == !unsigned_report.problem.empty()) std::abort();
  std::istringstream again(text);
  if (audit::verify_export(again, key.public_key()).ok) std::abort();
  return 0;
}
