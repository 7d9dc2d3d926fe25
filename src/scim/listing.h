// Lists (RFC 7644 sections 3.4.2, 3.4.3): filtered, sorted, a page of them. A filter that demands an id, the unique
// name or an externalId asks the index; every other one looks at all resources, some at a time. A page has at most 200
// resources, and fewer when their members are many.
#pragma once
#include <optional>

#include "scim/collection.h"
#include "scim/filter.h"

namespace wardroom::scim {

inline constexpr std::int64_t max_page = 200;

struct ListQuery {
  std::optional<Filter> filter;
  std::optional<Place> sort_by;
  bool descending = false;
  std::int64_t start = 1;  // the first is 1
  std::int64_t count = 100;
  Projection projection;
};

// As the query string or the body of a search names them: startIndex, count, filter, sortBy, sortOrder, attributes,
// excludedAttributes. Problem 400.
using Parameters = std::map<std::string, std::string, std::less<>>;
ListQuery read_list_query(const Schema& schema, const Parameters& given);
Projection read_projection(const Parameters& given);
Parameters parameters_of_search(const boost::json::value& body);

// Whether answering it looks at every resource.
bool looks_at_all(const Collection& collection, const ListQuery& query);
boost::json::object list_of(const Collection& collection, store::TenantTxn& txn, const ListQuery& query,
                            const std::string& base_url);

}  // namespace wardroom::scim
