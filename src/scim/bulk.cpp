#include "scim/bulk.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <limits>

#include "base/log.h"
#include "scim/discovery.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::string_view request_urn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
constexpr std::string_view response_urn = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
constexpr std::string_view reference = "bulkId:";

using Made = std::map<std::string, std::string, std::less<>>;  // bulkId → id

// False while it refers to something that is not made.
bool resolve(std::string& text, const Made& made) {
  const auto at = text.find(reference);
  if (at == std::string::npos) return true;
  const auto found = made.find(std::string_view(text).substr(at + reference.size()));
  if (found == made.end()) return false;
  text = text.substr(0, at) + found->second;
  return true;
}

bool resolve(value& in, const Made& made) {
  if (auto* const text = in.if_string()) {
    if (!std::string_view(*text).starts_with(reference)) return true;
    std::string resolved(*text);
    const bool done = resolve(resolved, made);
    if (done) in = resolved;
    return done;
  }
  bool all = true;
  if (auto* const list = in.if_array()) {
    for (auto& each : *list) all = resolve(each, made) && all;
  }
  if (auto* const parts = in.if_object()) {
    for (auto& [key, each] : *parts) all = resolve(each, made) && all;
  }
  return all;
}

struct Part {
  std::string method, path, bulk_id, version;
  value data;
  std::optional<object> answer = std::nullopt;
};

Part read_part(const value& given) {
  const auto* const parts = given.if_object();
  if (!parts) throw invalid_syntax("A bulk operation is a JSON object.");
  Part out{.method = text_at(*parts, "method"),
           .path = text_at(*parts, "path"),
           .bulk_id = text_at(*parts, "bulkId"),
           .version = text_at(*parts, "version"),
           .data = nullptr};
  std::ranges::transform(out.method, out.method.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (out.method != "POST" && out.method != "PUT" && out.method != "PATCH" && out.method != "DELETE") {
    throw invalid_syntax("The method of a bulk operation is POST, PUT, PATCH or DELETE.");
  }
  if (out.method == "POST" && out.bulk_id.empty()) throw invalid_syntax("A POST in a bulk has a bulkId.");
  if (const auto* const data = parts->if_contains("data")) out.data = *data;
  return out;
}

// "/Users/usr_…"
Asked asked_by(const Part& part) {
  std::string_view path = part.path;
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = std::min(path.find('/'), path.size());
  return {.method = part.method,
          .collection = std::string(path.substr(0, slash)),
          .id = std::string(path.substr(std::min(slash + 1, path.size()))),
          .query = {},
          .body = part.data,
          .if_match = part.version};
}

object answer_head(const Part& part, int status) {
  object out{{"method", part.method}, {"status", std::to_string(status)}};
  if (!part.bulk_id.empty()) out["bulkId"] = part.bulk_id;
  return out;
}

object failed(const Part& part, const base::Problem& problem) {
  auto out = answer_head(part, problem.status());
  out["response"] = error_body(problem);
  return out;
}

class Bulk {
 public:
  Bulk(const value& body, const std::string& base_url, const std::function<Reply(const Asked&)>& run)
      : base_url_(base_url), run_(run) {
    const auto* const message = body.if_object();
    const auto* const schemas = message ? message->if_contains("schemas") : nullptr;
    if (!schemas || *schemas != array{request_urn}) {
      throw invalid_syntax("A bulk names the schema " + std::string(request_urn) + ".");
    }
    const auto* const operations = message->if_contains("Operations");
    if (!operations || !operations->is_array()) throw invalid_syntax("A bulk has a list of \"Operations\".");
    if (operations->get_array().size() > max_bulk_operations) {
      throw base::Problem(413, "tooMany", "A bulk has at most " + std::to_string(max_bulk_operations) + " operations.");
    }
    if (const auto* const limit = message->if_contains("failOnErrors"); limit && limit->is_int64()) {
      errors_left_ = std::max<std::int64_t>(1, limit->get_int64());
    }
    for (const auto& each : operations->get_array()) parts_.push_back(read_part(each));
  }

  object answer() {
    while (errors_left_ > 0 && pass()) {
    }
    for (auto& part : parts_) {
      if (errors_left_ <= 0 || part.answer) continue;
      fail(part, base::Problem(409, "unresolved", "It refers to a bulkId that was not made."));
    }
    array answers;
    for (auto& part : parts_) {
      if (part.answer) answers.emplace_back(std::move(*part.answer));
    }
    return {{"schemas", array{response_urn}}, {"Operations", std::move(answers)}};
  }

 private:
  // Runs what can be run by now; false if nothing could.
  bool pass() {
    bool any = false;
    for (auto& part : parts_) {
      if (errors_left_ <= 0) break;
      if (part.answer || !ready(part)) continue;
      any = true;
      perform(part);
    }
    return any;
  }

  bool ready(Part& part) const {
    const bool path = resolve(part.path, made_);
    return resolve(part.data, made_) && path;
  }

  void perform(Part& part) {
    try {
      const auto reply = run_(asked_by(part));
      part.answer = answer_head(part, reply.status);
      const auto location = reply.location.empty() ? base_url_ + part.path : reply.location;
      (*part.answer)["location"] = location;
      if (!reply.version.empty()) (*part.answer)["version"] = reply.version;
      if (part.method == "POST") made_[part.bulk_id] = location.substr(location.rfind('/') + 1);
    } catch (const base::Problem& problem) {
      fail(part, problem);
    } catch (const std::exception& fault) {
      base::log_error("bulk provisioning: {}", fault.what());
      fail(part, base::Problem(500, "internal", "Something failed on the server. Try again."));
    }
  }

  void fail(Part& part, const base::Problem& problem) {
    --errors_left_;
    part.answer = failed(part, problem);
  }

  const std::string& base_url_;
  const std::function<Reply(const Asked&)>& run_;
  std::vector<Part> parts_;
  Made made_;
  std::int64_t errors_left_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

object run_bulk(const value& body, const std::string& base_url, const std::function<Reply(const Asked&)>& run) {
  return Bulk(body, base_url, run).answer();
}

}  // namespace wardroom::scim
