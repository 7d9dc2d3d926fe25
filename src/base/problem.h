// A request that cannot be served, as RFC 9457 describes it. Thrown anywhere below an operation; the front door turns
// it into application/problem+json (or a realtime {id, problem}). Anything else that is thrown is a fault: logged,
// answered 500.
#pragma once
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wardroom::base {

class Problem : public std::exception {
 public:
  // code: stable, machine-readable ("channel_not_found"); detail: one sentence that says what to do.
  Problem(int status, std::string code, std::string detail)
      : status_(status), code_(std::move(code)), detail_(std::move(detail)) {}

  Problem& at(
      std::string field) {  // path of the offending field, as a JSON pointer without the leading slash: "body.text"
    field_ = std::move(field);
    return *this;
  }
  Problem& retry_after(int seconds) {
    retry_after_ = seconds;
    return *this;
  }

  // A member of its own in the answer (RFC 9457, section 3.2): {"challenge": "…"}.
  using Member = std::variant<std::string, std::vector<std::string>>;
  Problem& member(std::string name, Member value) {
    members_.insert_or_assign(std::move(name), std::move(value));
    return *this;
  }

  int status() const { return status_; }
  const std::string& code() const { return code_; }
  const std::string& detail() const { return detail_; }
  const std::optional<std::string>& field() const { return field_; }
  std::optional<int> retry_after() const { return retry_after_; }
  const std::map<std::string, Member>& members() const { return members_; }
  const char* what() const noexcept override { return detail_.c_str(); }

 private:
  int status_;
  std::string code_;
  std::string detail_;
  std::optional<std::string> field_;
  std::optional<int> retry_after_;
  std::map<std::string, Member> members_;
};

// {"type","title","status","code","detail","field"?, its own members, "request_id"?}
std::string problem_json(const Problem& problem, std::string_view request_id);
std::string_view status_title(int status);

inline Problem invalid_field(std::string field, std::string detail) {
  return Problem(422, "invalid_field", std::move(detail)).at(std::move(field));
}

}  // namespace wardroom::base
