#include "audit/hash_lines.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/lines.h"

namespace wardroom::audit {

std::string hash_lines(const std::vector<crypto::Digest>& hashes) {
  std::string out;
  for (const auto& hash : hashes) out += base::to_base64(hash) + "\n";
  return out + "\n";
}

std::optional<std::vector<crypto::Digest>> take_hash_lines(std::string_view& text, std::size_t most) {
  std::vector<crypto::Digest> out;
  for (;;) {
    const auto line = base::take_line(text);
    if (!line) return std::nullopt;
    if (line->empty()) return out;
    const auto bytes = base::from_base64(*line);
    if (!bytes || bytes->size() != crypto::Digest().size() || out.size() == most) return std::nullopt;
    std::ranges::copy(*bytes, out.emplace_back().begin());
  }
}

}  // namespace wardroom::audit
