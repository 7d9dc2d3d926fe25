#include "scim/attributes.h"

#include <algorithm>
#include <array>

namespace wardroom::scim {
namespace {

constexpr Attribute text(std::string_view name, std::string_view about, std::size_t max_length = 256) {
  return {.name = name, .about = about, .max_length = max_length};
}

constexpr auto metadata = std::to_array<Attribute>({
    {.name = "resourceType", .about = "User or Group", .read_only = true, .case_exact = true},
    {.name = "created", .type = Type::date_time, .about = "When it was made here", .read_only = true},
    {.name = "lastModified", .type = Type::date_time, .about = "When it last changed here", .read_only = true},
    {.name = "location", .type = Type::reference, .about = "Its address", .read_only = true, .case_exact = true},
    {.name = "version", .about = "Its entity tag", .read_only = true, .case_exact = true},
});

constexpr auto common = std::to_array<Attribute>({
    {.name = "schemas",
     .type = Type::reference,
     .about = "The schemas it is of",
     .many = true,
     .read_only = true,
     .case_exact = true,
     .always = true},
    {.name = "id", .about = "Its id here", .read_only = true, .case_exact = true, .always = true, .unique = true},
    {.name = "externalId", .about = "Its id at the provisioning system", .case_exact = true},
    {.name = "meta", .type = Type::complex, .about = "About the resource", .read_only = true, .members = metadata},
});

constexpr auto name_members = std::to_array<Attribute>({
    text("formatted", "The whole name, as it is shown"),
    text("familyName", "The family name"),
    text("givenName", "The given name"),
    text("middleName", "The middle names"),
    text("honorificPrefix", "What stands before the name"),
    text("honorificSuffix", "What stands behind the name"),
});

constexpr auto email_members = std::to_array<Attribute>({
    text("value", "The address", 320),
    text("display", "The address, as it is shown"),
    text("type", "work, home or other", 40),
    {.name = "primary", .type = Type::boolean, .about = "Whether it is the main one"},
});

constexpr auto role_members = std::to_array<Attribute>({
    text("value", "viewer, member or admin; others are kept and mean nothing here"),
    text("display", "Its name, as it is shown"),
    text("type", "What kind of role it is", 40),
    {.name = "primary", .type = Type::boolean, .about = "Whether it is the main one"},
});

constexpr auto membership_members = std::to_array<Attribute>({
    {.name = "value", .about = "The group's id", .read_only = true, .case_exact = true},
    {.name = "$ref", .type = Type::reference, .about = "The group's address", .read_only = true, .case_exact = true},
    {.name = "display", .about = "The group's name", .read_only = true},
    {.name = "type", .about = "direct", .read_only = true},
});

constexpr auto user_attributes = std::to_array<Attribute>({
    {.name = "userName",
     .about = "The name at the provisioning system, often an address; the name here is made from it",
     .required = true,
     .unique = true},
    {.name = "name", .type = Type::complex, .about = "The parts of the person's name", .members = name_members},
    text("displayName", "The name as others see it; without one it is made from the parts"),
    {.name = "emails", .type = Type::complex, .about = "E-mail addresses", .many = true, .members = email_members},
    {.name = "active", .type = Type::boolean, .about = "Whether the person may sign in"},
    {.name = "roles",
     .type = Type::complex,
     .about = "What the person may be here",
     .many = true,
     .members = role_members},
    text("locale", "Language and region, like en-GB", 40),
    text("timezone", "A zone of the IANA's list, like Europe/Vienna", 64),
    {.name = "groups",
     .type = Type::complex,
     .about = "The groups the person is in",
     .many = true,
     .read_only = true,
     .members = membership_members},
});

constexpr auto member_members = std::to_array<Attribute>({
    {.name = "value", .about = "The person's id", .case_exact = true},
    {.name = "$ref", .type = Type::reference, .about = "The person's address", .case_exact = true},
    text("display", "The person's name"),
    text("type", "User", 40),
});

constexpr auto group_attributes = std::to_array<Attribute>({
    {.name = "displayName", .about = "The group's name", .required = true, .unique = true},
    {.name = "members",
     .type = Type::complex,
     .about = "The people in it",
     .many = true,
     .max_elements = 20'000,
     .members = member_members},
});

// RFC 7643 section 4.1, and `password`: who is provisioned has none.
constexpr auto passed_over_of_users =
    std::to_array<std::string_view>({"nickName", "profileUrl", "title", "userType", "preferredLanguage", "password",
                                     "phoneNumbers", "ims", "photos", "addresses", "entitlements", "x509Certificates"});

constexpr char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter(char c) { return small(c) >= 'a' && small(c) <= 'z'; }

// RFC 7644 section 3.4.2.2: ATTRNAME; and $ref.
bool is_name(std::string_view text) {
  if (text == "$ref") return true;
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && same_name(text.substr(0, with.size()), with);
}

}  // namespace

const Schema& user_schema() {
  static constexpr Schema schema{"urn:ietf:params:scim:schemas:core:2.0:User",
                                 "User",
                                 "/Users",
                                 "A person of the workspace",
                                 user_attributes,
                                 passed_over_of_users};
  return schema;
}

const Schema& group_schema() {
  static constexpr Schema schema{
      "urn:ietf:params:scim:schemas:core:2.0:Group", "Group", "/Groups", "A group of people", group_attributes, {}};
  return schema;
}

std::span<const Attribute> common_attributes() { return common; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return small(x) == small(y); });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), small);
  return out;
}

const Attribute* find(std::span<const Attribute> attributes, std::string_view name) {
  const auto at = std::ranges::find_if(attributes, [&](const auto& each) { return same_name(each.name, name); });
  return at == attributes.end() ? nullptr : &*at;
}

std::optional<Place> find(const Schema& schema, std::string_view path) {
  if (same_name(path, enterprise_urn) || begins(path, std::string(enterprise_urn) + ":")) return Place{};
  if (begins(path, std::string(schema.urn) + ":")) path.remove_prefix(schema.urn.size() + 1);
  const auto dot = std::min(path.find('.'), path.size());
  const auto name = path.substr(0, dot);
  const auto member = path.substr(std::min(dot + 1, path.size()));
  if (!is_name(name) || (dot < path.size() && !is_name(member))) return std::nullopt;
  Place place{find(schema.attributes, name), nullptr};
  if (!place.attribute) place.attribute = find(common, name);
  if (!place.attribute) {
    const bool standard = std::ranges::any_of(schema.passed_over, [&](auto each) { return same_name(each, name); });
    return standard ? std::optional(place) : std::nullopt;
  }
  if (member.empty()) return place;
  place.member = find(place.attribute->members, member);
  return place.member ? std::optional(place) : std::nullopt;
}

}  // namespace wardroom::scim
