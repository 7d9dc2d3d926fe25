#include "operation/openapi.h"

#include <boost/json/serialize.hpp>

#include "audit/catalogue.h"
#include "operation/rate.h"
#include "operation/router.h"

namespace wardroom::operation {
namespace {

using boost::json::array;
using boost::json::object;

bool in_path(const Declared& operation, const std::string& name) {
  return operation.path.find("{" + name + "}") != std::string_view::npos;
}

bool has_body(Method method) { return method != Method::get && method != Method::delete_; }

array parameters_of(const Declared& operation, const std::vector<Parameter>& all) {
  array out;
  for (const auto& parameter : all) {
    const bool path = in_path(operation, parameter.name);
    if (!path && has_body(operation.method)) continue;
    object item{{"name", parameter.name}, {"in", path ? "path" : "query"}, {"required", path || parameter.required}};
    // In a query a parameter is left out rather than null.
    const auto* const choices = parameter.schema.if_contains("oneOf");
    item["schema"] = choices ? choices->get_array().front() : boost::json::value(parameter.schema);
    out.push_back(std::move(item));
  }
  return out;
}

object body_of(const Declared& operation, const std::vector<Parameter>& all) {
  object properties;
  array required;
  for (const auto& parameter : all) {
    if (in_path(operation, parameter.name)) continue;
    properties[parameter.name] = parameter.schema;
    if (parameter.required) required.emplace_back(parameter.name);
  }
  object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return {{"required", !required.empty()}, {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

std::string rule_of(const PolicyFacts& policy) {
  std::string rule;
  switch (policy.scope) {
    case Scope::anyone:
      rule = "Anyone, without signing in";
      break;
    case Scope::self:
      rule = "Anybody signed in";
      break;
    case Scope::workspace:
      rule = "People of the workspace";
      break;
    case Scope::channel:
      rule = "In the channel";
      break;
    case Scope::group:
      rule = "In the group";
      break;
    case Scope::server:
      rule = "In the operators' workspace";
      break;
  }
  if (policy.has_permission) rule += ", with the permission " + std::string(base::enum_name(policy.permission));
  if (policy.fresh) rule += ", with a fresh proof of who they are";
  if (policy.for_programs) rule += ", or by an API key";
  if (!policy.reason.empty()) rule += ": " + std::string(policy.reason);
  return rule;
}

array logs_of(const audit::Event& event) {
  array out;
  for (const auto kind : audit::log_kinds) {
    if (event.goes_into(kind)) out.emplace_back(base::enum_name(kind));
  }
  return out;
}

object operation_object(const Declared& operation, object& components) {
  const auto parameters = operation.parameters(components);
  const auto budget =
      budget_of(operation.rate, Budgets{});  // what an administrator may change is told by RateLimit-Policy
  object out{{"operationId", operation.name},
             {"summary", operation.summary},
             {"description", rule_of(operation.policy) + "."},
             {"parameters", parameters_of(operation, parameters)}};
  if (has_body(operation.method)) out["requestBody"] = body_of(operation, parameters);
  out["security"] = operation.policy.scope == Scope::anyone ? array() : array{object{{"bearer", array()}}};
  out["x-rate"] =
      object{{"class", base::enum_name(operation.rate)}, {"per_second", budget.per_second}, {"burst", budget.burst}};
  out["x-audit"] = operation.audited.event ? operation.audited.event->name() : operation.audited.none_because;
  if (operation.audited.event) out["x-audit-logs"] = logs_of(*operation.audited.event);
  out["x-realtime"] = operation.realtime == Realtime::yes;
  const object content{{"application/json", {{"schema", operation.output(components)}}}};
  const object problem{
      {"description", "A problem (RFC 9457)"},
      {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
  out["responses"] = object{{"200", object{{"description", "Done"}, {"content", content}}}, {"default", problem}};
  return out;
}

object problem_schema() {
  const object text{{"type", "string"}};
  return {{"type", "object"},
          {"required", array{"type", "title", "status", "code", "detail"}},
          {"properties",
           {{"type", text},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"code", text},
            {"detail", text},
            {"field", text},
            {"request_id", text}}}};
}

// What a table of tiers can say: by the tier, or only by what is named.
std::string_view served(Scope scope) {
  return scope == Scope::channel ? "channel" : scope == Scope::group ? "group" : "yes";
}

std::string_view answer_for(const PolicyFacts& policy, access::Tier tier) {
  const bool by_permission = policy.scope != Scope::anyone && policy.has_permission;
  if (by_permission && !access::permissions_of(tier).has(policy.permission)) return "no";
  return served(policy.scope);
}

}  // namespace

std::string openapi_json(const Registry& registry, std::string_view version) {
  object components{{"Problem", problem_schema()}};
  object paths;
  for (const auto& operation : registry.all()) {
    auto& path = paths["/api/v1" + std::string(operation.path)];
    if (path.is_null()) path = object();
    path.get_object()[base::enum_name(operation.method)] = operation_object(operation, components);
  }
  const object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Wardroom"},
        {"version", version},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"paths", std::move(paths)},
      {"components",
       {{"schemas", std::move(components)},
        {"securitySchemes", {{"bearer", {{"type", "http"}, {"scheme", "bearer"}, {"bearerFormat", "JWT"}}}}}}}};
  return boost::json::serialize(document);
}

std::string permissions_markdown(const Registry& registry) {
  std::string out =
      "# Permissions\n\nMade from the declarations by `wardroomd permissions`; a test compares it with what a running "
      "server answers for every role.\n\n`yes`: served. `no`: 403 `permission_denied`. `channel`, `group`: decided by "
      "the rule in the last column, against the channel or group named.\nWithout signing in, every operation but those "
      "for anyone answers "
      "401.\n\n"
      "| operation | route | anonymous | viewer | member | admin | owner | rule |\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& operation : registry.all()) {
    out += "| `" + std::string(operation.name) + "` | " + std::string(method_text(operation.method)) + " `" +
           std::string(operation.path) + "` | " + (operation.policy.scope == Scope::anyone ? "yes" : "no");
    for (const auto tier : {access::Tier::viewer, access::Tier::member, access::Tier::admin, access::Tier::owner}) {
      out += " | " + std::string(answer_for(operation.policy, tier));
    }
    out += " | " + rule_of(operation.policy) + " |\n";
  }
  out +=
      "\n## Flags\n\nA tier has its flags always. Custom roles are made of them; what comes with a flag comes with "
      "every role "
      "that has it.\n\n| permission | what it allows | comes with it | viewer | member | admin | owner |\n"
      "|---|---|---|---|---|---|---|\n";
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<access::Permission>>([&](auto item) {
    out += "| `" + std::string(item.name) + "` | " + std::string(access::describe(item.value)) + " | ";
    for (const auto name : access::implied_by(item.value).names()) {
      out += (out.ends_with(" | ") ? "`" : ", `") + std::string(name) + "`";
    }
    for (const auto tier : {access::Tier::viewer, access::Tier::member, access::Tier::admin, access::Tier::owner}) {
      out += access::permissions_of(tier).has(item.value) ? " | yes" : " | no";
    }
    out += " |\n";
  });
  return out;
}

}  // namespace wardroom::operation
