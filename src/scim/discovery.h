// What this server can do, told in SCIM's own words (RFC 7643 sections 5 to 7, RFC 7644 section 4). No workspace's
// data is in it.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace wardroom::scim {

inline constexpr std::size_t max_bulk_operations = 500;
inline constexpr std::size_t max_body = std::size_t{1024} * 1024;

bool is_discovery(std::string_view collection);  // ServiceProviderConfig, ResourceTypes, Schemas
// id: empty for all. Problem 404.
boost::json::object discovery(std::string_view collection, std::string_view id, const std::string& base_url);

}  // namespace wardroom::scim
