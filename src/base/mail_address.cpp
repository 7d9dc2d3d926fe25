#include "base/mail_address.h"

#include <algorithm>

namespace wardroom::base {
namespace {

constexpr std::size_t longest = 254;  // RFC 5321, section 4.5.3.1.3, less the brackets
constexpr std::string_view special = "<>()[]\\,;:\"@";

bool is_plain(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < '\x7f' && special.find(c) == std::string_view::npos;
  });
}

}  // namespace

bool is_mail_domain(std::string_view text) {
  return is_plain(text) && text.find('.') != std::string_view::npos && !text.starts_with('.') && !text.ends_with('.') &&
         text.find("..") == std::string_view::npos && text.find_first_of("/*") == std::string_view::npos;
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && text.size() <= longest && is_plain(text.substr(0, at)) &&
         is_mail_domain(text.substr(at + 1));
}

std::string domain_of(std::string_view mail_address) {
  return std::string(mail_address.substr(mail_address.find('@') + 1));
}

}  // namespace wardroom::base
