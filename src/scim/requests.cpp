#include "scim/requests.h"

#include <algorithm>

#include "scim/patch.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

constexpr std::string_view search = ".search";

// Whether one of the entity tags of a header is this one, weakly compared (RFC 9110 section 8.8.3.2).
bool names_version(std::string_view header, const Record& record) {
  const auto opaque = "\"" + record.version + "\"";
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    auto tag = header.substr(0, end);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag == "*" || tag == opaque || tag == "W/" + opaque) return true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return false;
}

Record existing(const Collection& of, store::TenantTxn& txn, const Asked& asked, Depth depth) {
  auto record = of.find(txn, asked.id, depth);
  if (!record) throw not_found();
  if (!asked.if_match.empty() && !names_version(asked.if_match, *record)) {
    throw base::Problem(412, "precondition_failed", "It was changed since; get it and try again.");
  }
  return std::move(*record);
}

base::Problem method_refused(const char* allowed) {
  return {405, "method_not_allowed", "Use one of: " + std::string(allowed) + "."};
}

}  // namespace

const Collection& Requests::collection(std::string_view name) const {
  if (name == "Users") return users_;
  if (name == "Groups") return groups_;
  throw base::Problem(404, "not_found", "There is nothing at this address. See /ResourceTypes.");
}

void Requests::check(const Asked& asked) const {
  collection(asked.collection);
  const auto is = [&](auto... names) { return ((asked.method == names) || ...); };
  if (asked.id.empty() && !is("GET", "POST")) throw method_refused("GET, POST");
  if (asked.id == search && !is("POST")) throw method_refused("POST");
  if (!asked.id.empty() && asked.id != search && !is("GET", "PUT", "PATCH", "DELETE")) {
    throw method_refused("GET, PUT, PATCH, DELETE");
  }
}

ListQuery Requests::list_query(const Asked& asked) const {
  const auto& schema = collection(asked.collection).schema();
  return read_list_query(schema, asked.id == search ? parameters_of_search(asked.body) : asked.query);
}

operation::Rate Requests::rate_of(const Asked& asked) const {
  if (asked.writes()) return operation::Rate::writing;
  const bool is_list = asked.id.empty() || asked.id == search;
  return is_list && looks_at_all(collection(asked.collection), list_query(asked)) ? operation::Rate::searching
                                                                                  : operation::Rate::reading;
}

Reply Requests::answer(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const {
  if (asked.id == search || (asked.id.empty() && asked.method == "GET")) return listed(txn, asked);
  if (asked.method == "GET") return shown_one(txn, asked);
  if (asked.method == "POST") return created(txn, asked, by);
  if (asked.method == "DELETE") return removed(txn, asked, by);
  return changed(txn, asked, by);
}

Reply Requests::one(const Collection& of, const Record& record, const Asked& asked, int status) const {
  auto resource = shown(of.schema(), record, base_url_);
  project(of.schema(), read_projection(asked.query), resource);
  return {status, std::move(resource), base_url_ + std::string(of.schema().endpoint) + "/" + record.id, etag(record)};
}

Reply Requests::listed(store::TenantTxn& txn, const Asked& asked) const {
  return {.status = 200, .body = list_of(collection(asked.collection), txn, list_query(asked), base_url_)};
}

Reply Requests::created(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const {
  const auto& of = collection(asked.collection);
  const auto content = read_resource(of.schema(), asked.body);
  check_required(of.schema(), content);
  const auto id = of.create(txn, content, by);
  return one(of, of.find(txn, id, Depth::linked).value(), asked, 201);
}

Reply Requests::shown_one(store::TenantTxn& txn, const Asked& asked) const {
  const auto& of = collection(asked.collection);
  const bool linked = read_projection(asked.query).wants(of.schema(), of.linked_attribute());
  const auto record = existing(of, txn, asked, linked ? Depth::linked : Depth::own);
  if (!asked.if_none_match.empty() && names_version(asked.if_none_match, record)) {
    return {.status = 304, .body = nullptr, .location = {}, .version = etag(record)};
  }
  return one(of, record, asked, 200);
}

Reply Requests::changed(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const {
  const auto& of = collection(asked.collection);
  const bool patch = asked.method == "PATCH";
  const auto record = existing(of, txn, asked, patch ? Depth::linked : Depth::own);
  auto content = patch ? written(of.schema(), record) : read_resource(of.schema(), asked.body);
  if (patch) apply_patch(of.schema(), content, asked.body);
  check_required(of.schema(), content);
  of.replace(txn, asked.id, content, by);
  // A group is as long as its members are many: it is told when it is asked for.
  const bool told = &of == &users_ || !patch || asked.query.contains("attributes");
  auto reply = one(of, of.find(txn, asked.id, told ? Depth::linked : Depth::own).value(), asked, told ? 200 : 204);
  if (!told) reply.body = nullptr;
  return reply;
}

Reply Requests::removed(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const {
  const auto& of = collection(asked.collection);
  existing(of, txn, asked, Depth::own);
  of.remove(txn, asked.id, by);
  return {.status = 204};
}

}  // namespace wardroom::scim
