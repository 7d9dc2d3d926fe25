// Raw bytes: views, owners, and the text forms they take on the wire (hex, base64url, base64). Throws nothing but
// bad_alloc.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wardroom::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view s) { return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()}; }
inline std::string_view as_text(ByteView b) { return {reinterpret_cast<const char*>(b.data()), b.size()}; }
inline Bytes to_bytes(std::string_view s) { return {s.begin(), s.end()}; }
inline void append(Bytes& out, ByteView b) { out.insert(out.end(), b.begin(), b.end()); }
void append_u32(Bytes& out, std::uint32_t value);  // big-endian
void append_u64(Bytes& out, std::uint64_t value);  // big-endian
std::uint32_t read_u32(ByteView b);                // big-endian; b.size() >= 4
std::uint64_t read_u64(ByteView b);                // big-endian; b.size() >= 8

std::string to_hex(ByteView b);
std::optional<Bytes> from_hex(std::string_view s);
std::string to_base64(ByteView b);                        // RFC 4648 section 4, padded
std::optional<Bytes> from_base64(std::string_view s);     // strict
std::string to_base64url(ByteView b);                     // RFC 4648 section 5, no padding
std::optional<Bytes> from_base64url(std::string_view s);  // strict, canonical, no padding

bool is_utf8(std::string_view s);  // RFC 3629: no surrogates, no over-long forms

}  // namespace wardroom::base
