// Finds published vector files: in WARDROOM_VECTORS, or in ../shared/vectors beside the checkout. Tests skip without
// them.
#pragma once
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "crypto/sodium.h"

namespace wardroom::crypto::test {

inline std::optional<boost::json::value> wycheproof(const std::string& name) {
  const auto* const set = std::getenv("WARDROOM_VECTORS");
  const auto root = set ? std::filesystem::path(set) : std::filesystem::path(WARDROOM_SOURCE_DIR) / "../shared/vectors";
  std::ifstream in(root / "wycheproof" / name);
  if (!in) return std::nullopt;
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

inline base::Bytes hex(std::string_view text) { return text.empty() ? base::Bytes() : base::from_hex(text).value(); }
inline base::Bytes hex_of(const boost::json::value& v, std::string_view member) {
  return hex(v.at(member).as_string());
}

template <std::size_t N = 32>
base::Secret<N> secret(base::ByteView bytes) {
  return base::Secret<N>(bytes.first<N>());
}

}  // namespace wardroom::crypto::test
