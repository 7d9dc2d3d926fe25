#include "scim/service.h"

#include "base/json.h"
#include "operation/dispatcher.h"
#include "operation/input.h"
#include "scim/bulk.h"
#include "scim/discovery.h"
#include "scim/records.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

constexpr std::size_t body_of_strangers = std::size_t{16} * 1024;

boost::json::value body_of(const net::Request& request) {
  if (request.body.empty()) return nullptr;
  const auto type = request.header("content-type");
  const auto name = type.substr(0, std::min(type.find(';'), type.size()));
  if (!net::equal_ignoring_case(name, "application/scim+json") && !net::equal_ignoring_case(name, "application/json")) {
    throw base::Problem(415, "unsupported_media_type", "Send application/scim+json.");
  }
  try {
    return base::parse_json(request.body);
  } catch (const base::Problem& problem) {
    throw invalid_syntax(problem.detail());
  }
}

// "/scim/v2/Users/usr_…"
Asked asked_by(const net::Request& request) {
  auto path = std::string_view(request.path).substr(Service::root.size());
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  const auto slash = std::min(path.find('/'), path.size());
  return {.method = request.method,
          .collection = std::string(path.substr(0, slash)),
          .id = std::string(path.substr(std::min(slash + 1, path.size()))),
          .query = operation::parse_query(request.query),
          .body = body_of(request),
          .if_match = std::string(request.header("if-match")),
          .if_none_match = std::string(request.header("if-none-match"))};
}

net::Response response_of(const Reply& reply, const access::Origin& origin) {
  net::Response out;
  out.status = reply.status;
  if (!reply.body.is_null()) {
    out = net::Response::json(reply.status, base::json_text(reply.body));
    out.content_type = "application/scim+json";
  }
  if (!reply.location.empty())
    out.headers.emplace_back(reply.status == 201 ? "Location" : "Content-Location", reply.location);
  if (!reply.version.empty()) out.headers.emplace_back("ETag", reply.version);
  out.headers.emplace_back("Cache-Control", "no-store");
  out.headers.emplace_back("X-Request-Id", origin.request.text());
  return out;
}

net::Response refusal(const base::Problem& problem, const access::Origin& origin) {
  auto out = response_of({.status = problem.status(), .body = error_body(problem)}, origin);
  if (problem.status() == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"scim\"");
  if (problem.retry_after()) out.headers.emplace_back("Retry-After", std::to_string(*problem.retry_after()));
  return out;
}

// What whoever runs the provisioning has to mend; that something is not there is an answer like others.
bool is_of_interest(const base::Problem& problem) {
  return problem.status() == 400 || problem.status() == 401 || problem.status() == 409;
}

}  // namespace

struct Service::Run {
  access::Origin origin;
  operation::Drawn drawn = {};
  net::Respond respond;
  ShownToken token = {};
  std::optional<base::ScimTokenId> token_id = std::nullopt;
  Reply reply = {};

  void answer(net::Response response) {
    drawn.tell(response.headers);
    respond(std::move(response));
  }
};

std::size_t Service::body_limit(const net::Request& head) const {
  return scim_.tokens().read(operation::bearer_of(head)) ? max_body : body_of_strangers;
}

void Service::serve(net::Request request, net::Respond respond) const {
  auto run = std::make_shared<Run>(Run{.origin = operation::origin_of(request), .respond = std::move(respond)});
  try {
    begin(run, request);
  } catch (...) {
    fail(run, std::current_exception());
  }
}

void Service::begin(const std::shared_ptr<Run>& run, const net::Request& request) const {
  if (limits_) limits_->draw_request(run->origin, run->drawn);
  const auto token = scim_.tokens().read(operation::bearer_of(request));
  if (!token) throw invalid_token();
  run->token = *token;
  auto asked = asked_by(request);
  if (asked.collection == "Bulk" && asked.id.empty() && asked.method == "POST") {
    return begin_bulk(run, std::move(asked.body));
  }
  begin_one(run, asked);
}

void Service::begin_one(const std::shared_ptr<Run>& run, const Asked& asked) const {
  const auto& requests = scim_.requests();
  const bool about_us = is_discovery(asked.collection) && asked.method == "GET";
  if (asked.collection == "Me") throw base::Problem(501, "not_implemented", "A token is no person: there is no /Me.");
  if (!about_us) requests.check(asked);
  if (limits_) {
    limits_->draw(about_us ? operation::Rate::reading : requests.rate_of(asked), run->token.credentials(), run->origin,
                  run->drawn);
  }
  auto work = [this, run, asked, about_us](store::TenantTxn& txn) {
    const auto by = admitted(txn, *run);
    run->token_id = by.token;
    run->reply = about_us ? Reply{200, discovery(asked.collection, asked.id, scim_.requests().base_url())}
                          : scim_.requests().answer(txn, asked, by);
  };
  auto done = [this, run](std::exception_ptr error) {
    if (error) return fail(run, error);
    run->answer(response_of(run->reply, run->origin));
  };
  auto& store = scim_.store();
  asked.writes() && !about_us ? store.write(run->token.tenant, std::move(work), std::move(done))
                              : store.read(run->token.tenant, std::move(work), std::move(done));
}

void Service::begin_bulk(const std::shared_ptr<Run>& run, boost::json::value body) const {
  if (limits_) limits_->draw(operation::Rate::costly, run->token.credentials(), run->origin, run->drawn);
  scim_.pool().submit(run->token.tenant.text(), [this, run, body = std::move(body)] {
    const auto one = [&](const Asked& asked) {
      scim_.requests().check(asked);
      return scim_.store().write_now(run->token.tenant, [&](store::TenantTxn& txn) {
        const auto by = admitted(txn, *run);
        run->token_id = by.token;
        return scim_.requests().answer(txn, asked, by);
      });
    };
    try {
      // Also for a bulk of nothing.
      scim_.store().read_now(run->token.tenant, [&](store::TenantTxn& txn) { admitted(txn, *run); });
      run->answer(response_of({200, run_bulk(body, scim_.requests().base_url(), one)}, run->origin));
    } catch (...) {
      fail(run, std::current_exception());
    }
  });
}

Provisioner Service::admitted(store::TenantTxn& txn, const Run& run) const {
  return {scim_.tokens().load(txn, run.token), run.origin};
}

void Service::note_refusal(const Run& run, const base::Problem& problem) const {
  if (!is_of_interest(problem) || run.token.tenant == base::TenantId{}) return;
  const auto who = run.token.tenant.text() + " " + operation::Limits::subject_of(std::nullopt, run.origin);
  if (problem.status() == 401 && !records_.worth("scim", who)) return;  // anybody can invent tokens
  scim_.store().write(
      run.token.tenant,
      [this, by = run.token_id, origin = run.origin, code = problem.code(),
       detail = problem.detail()](store::TenantTxn& txn) {
        scim_.audit().append(txn, {.event = "scim.refused",
                                   .actor = by ? by->text() : std::string(),
                                   .target = "",
                                   .address = origin.address,
                                   .request = origin.request.text(),
                                   .session = "",
                                   .outcome = "refused",
                                   .detail = code + ": " + detail});
      },
      [](std::exception_ptr) {});
}

void Service::fail(const std::shared_ptr<Run>& run, const std::exception_ptr& error) const {
  const auto problem = operation::problem_of(error, run->origin.request.text());
  note_refusal(*run, problem);
  run->answer(refusal(problem, run->origin));
}

}  // namespace wardroom::scim
