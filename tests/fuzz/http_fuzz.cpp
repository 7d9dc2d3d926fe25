// rooms: net
// The request head: whatever is accepted has one host, one unambiguous length, a path, and no control characters; and
// finding its end does not depend on how it was cut.
#include <algorithm>
#include <cstdlib>
#include <string>

#include "net/http_parser.h"
#include "net/redirect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardroom::net;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Limits limits{.head_bytes = 2000, .target_bytes = 200};
  std::size_t scanned = 0;
  const auto whole = find_head(text, scanned, limits);
  scanned = 0;
  std::expected<std::size_t, HttpError> cut = 0;
  for (std::size_t n = 0; n <= size && cut && *cut == 0; ++n) cut = find_head(text.substr(0, n), scanned, limits);
  if (whole && *whole > 0 && cut != *whole && cut) std::abort();
  if (!whole || *whole == 0) return 0;

  const auto head = parse_head(text.substr(0, *whole), limits);
  redirect_answer(text.substr(0, *whole), 8443);
  if (!head) return 0;
  const auto& request = head->request;
  const auto count = [&](std::string_view name) {
    return std::ranges::count_if(request.headers, [&](const auto& h) { return equal_ignoring_case(h.first, name); });
  };
  if (count("transfer-encoding") > 0 || count("content-length") > 1 || count("host") > 1) std::abort();
  if (request.target.size() > limits.target_bytes || request.method.empty()) std::abort();
  if (!request.path.starts_with('/') && request.path != "*") std::abort();
  if (std::ranges::any_of(request.path, [](unsigned char c) { return c < 0x20; })) std::abort();
  query_value(request.query, "ticket");
  cookie_value(request, "__Host-wardroom_refresh");
  return 0;
}
