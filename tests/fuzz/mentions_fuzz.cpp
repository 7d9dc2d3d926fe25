// rooms: chat
// The input as a message's text: each group that it mentions stands in it as a token, and once in the answer.
#include <algorithm>
#include <cstdlib>

#include "chat/mentions.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto groups = chat::mentioned_groups(text);
  for (const auto& group : groups) {
    if (text.find("<@" + group.text() + ">") == std::string_view::npos) std::abort();
  }
  std::ranges::sort(groups);
  if (std::ranges::adjacent_find(groups) != groups.end()) std::abort();
  return 0;
}
