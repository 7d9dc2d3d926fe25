#include "scim/listing.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>

#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

using boost::json::object;

constexpr std::string_view list_urn = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
constexpr std::string_view search_urn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
constexpr std::int64_t piece = 50;            // records read at a time
constexpr std::size_t max_linked = 20'000;    // members in one answer
constexpr std::size_t max_sorted = 100'000;   // resources
constexpr std::int64_t last = 1'000'000'000;  // more than there are of anything

struct Hit {
  std::string id;
  std::string key;  // what it is sorted by
};

std::int64_t whole_number(std::string_view text, std::string_view name) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw invalid_value("\"" + std::string(name) + "\" is a whole number.");
  }
  return std::clamp<std::int64_t>(out, -1, last);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    auto each = text.substr(0, end);
    while (each.starts_with(' ')) each.remove_prefix(1);
    while (each.ends_with(' ')) each.remove_suffix(1);
    if (!each.empty()) out.emplace_back(each);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string text_of(const boost::json::value& value) {
  if (const auto* const text = value.if_string()) return std::string(*text);
  return value.is_bool() ? (value.get_bool() ? "true" : "false") : std::string();
}

// Of a list, the primary value or the first (RFC 7644 section 3.4.2.3).
std::string sort_key(const Place& place, const object& resource) {
  if (!place.attribute) return {};
  const auto* found = resource.if_contains(place.attribute->name);
  if (!found) return {};
  if (const auto* const list = found->if_array()) {
    if (list->empty()) return {};
    const auto primary = std::ranges::find_if(*list, [](const auto& each) {
      const auto* const mark = each.is_object() ? each.get_object().if_contains("primary") : nullptr;
      return mark && *mark == true;
    });
    found = primary == list->end() ? &list->front() : &*primary;
  }
  if (const auto* const parts = found->if_object()) {
    found = parts->if_contains(place.member ? place.member->name : std::string_view("value"));
    if (!found) return {};
  }
  const auto& attribute = place.member ? *place.member : *place.attribute;
  return attribute.case_exact ? text_of(*found) : lower(text_of(*found));
}

std::size_t linked_in(const Collection& collection, const object& resource) {
  const auto* const found = resource.if_contains(collection.linked_attribute());
  return found && found->is_array() ? found->get_array().size() : 0;
}

bool asks_about_linked(const Collection& collection, const ListQuery& query) {
  const auto* const attribute = find(collection.schema().attributes, collection.linked_attribute());
  return query.filter && asks_about(*query.filter, *attribute);
}

bool asks_the_index(const Collection& collection, const ListQuery& query) {
  return query.filter && (demanded(*query.filter, "id") || demanded(*query.filter, collection.unique_attribute()) ||
                          demanded(*query.filter, "externalId"));
}

class Listing {
 public:
  Listing(const Collection& collection, store::TenantTxn& txn, const ListQuery& query, const std::string& base_url)
      : collection_(collection), txn_(txn), query_(query), base_url_(base_url) {
    linked_ = query.projection.wants(collection.schema(), collection.linked_attribute()) ? Depth::linked : Depth::own;
  }

  object answer() {
    if (!query_.filter && !query_.sort_by) return plain();
    const auto hits = found();
    const auto begin = std::min<std::size_t>(static_cast<std::size_t>(query_.start - 1), hits.size());
    const auto end = std::min<std::size_t>(begin + static_cast<std::size_t>(query_.count), hits.size());
    for (auto at = begin; at < end && room(); ++at) add(collection_.find(txn_, hits[at].id, linked_).value());
    return whole(static_cast<std::int64_t>(hits.size()));
  }

 private:
  object plain() {
    const auto total = collection_.count(txn_);
    for (std::int64_t done = 0; done < query_.count && room();) {
      const auto wanted = std::min(query_.count - done, linked_ == Depth::linked ? std::int64_t{5} : piece);
      const auto records = collection_.page(txn_, query_.start - 1 + done, wanted, linked_);
      for (const auto& record : records) add(record);
      if (std::cmp_less(records.size(), wanted)) break;
      done += wanted;
    }
    return whole(total);
  }

  std::vector<std::string> candidates() const {
    if (const auto id = demanded(*query_.filter, "id")) return {*id};
    if (const auto name = demanded(*query_.filter, collection_.unique_attribute())) {
      return collection_.ids_by_unique(txn_, *name);
    }
    return collection_.ids_by_external_id(txn_, demanded(*query_.filter, "externalId").value());
  }

  std::vector<Hit> found() {
    const auto depth = asks_about_linked(collection_, query_) ? Depth::linked : Depth::own;
    if (asks_the_index(collection_, query_)) {
      for (const auto& id : candidates()) {
        if (const auto record = collection_.find(txn_, id, depth)) consider(*record);
      }
    } else {
      for (std::int64_t skip = 0;; skip += piece) {
        const auto records = collection_.page(txn_, skip, piece, depth);
        for (const auto& record : records) consider(record);
        if (std::cmp_less(records.size(), piece)) break;
      }
    }
    sort();
    return std::move(hits_);
  }

  void consider(const Record& record) {
    const auto resource = shown(collection_.schema(), record, base_url_);
    if (query_.filter && !matches(*query_.filter, resource)) return;
    if (hits_.size() >= max_sorted)
      throw base::Problem(400, "tooMany", "Too many are as the filter says; ask for less.");
    hits_.push_back({record.id, query_.sort_by ? sort_key(*query_.sort_by, resource) : std::string()});
  }

  // What has no value comes last, and first when descending.
  void sort() {
    if (!query_.sort_by) return;
    const auto before = [](const Hit& a, const Hit& b) {
      if (a.key.empty() != b.key.empty()) return b.key.empty();
      return a.key < b.key;
    };
    std::ranges::stable_sort(
        hits_, [&](const Hit& a, const Hit& b) { return query_.descending ? before(b, a) : before(a, b); });
  }

  bool room() const { return held_ < max_linked; }

  void add(const Record& record) {
    auto resource = shown(collection_.schema(), record, base_url_);
    held_ += linked_in(collection_, resource);
    project(collection_.schema(), query_.projection, resource);
    resources_.emplace_back(std::move(resource));
  }

  object whole(std::int64_t total) {
    object out;
    out["schemas"] = boost::json::array{list_urn};
    out["totalResults"] = total;
    out["startIndex"] = query_.start;
    out["itemsPerPage"] = resources_.size();
    out["Resources"] = std::move(resources_);
    return out;
  }

  const Collection& collection_;
  store::TenantTxn& txn_;
  const ListQuery& query_;
  const std::string& base_url_;
  Depth linked_ = Depth::own;
  std::vector<Hit> hits_;
  std::size_t held_ = 0;
  boost::json::array resources_;
};

std::string_view value_of(const Parameters& given, std::string_view name) {
  const auto at = given.find(name);
  return at == given.end() ? std::string_view() : std::string_view(at->second);
}

}  // namespace

Projection read_projection(const Parameters& given) {
  Projection out{split(value_of(given, "attributes")), split(value_of(given, "excludedAttributes"))};
  if (!out.only.empty() && !out.without.empty()) {
    throw invalid_value("Give \"attributes\" or \"excludedAttributes\", not both.");
  }
  if (out.only.size() + out.without.size() > 100) throw invalid_value("Name at most 100 attributes.");
  return out;
}

ListQuery read_list_query(const Schema& schema, const Parameters& given) {
  ListQuery out;
  if (const auto text = value_of(given, "filter"); !text.empty()) out.filter = parse_filter(schema, text);
  if (const auto text = value_of(given, "startIndex"); !text.empty()) {
    out.start = std::max<std::int64_t>(1, whole_number(text, "startIndex"));
  }
  if (const auto text = value_of(given, "count"); !text.empty()) {
    out.count = std::clamp<std::int64_t>(whole_number(text, "count"), 0, max_page);
  }
  if (const auto text = value_of(given, "sortBy"); !text.empty()) {
    out.sort_by = find(schema, text);
    if (!out.sort_by) throw invalid_path("\"sortBy\" names no attribute.");
  }
  if (const auto text = value_of(given, "sortOrder"); !text.empty()) {
    out.descending = same_name(text, "descending");
    if (!out.descending && !same_name(text, "ascending")) {
      throw invalid_value("\"sortOrder\" is ascending or descending.");
    }
  }
  out.projection = read_projection(given);
  return out;
}

Parameters parameters_of_search(const boost::json::value& body) {
  const auto* const message = body.if_object();
  const auto* const schemas = message ? message->if_contains("schemas") : nullptr;
  if (!schemas || *schemas != boost::json::array{search_urn}) {
    throw invalid_syntax("A search names the schema " + std::string(search_urn) + ".");
  }
  Parameters out;
  for (const auto& [key, value] : *message) {
    if (const auto* const list = value.if_array()) {
      auto& joined = out[std::string(key)];
      for (const auto& each : *list) joined += (joined.empty() ? "" : ",") + text_of(each);
    } else if (value.is_int64()) {
      out[std::string(key)] = std::to_string(value.get_int64());
    } else {
      out[std::string(key)] = text_of(value);
    }
  }
  return out;
}

bool looks_at_all(const Collection& collection, const ListQuery& query) {
  return (query.filter || query.sort_by) && !asks_the_index(collection, query);
}

object list_of(const Collection& collection, store::TenantTxn& txn, const ListQuery& query,
               const std::string& base_url) {
  return Listing(collection, txn, query, base_url).answer();
}

}  // namespace wardroom::scim
