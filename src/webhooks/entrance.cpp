#include "webhooks/entrance.h"

#include "operation/dispatcher.h"
#include "webhooks/payload.h"

namespace wardroom::webhooks {
namespace {

constexpr std::size_t max_body = std::size_t{64} * 1024;
constexpr std::size_t body_of_strangers = 1024;

std::string_view token_of(const net::Request& request) {
  return std::string_view(request.path).substr(Entrance::root.size());
}

}  // namespace

struct Entrance::Run {
  access::Origin origin;
  operation::Drawn drawn = {};
  net::Respond respond;
  Incoming::Shown shown = {};
  std::optional<WebhookId> webhook = std::nullopt;

  void answer(net::Response response) {
    drawn.tell(response.headers);
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Request-Id", origin.request.text());
    respond(std::move(response));
  }
};

std::size_t Entrance::body_limit(const net::Request& head) const {
  return incoming_.read(token_of(head)) ? max_body : body_of_strangers;
}

void Entrance::serve(const net::Request& request, net::Respond respond) const {
  auto run = std::make_shared<Run>(Run{.origin = operation::origin_of(request), .respond = std::move(respond)});
  try {
    begin(run, request);
  } catch (...) {
    fail(run, std::current_exception());
  }
}

void Entrance::begin(const std::shared_ptr<Run>& run, const net::Request& request) const {
  if (limits_) limits_->draw_request(run->origin, run->drawn);
  const auto shown = incoming_.read(token_of(request));
  if (!shown) throw unknown_address();
  run->shown = *shown;
  if (request.method != "POST") throw base::Problem(405, "method_not_allowed", "Use POST here.");
  if (limits_) {
    limits_->draw(operation::Rate::posting, access::Credentials{.tenant = shown->tenant, .api_key = shown->hash},
                  run->origin, run->drawn);
  }
  parts_.store.write(
      shown->tenant,
      [this, run, text = text_of_payload(request.header("content-type"), request.body)](store::TenantTxn& txn) {
        const auto webhook = incoming_.find(txn, run->shown);
        if (!webhook) throw unknown_address();
        run->webhook = webhook->id;
        incoming_.post(txn, *webhook, text);
      },
      [this, run](std::exception_ptr error) {
        if (error) return fail(run, error);
        run->answer(net::Response::text(200, "ok"));  // what senders to Slack look for
      });
}

void Entrance::note_refusal(const Run& run, const base::Problem& problem) const {
  if (run.shown.tenant == base::TenantId{} || (problem.status() != 403 && problem.status() != 404)) return;
  const auto who = run.shown.tenant.text() + " " + operation::Limits::subject_of(std::nullopt, run.origin);
  if (!records_.worth(problem.code(), who)) return;
  parts_.store.write(
      run.shown.tenant,
      [this, webhook = run.webhook, origin = run.origin, code = problem.code(),
       detail = problem.detail()](store::TenantTxn& txn) {
        parts_.audit.append(txn, {.event = "webhook.refused",
                                  .target = webhook ? webhook->text() : "",
                                  .address = origin.address,
                                  .request = origin.request.text(),
                                  .outcome = "refused",
                                  .detail = code + ": " + detail});
      },
      [](std::exception_ptr) {});
}

void Entrance::fail(const std::shared_ptr<Run>& run, const std::exception_ptr& error) const {
  const auto problem = operation::problem_of(error, run->origin.request.text());
  note_refusal(*run, problem);
  auto response = net::Response::problem(problem, run->origin.request.text());
  if (problem.status() == 405) response.headers.emplace_back("Allow", "POST");
  run->answer(std::move(response));
}

}  // namespace wardroom::webhooks
