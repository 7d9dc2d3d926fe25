#include "sso/usernames.h"

#include <boost/json/array.hpp>

#include "base/json.h"
#include "crypto/hash.h"
#include "identity/usernames.h"
#include "sso/token.h"

namespace wardroom::sso {
namespace {

std::string lower(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string username_from(const boost::json::object& claims) {
  for (const auto* const name : {"preferred_username", "email"}) {
    auto out = identity::username_out_of(text_claim(claims, name));
    if (out.size() >= 2) return out;
  }
  return "user-" + base::to_hex(crypto::sha256(text_claim(claims, "sub"))).substr(0, 10);
}

std::string display_name_from(const boost::json::object& claims, const std::string& username) {
  auto name = identity::display_name_out_of(text_claim(claims, "name"));
  return name.empty() ? username : name;
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
