#include "sso/usernames.h"

#include <boost/json/array.hpp>

#include "base/json.h"
#include "crypto/hash.h"
#include "sso/token.h"

namespace wardroom::sso {
namespace {

constexpr std::size_t longest_username = 32;
constexpr std::size_t longest_name = 80;  // code points

std::string plain(std::string_view text) {
  std::string out;
  for (const char given : text) {
    const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (fits) out.push_back(c);
    if (c == ' ') out.push_back('.');
    if (out.size() == longest_username) break;
  }
  return out;
}

std::string lower(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string username_from(const boost::json::object& claims) {
  for (const auto* const name : {"preferred_username", "email"}) {
    const auto claim = text_claim(claims, name);
    auto out = plain(claim.substr(0, claim.find('@')));
    if (out.size() >= 2) return out;
  }
  return "user-" + base::to_hex(crypto::sha256(text_claim(claims, "sub"))).substr(0, 10);
}

std::string display_name_from(const boost::json::object& claims, const std::string& username) {
  auto name = text_claim(claims, "name");
  std::size_t count = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(name[at]) & 0xc0) != 0x80;
    if (begins && ++count > longest_name) name.resize(at);
  }
  return name.empty() ? username : name;
}

std::string numbered(const std::string& username, int n) {
  if (n == 1) return username;
  const auto tail = "-" + std::to_string(n);
  return username.substr(0, longest_username - tail.size()) + tail;
}

std::string verified_email(const boost::json::object& claims) {
  const auto* verified = claims.if_contains("email_verified");
  const bool is = verified && (*verified == true || *verified == "true");  // some say it in a string
  return is ? lower(text_claim(claims, "email")) : std::string();
}

std::vector<std::string> texts_of(const boost::json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (!value) return {};
  if (const auto* text = value->if_string()) return {std::string(*text)};
  std::vector<std::string> out;
  if (const auto* list = value->if_array()) {
    for (const auto& each : *list) {
      if (const auto* text = each.if_string()) out.emplace_back(*text);
    }
  }
  return out;
}

}  // namespace wardroom::sso
