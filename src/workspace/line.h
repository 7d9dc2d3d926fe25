// Names that people give to things: one line of visible text.
#pragma once
#include <string>
#include <string_view>

namespace wardroom::workspace {

// Problem 422 at `field` when the text holds control characters (line breaks, tabs, bidirectional overrides) or nothing
// but spaces. Its length and UTF-8 were checked when it was read.
void require_line(std::string_view text, const std::string& field);

}  // namespace wardroom::workspace
