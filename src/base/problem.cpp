#include "base/problem.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

namespace wardroom::base {

std::string_view status_title(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return status < 500 ? "Request Refused" : "Internal Server Error";
  }
}

std::string problem_json(const Problem& problem, std::string_view request_id) {
  boost::json::object out;
  out["type"] = "urn:wardroom:problem:" + problem.code();
  out["title"] = status_title(problem.status());
  out["status"] = problem.status();
  out["code"] = problem.code();
  out["detail"] = problem.detail();
  if (problem.field()) out["field"] = *problem.field();
  for (const auto& [name, value] : problem.members()) {
    out[name] = std::visit([](const auto& given) { return boost::json::value_from(given); }, value);
  }
  if (!request_id.empty()) out["request_id"] = request_id;
  return boost::json::serialize(out);
}

}  // namespace wardroom::base
