#include "identity/letters.h"

#include <algorithm>

#include "base/json.h"
#include "base/mail_address.h"
#include "crypto/hash.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::hours lifetime{24};
constexpr net::Rate per_address{3.0 / 3600, 3};

keys::Place place(const base::TenantId& tenant) { return {tenant, "letters", "token", tenant.bytes()}; }

base::Problem invalid() {
  return {404, "letter_invalid", "This link is not right, or has expired; ask for a new one."};
}

std::string small(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

void check_domain(std::string_view domain, const std::string& field) {
  if (base::is_mail_domain(domain) && small(domain) == domain) return;
  throw base::invalid_field(field, "Use a domain like example.org, in small letters and without @.");
}

std::string mail_address(std::string_view given, const std::string& field) {
  while (given.starts_with(' ')) given.remove_prefix(1);
  while (given.ends_with(' ')) given.remove_suffix(1);
  auto out = small(given);
  if (!base::is_mail_address(out)) {
    throw base::invalid_field(field, "This is no e-mail address like anna@example.org.");
  }
  return out;
}

void Letters::require_possible() const {
  if (possible()) return;
  throw base::Problem(409, "mail_not_configured",
                      "This server sends no mail. Whoever runs it sets `mail.url` and `mail.from`.");
}

std::string Letters::token(base::TenantId tenant, LetterToken given) const {
  given.ends_at = (parts_.now() + lifetime).ms;
  const auto sealed =
      parts_.keys.open(tenant)->seal(keys::Purpose::credential, place(tenant), base::to_json_text(given));
  return tenant.text() + "." + base::to_base64url(sealed.bytes());
}

Letters::Read Letters::read(std::string_view text, LetterPurpose purpose) const {
  const auto dot = std::min(text.find('.'), text.size());
  const auto tenant = base::TenantId::parse(text.substr(0, dot));
  const auto bytes = base::from_base64url(text.substr(std::min(dot + 1, text.size())));
  if (!tenant || !bytes || !parts_.store.exists(*tenant)) throw invalid();
  const auto json = parts_.keys.open(*tenant)->open(crypto::Sealed<std::string>::stored(*bytes), place(*tenant));
  if (!json) throw invalid();
  Read out{*tenant, {}};
  base::read_json(out.token, base::parse_json(*json), "token");
  if (out.token.purpose != purpose || parts_.now().ms >= out.token.ends_at) throw invalid();
  return out;
}

bool Letters::send(base::TenantId tenant, const std::string& to, const std::string& subject,
                   const std::string& text) const {
  const auto key = base::to_hex(crypto::sha256(tenant.text() + " " + to));
  if (limiter_.take(key, per_address).wait.count() > 0) return false;
  parts_.options.post({to, subject, text});
  return true;
}

}  // namespace wardroom::identity
