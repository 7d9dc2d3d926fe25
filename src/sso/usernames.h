// A username and a display name for somebody whom a provider vouches for, out of its claims.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace wardroom::sso {

// preferred_username, else what stands before the @ of email, else a part of sub: in letters that usernames may have.
std::string username_from(const boost::json::object& claims);
std::string display_name_from(const boost::json::object& claims, const std::string& username);  // `name`, 80 at most

// Verified, and small letters; empty without.
std::string verified_email(const boost::json::object& claims);
// The texts of a claim that is one or a list of them.
std::vector<std::string> texts_of(const boost::json::object& claims, std::string_view name);

}  // namespace wardroom::sso
