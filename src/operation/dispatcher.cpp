#include "operation/dispatcher.h"

#include "base/log.h"
#include "base/printable.h"

namespace wardroom::operation {
namespace {

constexpr std::string_view refresh_cookie = "__Host-wardroom_refresh";
constexpr std::size_t body_of_nothing = std::size_t{16} * 1024;
constexpr std::size_t longest_client = 200;

// A key that got into wrong hands must not be able to take the account over.
void require_for_programs(const Declared& operation, const access::ByApiKey& key) {
  const auto& policy = operation.policy;
  const bool own_account = policy.scope == Scope::self && operation.method != Method::get && !policy.for_programs;
  if (own_account || operation.rate == Rate::authentication) throw access::refused_to_api_key();
  if (key.read_only && operation.method != Method::get && !policy.for_programs) {
    throw base::Problem(403, "api_key_refused", "This API key may read only.");
  }
}

base::Problem not_an_operator() {
  return {403, "permission_denied",
          "Only people of the workspace that whoever runs this server named its operators' may do this."};
}

net::Response refusal(const base::Problem& problem, const access::Origin& origin) {
  auto response = net::Response::problem(problem, origin.request.text());
  if (problem.status() == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

net::Response success(Answer answer, const access::Origin& origin) {
  auto response = net::Response::json(answer.status, std::move(answer.json));
  response.headers = std::move(answer.headers);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Request-Id", origin.request.text());
  return response;
}

}  // namespace

struct Dispatcher::Run {
  const Declared& operation;
  std::optional<access::Credentials> credentials;
  access::Origin origin;
  Finish finish;
  std::optional<access::Caller> caller;
  std::string json;

  void fail(std::exception_ptr error) { finish(std::move(error), {}); }
};

access::Origin origin_of(const net::Request& request) {
  access::Origin origin;
  origin.address = request.address;
  origin.client = base::printable(request.header("user-agent"), longest_client);
  origin.cookie = std::string(net::cookie_value(request, refresh_cookie).value_or(""));
  origin.web = request.header("x-wardroom-client") == "web";
  origin.request = base::RequestId::make();
  return origin;
}

std::string_view bearer_of(const net::Request& request) {
  const auto header = request.header("authorization");
  return header.starts_with("Bearer ") ? header.substr(7) : std::string_view();
}

base::Problem problem_of(const std::exception_ptr& error, std::string_view request_id) {
  try {
    std::rethrow_exception(error);
  } catch (const base::Problem& problem) {
    return problem;
  } catch (const std::exception& fault) {
    base::log_error("request {}: {}", request_id, fault.what());
  } catch (...) {
    base::log_error("request {}: unknown fault", request_id);
  }
  return {500, "internal",
          "Something failed on the server. Try again; if it stays, give your administrator the request id."};
}

std::size_t Dispatcher::body_limit(std::string_view method, std::string_view path) const {
  const auto route = router_.find(method, path);
  // Where there is no operation a short body is read all the same, so that the answer is what is wrong: 404 or 405.
  return route.operation ? route.operation->body_limit : body_of_nothing;
}

template <typename Draw>
void Dispatcher::recording_floods(const std::optional<access::Credentials>& credentials, const access::Origin& origin,
                                  std::string_view what, Draw draw) {
  if (!parts_.limits) return;
  try {
    draw(*parts_.limits);
  } catch (const base::Problem&) {
    if (records_.worth("flood", Limits::subject_of(credentials, origin))) record_flood(credentials, origin, what);
    throw;
  }
}

void Dispatcher::serve(net::Request request, std::string_view path, net::Respond respond) {
  auto origin = origin_of(request);
  auto drawn = std::make_shared<Drawn>();
  // Shared, because either the operation's finisher or the catch below answers.
  auto answer = std::make_shared<net::Respond>([respond = std::move(respond), drawn](net::Response response) mutable {
    drawn->tell(response.headers);
    respond(std::move(response));
  });
  try {
    recording_floods(std::nullopt, origin, path, [&](Limits& limits) { limits.draw_request(origin, *drawn); });
    serve_operation(request, path, origin, *drawn, answer);
  } catch (...) {
    (*answer)(refusal(problem_of(std::current_exception(), origin.request.text()), origin));
  }
}

void Dispatcher::serve_operation(const net::Request& request, std::string_view path, access::Origin origin,
                                 Drawn& drawn, const std::shared_ptr<net::Respond>& answer) {
  auto route = router_.find(request.method, path);
  if (!route.operation) {
    if (route.allowed.empty())
      throw base::Problem(404, "no_such_route", "There is nothing at this path. See /api/v1/openapi.json.");
    auto response = refusal(base::Problem(405, "method_not_allowed", "Use one of: " + route.allowed + "."), origin);
    response.headers.emplace_back("Allow", route.allowed);
    return (*answer)(std::move(response));
  }
  std::optional<access::Credentials> credentials;
  if (route.operation->policy.scope != Scope::anyone) credentials = verify(request, path, origin);
  draw(*route.operation, credentials, origin, drawn);
  const Source source{route.operation->method,
                      std::move(route.path),
                      request.query,
                      request.body,
                      request.header("content-type"),
                      nullptr,
                      route.operation->form_body};
  run(*route.operation, source, credentials, origin, [answer, origin](std::exception_ptr error, Answer result) {
    (*answer)(error ? refusal(problem_of(error, origin.request.text()), origin) : success(std::move(result), origin));
  });
}

void Dispatcher::command(std::string_view name, const boost::json::value& args, const access::Credentials& credentials,
                         const access::Origin& origin, Finish finish) {
  auto shared = std::make_shared<Finish>(std::move(finish));
  try {
    const auto* const operation = parts_.registry.realtime(name);
    if (!operation) throw base::Problem(404, "no_such_command", "There is no realtime command of this name.").at("op");
    Drawn drawn;
    draw(*operation, credentials, origin, drawn);
    Source source;
    source.args = &args;
    run(*operation, source, credentials, origin,
        [shared](std::exception_ptr error, Answer result) { (*shared)(std::move(error), std::move(result)); });
  } catch (...) {
    (*shared)(std::current_exception(), {});
  }
}

// Throws only before anything was handed on; after that `finish` tells.
void Dispatcher::run(const Declared& operation, const Source& source, std::optional<access::Credentials> credentials,
                     access::Origin origin, Finish finish) {
  auto work = operation.bind(source);
  auto run = std::make_shared<Run>(Run{operation, credentials, std::move(origin), std::move(finish), std::nullopt, {}});
  if (auto* const transactional = std::get_if<TxnWork>(&work))
    return run_in_transaction(std::move(run), std::move(*transactional));
  run_async(std::move(run), std::move(std::get<AsyncWork>(work)));
}

// The caller is set before anything is refused, so that a denial is recorded with who it was.
void Dispatcher::admit(store::TenantTxn& txn, Run& run) {
  run.caller = parts_.authenticator.load(txn, *run.credentials);
  const auto& caller = *run.caller;
  const auto& policy = run.operation.policy;
  if (caller.api_key) require_for_programs(run.operation, *caller.api_key);
  if (policy.scope != Scope::self) access::require_enrolled(caller);
  if (policy.has_permission) access::require(caller, policy.permission);
  if (policy.scope == Scope::server && !parts_.are_operators(caller.tenant)) throw not_an_operator();
  if (policy.fresh) access::require_fresh(caller);
}

void Dispatcher::draw(const Declared& operation, const std::optional<access::Credentials>& credentials,
                      const access::Origin& origin, Drawn& drawn) {
  recording_floods(credentials, origin, operation.name,
                   [&](Limits& limits) { limits.draw(operation.rate, credentials, origin, drawn); });
}

// In the log of the workspace, or where that is not known of the server itself.
void Dispatcher::record_flood(const std::optional<access::Credentials>& credentials, const access::Origin& origin,
                              std::string_view what) {
  parts_.store.write(
      credentials ? credentials->tenant : base::platform_tenant,
      [this, credentials, origin, target = std::string(what.substr(0, 100))](store::TenantTxn& txn) {
        const bool person = credentials && !credentials->api_key;
        parts_.audit.append(txn, {.event = "access.rate_limited",
                                  .actor = person ? credentials->user.text() : std::string(),
                                  .target = target,
                                  .address = origin.address,
                                  .request = origin.request.text(),
                                  .session = person ? credentials->session.text() : std::string(),
                                  .outcome = "refused",
                                  .detail = ""});
      },
      [](std::exception_ptr) {});
}

// A token that is none of ours names no workspace that could be believed: it is the server's own log that tells of it.
access::Credentials Dispatcher::verify(const net::Request& request, std::string_view path,
                                       const access::Origin& origin) try {
  return parts_.authenticator.verify(bearer_of(request));
} catch (const base::Problem& problem) {
  if (problem.code() == "token_invalid") record_forgery(base::platform_tenant, origin, path);
  throw;
}

void Dispatcher::record_forgery(base::TenantId tenant, const access::Origin& origin, std::string_view what) {
  if (!records_.worth("forgery", tenant.text() + " " + Limits::subject_of(std::nullopt, origin))) return;
  parts_.store.write(
      tenant,
      [this, origin, target = std::string(what.substr(0, 100))](store::TenantTxn& txn) {
        parts_.audit.append(txn, {.event = "access.token_refused",
                                  .target = target,
                                  .address = origin.address,
                                  .request = origin.request.text(),
                                  .outcome = "refused"});
      },
      [](std::exception_ptr) {});
}

void Dispatcher::record_denial(const Run& run, const base::Problem& problem) {
  if (problem.code() == "token_invalid" && run.credentials) {  // an API key that the workspace has not, or no more
    return record_forgery(run.credentials->tenant, run.origin, run.operation.name);
  }
  if (!run.caller) return;
  if (problem.code() == "permission_denied" || problem.code() == "api_key_refused") {
    return record_refusal(run, "access.denied", "denied", "");
  }
  if (problem.status() != 404) return;
  // Whether it is another workspace's or nobody's is not looked up: one must not learn by its log what others have.
  const auto who = run.caller->user.text() + " " + std::string(run.operation.name);
  if (records_.worth("unknown", who)) record_refusal(run, "access.unknown", "refused", problem.code());
}

void Dispatcher::record_denial(const Run& run, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const base::Problem& problem) {
    record_denial(run, problem);
  } catch (...) {  // told to the log by whoever answers
  }
}

void Dispatcher::record_refusal(const Run& run, audit::Event event, std::string outcome, std::string detail) {
  parts_.store.write(
      run.caller->tenant,
      [this, event, outcome = std::move(outcome), detail = std::move(detail), caller = *run.caller, origin = run.origin,
       target = std::string(run.operation.name)](store::TenantTxn& txn) {
        parts_.audit.append(txn, {.event = event,
                                  .actor = caller.user.text(),
                                  .target = target,
                                  .address = origin.address,
                                  .request = origin.request.text(),
                                  .session = caller.session.text(),
                                  .outcome = outcome,
                                  .detail = detail});
      },
      [](std::exception_ptr) {});
}

void Dispatcher::run_in_transaction(std::shared_ptr<Run> run, TxnWork work) {
  auto inside = [this, run, work = std::move(work)](store::TenantTxn& txn) mutable {
    admit(txn, *run);
    Call call{*run->caller, run->origin, txn, {}, {}, true};
    run->json = work(call);
    if (run->operation.kind != Kind::writes || !run->operation.audited.event || !call.changed) return;
    parts_.audit.append(txn, {.event = *run->operation.audited.event,
                              .actor = run->caller->user.text(),
                              .target = std::move(call.target),
                              .address = run->origin.address,
                              .request = run->origin.request.text(),
                              .session = run->caller->session.text(),
                              .outcome = "ok",
                              .detail = std::move(call.detail)});
  };
  auto done = [this, run](std::exception_ptr error) {
    if (!error) return run->finish(nullptr, {std::move(run->json), {}});
    record_denial(*run, error);
    run->fail(error);
  };
  const auto tenant = run->credentials->tenant;
  if (run->operation.kind == Kind::writes) {
    parts_.store.write(tenant, std::move(inside), std::move(done));
  } else {
    parts_.store.read(tenant, std::move(inside), std::move(done));
  }
}

void Dispatcher::run_async(std::shared_ptr<Run> run, AsyncWork work) {
  if (run->operation.policy.scope == Scope::anyone) return work(std::nullopt, run->origin, std::move(run->finish));
  auto shared = std::make_shared<AsyncWork>(std::move(work));
  parts_.store.read(
      run->credentials->tenant, [this, run](store::TenantTxn& txn) { admit(txn, *run); },
      [this, run, shared](std::exception_ptr error) {
        auto finish = [this, run](const std::exception_ptr& failure, Answer answer) {
          if (failure) record_denial(*run, failure);
          run->finish(failure, std::move(answer));
        };
        if (error) return finish(error, {});
        (*shared)(run->caller, run->origin, std::move(finish));
      });
}

}  // namespace wardroom::operation
