// rooms: webhooks
// The input as what another system posts, as JSON and as a form: a text that fits in a message, or a reason.
#include <cstdlib>

#include "base/json.h"
#include "chat/model.h"
#include "webhooks/payload.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const auto* const type : {"application/json", "application/x-www-form-urlencoded"}) {
    try {
      const auto text = webhooks::text_of_payload(type, input);
      if (text.empty() || base::code_points(text) > chat::MessageText::max_length) std::abort();
    } catch (const base::Problem&) {
    }
  }
  return 0;
}
