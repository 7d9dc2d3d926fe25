// Filters (RFC 7644 section 3.4.2.2), read against a schema into a tree, and matched with resources as they are
// answered. What is nested deeper than 16, longer than 2048 bytes or of more than 50 comparisons is refused before it
// is read on.
//
//   userName eq "anna" and (emails[type eq "work" and value co "@example.org"] or not (active eq true))
#pragma once
#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "scim/attributes.h"

namespace wardroom::scim {

struct Filter {
  enum class Kind { compares, all, any, none_of, element };
  enum class Operator { eq, ne, co, sw, ew, gt, ge, lt, le, pr };

  Kind kind = Kind::compares;
  Place place = {};                    // compares, element; without attribute: of something that is not kept
  Operator op = Operator::pr;          // compares
  boost::json::value value = nullptr;  // compares
  std::vector<Filter> parts = {};      // all, any: two or more; none_of, element: one
};

Filter parse_filter(const Schema& schema, std::string_view text);  // Problem 400 invalidFilter
// What stands between the brackets of a value path: of elements of `attribute`.
Filter parse_value_filter(const Attribute& attribute, std::string_view text);

// `object`: the resource, or for the filter of a value path the element.
bool matches(const Filter& filter, const boost::json::object& object);
bool asks_about(const Filter& filter, const Attribute& attribute);

// The text that every match has as its attribute `name`, if the filter says so by itself or as one of several that all
// must be true: what an index can be asked for.
std::optional<std::string> demanded(const Filter& filter, std::string_view name);

}  // namespace wardroom::scim
