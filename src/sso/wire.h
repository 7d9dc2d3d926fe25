// What signing in by a provider needs of HTTP. Each call waits for an answer, five seconds at most, and throws Failure.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outbound/https.h"
#include "sso/protocol.h"

namespace wardroom::sso {

using Fields = std::vector<std::pair<std::string_view, std::string>>;
std::string escaped(std::string_view text);  // for URLs and forms
std::string form(const Fields& fields);

boost::json::object json_of(std::string_view text, const std::string& url);
std::string get(const SsoConfig& config, const std::string& url, const Reach& reach,
                const std::vector<std::string>& headers = {});
outbound::HttpsAnswer post(const SsoConfig& config, const std::string& url, const std::vector<std::string>& headers,
                           const std::string& body, const Reach& reach);

// The browser is sent there: in clear text within one's own network at most.
void check_web_address(const std::string& url, const Reach& reach);
std::string challenge_of(const std::string& verifier);  // PKCE, S256 (RFC 7636)

}  // namespace wardroom::sso
