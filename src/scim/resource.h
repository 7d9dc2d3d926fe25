// Resources as clients send and get them (RFC 7643 sections 2 and 3). Inside the room a resource is a JSON object with
// the schema's own spelling of names, without what is empty.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "scim/attributes.h"

namespace wardroom::scim {

// A value a client sends for an attribute; null for one that takes it away (null, "", []). Problem 400 invalidValue.
boost::json::value read_value(const Attribute& attribute, const boost::json::value& given);
// The same for one element of a list.
boost::json::value read_element(const Attribute& attribute, const boost::json::value& given);

// What a client may write, of a body. What is read-only, or not of the schema, is passed over. Problem 400
// invalidSyntax, invalidValue.
boost::json::object read_resource(const Schema& schema, const boost::json::value& body);
void check_required(const Schema& schema, const boost::json::object& resource);  // Problem 400 invalidValue

struct Record {
  std::string id;
  boost::json::object content;  // without id, schemas and meta
  std::string version;          // changes whenever the resource does
  base::Timestamp created_at;
  base::Timestamp updated_at;
  std::optional<bool> asked_active = std::nullopt;  // of a user, by the provisioning system: content has what is so
};
// What a client may write of it, as it wrote it last: what a patch begins with.
boost::json::object written(const Schema& schema, const Record& record);

std::string etag(const Record& record);  // W/"…"
boost::json::object shown(const Schema& schema, const Record& record, const std::string& base_url);

// `attributes` and `excludedAttributes` of a request (RFC 7644 section 3.9); what they name that does not exist is
// passed over.
struct Projection {
  std::vector<std::string> only;
  std::vector<std::string> without;
  bool wants(const Schema& schema, std::string_view attribute) const;
};
void project(const Schema& schema, const Projection& projection, boost::json::object& resource);

}  // namespace wardroom::scim
