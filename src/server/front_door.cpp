#include "server/front_door.h"

namespace wardroom::server {
namespace {

constexpr std::string_view api = "/api/v1";
// Read although nothing is done with it, so that the answer is "starting" and not that it is too large.
constexpr std::size_t body_while_starting = std::size_t{64} * 1024;
constexpr std::string_view realtime_path = "/api/v1/realtime";

bool is_operation(const net::Request& request) {
  return request.path.starts_with(api) && request.path.size() > api.size() && request.path[api.size()] == '/';
}

net::Response not_found(const net::Request& request) {
  return net::Response::problem(base::Problem(404, "not_found", "There is nothing at this address."),
                                operation::origin_of(request).request.text());
}

net::Response starting(const net::Request& request) {
  return net::Response::problem(
      base::Problem(503, "starting", "The server is starting; try again in a moment.").retry_after(1),
      operation::origin_of(request).request.text());
}

void serve_operation(const FrontDoor::Parts& parts, net::Request request, net::Respond respond) {
  const auto& cors = parts.cors;
  if (auto preflight = cors.preflight(request)) return respond(std::move(*preflight));
  const auto path = request.path.substr(api.size());
  auto allowed = [&cors, origin = std::string(request.header("origin")),
                  respond = std::move(respond)](net::Response response) mutable {
    cors.allow(origin, response);
    respond(std::move(response));
  };
  parts.dispatcher.serve(std::move(request), path, std::move(allowed));
}

}  // namespace

void FrontDoor::open(Parts parts) {
  auto text = std::make_shared<const std::string>(parts.openapi);
  storage_ = std::make_unique<const Opened>(Opened{std::move(parts), std::move(text)});
  opened_ = storage_.get();
}

std::size_t FrontDoor::body_limit(const net::Request& head) {
  const auto* const opened = opened_.load();
  const bool provisioning = scim::Service::serves(head.path);
  const bool hook = webhooks::Entrance::serves(head.path);
  if (!is_operation(head) && !provisioning && !hook) return 0;
  if (!opened) return body_while_starting;
  if (provisioning) return opened->parts.provisioning.body_limit(head);
  if (hook) return opened->parts.hooks.body_limit(head);
  return opened->parts.dispatcher.body_limit(head.method, std::string_view(head.path).substr(api.size()));
}

void FrontDoor::handle(net::Request request, net::Respond respond) {
  const auto* const opened = opened_.load();
  if (!opened) return respond(request.path == "/healthz" ? net::Response::text(200, "ok\n") : starting(request));
  opened->parts.faults.look_at_path(request);
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (is_operation(request) && request.path != "/api/v1/openapi.json") {
    return serve_operation(opened->parts, std::move(request), std::move(respond));
  }
  if (scim::Service::serves(request.path)) {
    return opened->parts.provisioning.serve(std::move(request), std::move(respond));
  }
  if (webhooks::Entrance::serves(request.path)) return opened->parts.hooks.serve(request, std::move(respond));
  if (!reading) {
    auto response = net::Response::problem(base::Problem(405, "method_not_allowed", "Use GET here."),
                                           operation::origin_of(request).request.text());
    response.headers.emplace_back("Allow", "GET, HEAD");
    return respond(std::move(response));
  }
  respond(fixed(*opened, request));
}

net::Response FrontDoor::fixed(const Opened& opened, const net::Request& request) {
  if (request.path == "/healthz") return net::Response::text(200, "ok\n");
  if (request.path == "/readyz") return net::Response::text(200, "ready\n");
  if (request.path == "/.well-known/jwks.json") return net::Response::json(200, opened.parts.identity.jwks());
  if (request.path == "/.well-known/wardroom-identity") {
    return net::Response::json(200, opened.parts.public_identity.json());
  }
  if (request.path == "/api/v1/openapi.json") {
    net::Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.body = opened.openapi;
    return response;
  }
  if (auto file = opened.parts.files.serve(request)) return std::move(*file);
  if (opened.parts.files.empty() && request.path == "/") {
    return net::Response::text(200, "Wardroom is running, without its web client: start it with --web DIRECTORY.\n");
  }
  return not_found(request);
}

void FrontDoor::peer_fault(net::PeerFault fault, const std::string& address, std::string_view detail) {
  if (const auto* const opened = opened_.load()) opened->parts.faults.record(fault, address, detail);
}

void FrontDoor::upgrade(net::Request request, net::Upgrade decide) {
  const auto* const opened = opened_.load();
  if (!opened) return decide(std::unexpected(starting(request)));
  auto origin = operation::origin_of(request);
  const auto refuse = [&](int status, const char* code, const char* detail) {
    decide(std::unexpected(net::Response::problem(base::Problem(status, code, detail), origin.request.text())));
  };
  if (request.path != realtime_path)
    return refuse(404, "not_found", "Realtime connections are made at /api/v1/realtime.");
  const auto ticket = net::query_value(request.query, "ticket");
  const auto credentials = ticket ? opened->parts.identity.tickets().redeem(*ticket, request.address) : std::nullopt;
  if (!credentials) {
    opened->parts.faults.unknown_ticket(request);
    return refuse(
        401, "ticket_invalid",
        "The ticket is unknown, used or older than 30 seconds. Ask for one with POST /api/v1/realtime/tickets.");
  }
  decide(
      chat::make_handler(std::make_shared<chat::Connection>(opened->parts.realtime, *credentials, std::move(origin))));
}

}  // namespace wardroom::server
