// What is taken for an e-mail address and its domain: less than RFC 5321 allows, and nothing that could end a header or
// an envelope. ASCII only, at most 254 bytes.
#pragma once
#include <string>
#include <string_view>

namespace wardroom::base {

bool is_mail_domain(std::string_view text);   // with a dot in it
bool is_mail_address(std::string_view text);  // one @, and such a domain behind it
std::string domain_of(std::string_view mail_address);

}  // namespace wardroom::base
