// rooms: crypto
// What is accepted as canonical comes out the same; what any JSON comes to is accepted as canonical, or holds numbers
// beyond exact integers.
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <stdexcept>

#include "crypto/canonical_json.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto value = crypto::parse_canonical_json(input); value && crypto::canonical_json(*value) != input) {
    std::abort();
  }
  boost::system::error_code error;
  boost::json::parse_options options;
  options.max_depth = 16;
  const auto any = boost::json::parse(input, error, {}, options);
  if (error) return 0;
  try {
    const auto text = crypto::canonical_json(any);
    boost::json::parse(text, error, {}, options);
    if (error) std::abort();
  } catch (const std::domain_error&) {
    // a number that is not finite
  }
  return 0;
}
