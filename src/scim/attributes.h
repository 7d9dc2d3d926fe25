// What is kept of users and groups (RFC 7643 sections 3.1, 4.1, 4.2), told once: bodies, filters, patches and /Schemas
// go by these tables. Names compare without case (section 2.1).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wardroom::scim {

enum class Type { string, boolean, date_time, reference, complex };

struct Attribute {
  std::string_view name;
  Type type = Type::string;
  std::string_view about = {};
  bool many = false;
  bool required = false;
  bool read_only = false;
  bool case_exact = false;
  bool always = false;                      // in every answer, whatever was asked for
  bool unique = false;                      // in the workspace
  std::size_t max_length = 256;             // of strings, in code points
  std::size_t max_elements = 50;            // of a list
  std::span<const Attribute> members = {};  // of a complex one
};

struct Schema {
  std::string_view urn;
  std::string_view name;      // "User"
  std::string_view endpoint;  // "/Users"
  std::string_view about;
  std::span<const Attribute> attributes;
  std::span<const std::string_view> passed_over;  // standard ones, taken and not kept
};

const Schema& user_schema();
const Schema& group_schema();
std::span<const Attribute> common_attributes();  // schemas, id, externalId, meta

inline constexpr std::string_view enterprise_urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

bool same_name(std::string_view a, std::string_view b);
std::string lower(std::string_view text);  // of ASCII

const Attribute* find(std::span<const Attribute> attributes, std::string_view name);

// What a path ("name.givenName", with the schema's URN or without) leads to. Without attribute: something standard that
// is not kept. Nothing: it is no path, or of no attribute.
struct Place {
  const Attribute* attribute = nullptr;
  const Attribute* member = nullptr;
};
std::optional<Place> find(const Schema& schema, std::string_view path);

}  // namespace wardroom::scim
