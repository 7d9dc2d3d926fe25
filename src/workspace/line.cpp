#include "workspace/line.h"

#include <algorithm>

#include "base/problem.h"

namespace wardroom::workspace {

void require_line(std::string_view text, const std::string& field) {
  const auto refuse = [&](const char* why) { throw base::invalid_field(field, why); };
  if (std::ranges::all_of(text, [](char c) { return c == ' '; })) refuse("Write at least one visible character.");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) refuse("Leave out line breaks, tabs and other control characters.");
    // U+0080..U+009F, and what reorders the text around it: U+202A..U+202E, U+2066..U+2069.
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const auto third = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0U;
    const bool c1 = byte == 0xc2 && next >= 0x80 && next <= 0x9f;
    const bool embedding = byte == 0xe2 && next == 0x80 && third >= 0xaa && third <= 0xae;
    const bool isolate = byte == 0xe2 && next == 0x81 && third >= 0xa6 && third <= 0xa9;
    if (c1 || embedding || isolate) refuse("Leave out control characters.");
  }
}

}  // namespace wardroom::workspace
