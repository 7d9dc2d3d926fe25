#include "net/security_headers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "net/http.h"

namespace wardroom::net {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> fixed{{
    {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy",
     "accelerometer=(), autoplay=(), browsing-topics=(), camera=(self), display-capture=(self), geolocation=(), "
     "gyroscope=(), hid=(), magnetometer=(), microphone=(self), midi=(), payment=(), "
     "publickey-credentials-create=(self), publickey-credentials-get=(self), serial=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};
constexpr std::string_view csp_name = "Content-Security-Policy";

}  // namespace

std::string content_security_policy(const HeaderPolicy& policy) {
  std::string styles = "style-src 'self'";
  for (const auto& hash : policy.style_hashes) styles += " " + hash;
  std::string types = "trusted-types";
  for (const auto& name : policy.trusted_types) types += " " + name;
  if (policy.trusted_types.empty()) types += " 'none'";
  return "default-src 'none'; script-src 'self'; " + styles +
         "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
         types;
}

std::string security_header_block(const HeaderPolicy& policy) {
  std::string out;
  for (const auto& [name, value] : fixed) out.append(name).append(": ").append(value).append("\r\n");
  return out.append(csp_name).append(": ").append(content_security_policy(policy)).append("\r\n");
}

bool is_security_header(std::string_view name) {
  return equal_ignoring_case(name, csp_name) ||
         std::ranges::any_of(fixed, [&](const auto& header) { return equal_ignoring_case(name, header.first); });
}

}  // namespace wardroom::net
