#include "scim/patch.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/json.h"
#include "scim/refusals.h"
#include "scim/resource.h"

namespace wardroom::scim {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::string_view message_urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
constexpr std::size_t max_operations = 1000;

enum class Op { add, replace, remove };

Op op_of(const object& operation) {
  const auto* const op = operation.if_contains("op");
  const auto text = op && op->is_string() ? lower(op->get_string()) : std::string();
  if (text == "add") return Op::add;
  if (text == "replace") return Op::replace;
  if (text == "remove") return Op::remove;
  throw invalid_syntax("\"op\" is one of add, replace, remove.");
}

std::string quoted(const Attribute& attribute) { return "\"" + std::string(attribute.name) + "\""; }

// Where the bracket at `open` closes: brackets inside quotes are text.
std::size_t closing(std::string_view path, std::size_t open) {
  bool quoted = false;
  for (auto at = open; at < path.size(); ++at) {
    if (quoted && path[at] == '\\') {
      ++at;
    } else if (path[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && path[at] == ']') {
      return at;
    }
  }
  throw invalid_path("A bracket of the path is not closed.");
}

Place place_of(const Schema& schema, std::string_view path) {
  const auto place = find(schema, path);
  if (!place) throw invalid_path("There is no attribute \"" + std::string(path.substr(0, 128)) + "\".");
  return *place;
}

bool is_true(const value* given) { return given && *given == true; }

// What makes an element of a list this one and no other: its value, where it has one.
std::string what(const value& element) {
  const auto* const parts = element.if_object();
  const auto* const found = parts ? parts->if_contains("value") : nullptr;
  return base::json_text(found ? *found : element);
}

void merge(object& into, const object& from) {
  for (const auto& [key, each] : from) into[key] = each;
}

// Of a list at most one is primary: the one that became it last.
void keep_one_primary(array& list, const object* chosen) {
  for (auto& each : list) {
    auto* const parts = each.if_object();
    if (parts && parts != chosen && is_true(parts->if_contains("primary"))) (*parts)["primary"] = false;
  }
}

// What elements of a filter's kind would be: "type eq \"work\"" is {"type": "work"}.
void demand(const Filter& filter, object& element) {
  if (filter.kind == Filter::Kind::all) {
    for (const auto& part : filter.parts) demand(part, element);
  }
  if (filter.kind != Filter::Kind::compares || filter.op != Filter::Operator::eq || !filter.place.attribute) return;
  auto read = read_value(*filter.place.attribute, filter.value);
  if (!read.is_null()) element[filter.place.attribute->name] = std::move(read);
}

// One operation at one place.
class Change {
 public:
  Change(object& resource, Op op, const Target& target, const value& given)
      : resource_(resource), op_(op), target_(target), attribute_(*target.place.attribute), given_(given) {}

  void apply() {
    const auto* const member = target_.place.member;
    if (attribute_.read_only || (member && member->read_only)) {
      throw not_mutable(quoted(attribute_) + " is read-only.");
    }
    if (target_.filter) return elements();
    if (attribute_.many) return member ? every_element() : list();
    if (member) return part();
    whole();
  }

 private:
  void erase() {
    if (attribute_.required) throw not_mutable(quoted(attribute_) + " is required.");
    if (const auto at = resource_.find(attribute_.name); at != resource_.end()) resource_.stable_erase(at);
  }
  void put(value given) {
    if (given.is_null()) return erase();
    resource_[attribute_.name] = std::move(given);
  }

  void whole() {
    if (op_ == Op::remove) return erase();
    auto read = read_value(attribute_, given_);
    auto* const old = resource_.if_contains(attribute_.name);
    if (old && old->is_object() && read.is_object()) return merge(old->get_object(), read.get_object());
    put(std::move(read));
  }

  void part() {
    auto* const old = resource_.if_contains(attribute_.name);
    object parts = old && old->is_object() ? old->get_object() : object();
    set_member(parts);
    put(parts.empty() ? value(nullptr) : value(std::move(parts)));
  }

  void set_member(object& parts) {
    const auto& member = *target_.place.member;
    auto read = op_ == Op::remove ? value(nullptr) : read_value(member, given_);
    if (!read.is_null()) {
      parts[member.name] = std::move(read);
    } else if (const auto at = parts.find(member.name); at != parts.end()) {
      parts.stable_erase(at);
    }
  }

  array& kept() {
    auto& at = resource_[attribute_.name];
    return at.is_array() ? at.get_array() : at.emplace_array();
  }
  void check_size() {
    auto& all = kept();
    if (all.size() > attribute_.max_elements) {
      throw invalid_value(quoted(attribute_) + " takes at most " + std::to_string(attribute_.max_elements) +
                          " values.");
    }
    if (all.empty()) erase();
  }

  void list() {
    if (op_ == Op::remove) return remove_from_list();
    auto read = read_value(attribute_, given_);
    if (op_ == Op::replace) return put(std::move(read));
    if (read.is_null()) return;
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < kept().size(); ++i) known.emplace(what(kept()[i]), i);
    for (auto& each : read.get_array()) add(known, each);
    check_size();
  }

  void add(std::unordered_map<std::string, std::size_t>& known, const value& element) {
    auto& all = kept();
    const auto [at, is_new] = known.emplace(what(element), all.size());
    if (is_new) {
      all.push_back(element);
    } else if (element.is_object()) {
      merge(all[at->second].get_object(), element.get_object());
    }
    const auto* const parts = all[at->second].if_object();
    if (parts && is_true(parts->if_contains("primary"))) keep_one_primary(all, parts);
  }

  void remove_from_list() {
    const auto given = read_value(attribute_, given_);
    if (given.is_null()) return erase();
    std::unordered_set<std::string> gone;
    for (const auto& each : given.get_array()) gone.insert(what(each));
    auto& all = kept();
    array left;
    for (auto& each : all) {
      if (!gone.contains(what(each))) left.push_back(std::move(each));
    }
    all = std::move(left);
    check_size();
  }

  void every_element() {
    auto& all = kept();
    if (all.empty() && op_ != Op::remove) all.push_back(object());
    for (auto& each : all) set_member(each.get_object());
    if (op_ != Op::remove) keep_one_primary(all, &all.back().get_object());
    check_size();
  }

  void elements() {
    auto& all = kept();
    array left;
    bool found = false;
    for (auto& each : all) {
      const bool hit = each.is_object() && matches(*target_.filter, each.get_object());
      found = found || hit;
      if (!hit || !changed_to_nothing(each.get_object())) left.push_back(std::move(each));
    }
    all = std::move(left);
    if (!found && op_ == Op::replace) throw no_target("Nothing in " + quoted(attribute_) + " is as the path says.");
    if (!found && op_ == Op::add) add_demanded();
    settle_primary();
    check_size();
  }

  // Whether the element is to go.
  bool changed_to_nothing(object& element) {
    if (target_.place.member) {
      set_member(element);
      return element.empty();
    }
    if (op_ == Op::remove) return true;
    auto read = read_element(attribute_, given_);
    if (read.is_null()) return true;
    if (op_ == Op::replace) element.clear();
    merge(element, read.get_object());
    return false;
  }

  void add_demanded() {
    object element;
    demand(*target_.filter, element);
    if (!changed_to_nothing(element)) kept().push_back(std::move(element));
  }

  void settle_primary() {
    if (op_ == Op::remove) return;
    auto& all = kept();
    const object* chosen = nullptr;
    for (auto& each : all) {
      const auto& parts = each.get_object();
      if (!is_true(parts.if_contains("primary"))) continue;
      if (!chosen || matches(*target_.filter, parts)) chosen = &parts;
    }
    if (chosen) keep_one_primary(all, chosen);
  }

  object& resource_;
  Op op_;
  const Target& target_;
  const Attribute& attribute_;
  const value& given_;
};

// Without a path the value's names are the paths. What is read-only is passed over: some send the whole resource.
void apply_without_path(const Schema& schema, object& resource, Op op, const value& given) {
  if (op == Op::remove) throw no_target("What is to be removed is told by \"path\".");
  const auto* const parts = given.if_object();
  if (!parts) throw invalid_value("Without \"path\" the value is an object.");
  for (const auto& [key, each] : *parts) {
    if (same_name(key, enterprise_urn) || same_name(key, schema.urn)) continue;
    const auto target = parse_path(schema, key);
    if (!target.place.attribute || target.place.attribute->read_only) continue;
    Change(resource, each.is_null() ? Op::remove : op, target, each).apply();
  }
}

void apply_one(const Schema& schema, object& resource, const value& operation) {
  const auto* const parts = operation.if_object();
  if (!parts) throw invalid_syntax("An operation is a JSON object.");
  const auto op = op_of(*parts);
  const auto* const path = parts->if_contains("path");
  const auto* const found = parts->if_contains("value");
  const value given = found ? *found : value(nullptr);
  if (op != Op::remove && !found) throw invalid_value("Add and replace take a \"value\".");
  if (!path || path->is_null()) return apply_without_path(schema, resource, op, given);
  if (!path->is_string()) throw invalid_path("A path is a text.");
  const auto target = parse_path(schema, path->get_string());
  if (target.place.attribute) Change(resource, op, target, given).apply();
}

}  // namespace

Target parse_path(const Schema& schema, std::string_view path) {
  const auto open = path.find('[');
  if (open == std::string_view::npos) return {place_of(schema, path), std::nullopt};
  auto place = place_of(schema, path.substr(0, open));
  const auto close = closing(path, open);
  const auto rest = path.substr(close + 1);
  if (!rest.empty() && rest.front() != '.') throw invalid_path("After the bracket comes a dot and a name, or nothing.");
  if (!place.attribute) return {place, std::nullopt};
  if (place.member || !place.attribute->many) throw invalid_path("Only a list has brackets.");
  if (!rest.empty()) {
    place.member = find(place.attribute->members, rest.substr(1));
    if (!place.member) throw invalid_path("There is no attribute \"" + std::string(rest.substr(1, 64)) + "\".");
  }
  return {place, parse_value_filter(*place.attribute, path.substr(open + 1, close - open - 1))};
}

void apply_patch(const Schema& schema, object& resource, const value& body) {
  const auto* const message = body.if_object();
  const auto* const schemas = message ? message->if_contains("schemas") : nullptr;
  const bool is_patch =
      schemas && schemas->is_array() && std::ranges::any_of(schemas->get_array(), [](const auto& urn) {
        return urn.is_string() && same_name(urn.get_string(), message_urn);
      });
  if (!is_patch) throw invalid_syntax("A patch names the schema " + std::string(message_urn) + ".");
  const auto* operations = message->if_contains("Operations");
  if (!operations) operations = message->if_contains("operations");
  if (!operations || !operations->is_array() || operations->get_array().empty()) {
    throw invalid_syntax("A patch has a list of \"Operations\".");
  }
  if (operations->get_array().size() > max_operations) throw invalid_value("A patch has at most 1000 operations.");
  for (const auto& each : operations->get_array()) apply_one(schema, resource, each);
  check_required(schema, resource);
}

}  // namespace wardroom::scim
