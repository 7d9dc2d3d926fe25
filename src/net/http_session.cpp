#include "net/http_session.h"

#include <algorithm>

#include "base/id.h"
#include "net/http_response.h"
#include "net/websocket_handshake.h"
#include "net/websocket_session.h"

namespace wardroom::net {
namespace {

constexpr std::int64_t least_body_rate = 16;        // bytes a millisecond that a body must keep up after the first wait
constexpr std::size_t trusted_reserve = 64 * 1024;  // memory given to a body before it has come

Response fault() {
  return Response::problem(base::Problem(500, "internal_error",
                                         "Something failed here; try again, and name the request id to the operator."),
                           base::RequestId::make().text());
}

// Brings a decision back to its connection's core, whoever makes it and wherever; a decision never made is a fault.
template <typename Decision, void (HttpSession::*deliver)(Decision), Decision (*none_made)()>
class Reply {
 public:
  Reply(std::shared_ptr<Loop> loop, std::weak_ptr<HttpSession> session)
      : loop_(std::move(loop)), session_(std::move(session)) {}
  Reply(Reply&&) noexcept = default;
  Reply& operator=(Reply&&) = delete;
  ~Reply() {
    if (loop_) (*this)(none_made());
  }

  void operator()(Decision decision) {
    const auto loop = std::move(loop_);
    if (!loop) return;  // decided before
    auto bring = [session = std::move(session_), decision = std::move(decision)]() mutable {
      if (const auto to = session.lock()) (to.get()->*deliver)(std::move(decision));
    };
    if (loop->here()) {
      bring();
    } else {
      loop->post(std::move(bring));
    }
  }

 private:
  std::shared_ptr<Loop> loop_;
  std::weak_ptr<HttpSession> session_;
};

using Decision = std::expected<std::unique_ptr<SocketHandler>, Response>;
Decision no_handler() { return std::unexpected(fault()); }
using Answer = Reply<Response, &HttpSession::answer, fault>;
using Verdict = Reply<Decision, &HttpSession::decide, no_handler>;

}  // namespace

HttpSession::HttpSession(Connection& connection) : connection_(&connection) { await_request(); }

void HttpSession::await_request() {
  state_ = State::head;
  scanned_ = 0;
  began_ = 0;
  request_ = {};
  if (in_.empty()) std::string().swap(in_);
  connection_->set_deadline(options().timeouts.idle);
}

void HttpSession::on_data(std::span<char> data) {
  in_.append(data.data(), data.size());
  process();
}

void HttpSession::process() {
  if (processing_) return;  // an answer given from inside dispatch()
  processing_ = true;
  while (connection_ && ((state_ == State::head && read_head()) || (state_ == State::body && read_body()))) {
  }
  processing_ = false;
}

bool HttpSession::read_head() {
  if (scanned_ == 0) {
    const auto start = std::min(in_.find_first_not_of("\r\n"), in_.size());  // RFC 9112 section 2.2
    in_.erase(0, start);
  }
  if (in_.empty()) {
    std::string().swap(in_);
    return false;
  }
  if (began_ == 0) {
    began_ = connection_->now_ms();
    connection_->set_deadline(options().timeouts.read);
  }
  const auto size = find_head(in_, scanned_, options().limits);
  if (!size) {
    refuse(size.error());
    return false;
  }
  if (*size == 0) return false;
  auto head = parse_head(std::string_view(in_).substr(0, *size), options().limits);
  in_.erase(0, *size);
  scanned_ = 0;
  if (!head) {
    refuse(head.error());
    return false;
  }
  begin_request(std::move(*head));
  return true;
}

void HttpSession::begin_request(HttpHead head) {
  request_ = std::move(head.request);
  keep_alive_ = head.keep_alive;
  head_only_ = request_.method == "HEAD";
  const auto& proxies = connection_->core().shared.proxies;
  request_.address = proxies.client_of(connection_->address(), request_.headers);
  if (!request_.header("x-forwarded-for").empty() && !proxies.contains(connection_->address())) {
    connection_->tell_fault(PeerFault::address, "X-Forwarded-For");
  }
  if (head.wants_upgrade) {
    if (head.content_length > 0) return refuse({400, "unexpected_body", "A WebSocket handshake has no body."});
    return begin_upgrade();
  }
  if (head.content_length > 0) {
    std::size_t limit = 0;
    if (!guarded([&] { limit = connection_->core().shared.application.body_limit(request_); })) {
      keep_alive_ = false;
      return answer(fault());
    }
    if (head.content_length > limit) {
      return refuse({413, "body_too_large", "The body is larger than this operation takes."});
    }
  }
  state_ = State::body;
  body_left_ = static_cast<std::size_t>(head.content_length);
  began_ = connection_->now_ms();
  request_.body.reserve(std::min(body_left_, trusted_reserve));
  if (head.expects_continue && body_left_ > 0 && in_.empty()) {
    connection_->write(std::make_shared<const std::string>("HTTP/1.1 100 Continue\r\n\r\n"));
  }
}

bool HttpSession::read_body() {
  const auto part = std::min(body_left_, in_.size());
  request_.body.append(in_, 0, part);
  in_.erase(0, part);
  body_left_ -= part;
  if (body_left_ > 0) {
    extend_body_deadline();
    return false;
  }
  dispatch();
  return true;
}

// A long body may take long, but only as long as it really comes.
void HttpSession::extend_body_deadline() {
  const auto until =
      began_ + options().timeouts.read.count() + static_cast<std::int64_t>(request_.body.size()) / least_body_rate;
  connection_->set_deadline(std::chrono::milliseconds(std::max<std::int64_t>(1, until - connection_->now_ms())));
}

void HttpSession::dispatch() {
  state_ = State::waiting;
  connection_->set_deadline({});
  Answer reply(connection_->core().loop, weak_from_this());
  guarded([&] { connection_->core().shared.application.handle(std::move(request_), std::move(reply)); });
}

void HttpSession::begin_upgrade() {
  const auto checked = check_websocket_request(request_);
  if (!checked) {
    Headers headers;
    if (checked.error().status == 426) headers = {{"Sec-WebSocket-Version", "13"}};
    return refuse(checked.error(), std::move(headers));
  }
  state_ = State::waiting;
  connection_->set_deadline({});
  Verdict reply(connection_->core().loop, weak_from_this());
  auto request = request_;  // its key is needed for the answer
  guarded([&] { connection_->core().shared.application.upgrade(std::move(request), std::move(reply)); });
}

void HttpSession::decide(Decision decision) {
  if (!connection_ || state_ != State::waiting) return;
  if (!decision) return answer(std::move(decision.error()));
  if (!*decision) return answer(fault());
  if (stopping()) return refuse({503, "stopping", "The server is going away; connect again in a moment."});
  upgrade_to(std::move(*decision));
}

void HttpSession::upgrade_to(std::unique_ptr<SocketHandler> handler) {
  auto& core = connection_->core();
  Response accepted{101, {}, {}, nullptr};
  accepted.headers = {{"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Accept", websocket_accept(request_.header("sec-websocket-key"))}};
  connection_->write(std::make_shared<const std::string>(
      response_head(accepted, {core.loop->date(), core.shared.security_headers, true})));
  auto& connection = *connection_;
  connection_ = nullptr;
  state_ = State::done;
  auto early = std::move(in_);
  const auto socket = std::make_shared<WebSocketSession>(connection, std::move(request_.address), std::move(handler));
  connection.become(socket);
  socket->open();
  if (!early.empty()) socket->on_data(early);
}

void HttpSession::answer(Response response) {
  if (!connection_ || state_ == State::draining || state_ == State::done) return;
  auto& core = connection_->core();
  if (stopping()) keep_alive_ = false;
  auto head = response_head(response, {core.loop->date(), core.shared.security_headers, keep_alive_});
  connection_->write(std::make_shared<const std::string>(std::move(head)));
  if (!head_only_ && has_body(response.status) && response.body) connection_->write(std::move(response.body));
  connection_->set_deadline({});
  request_ = {};
  if (keep_alive_) {
    state_ = State::draining;
  } else {
    state_ = State::done;
    connection_->finish();
  }
}

void HttpSession::refuse(const HttpError& error, Headers headers) {
  if (connection_ && error.status == 400) connection_->tell_fault(PeerFault::malformed, error.code);
  keep_alive_ = false;
  const base::Problem problem(error.status, std::string(error.code), std::string(error.detail));
  auto response = Response::problem(problem, base::RequestId::make().text());
  std::ranges::move(headers, std::back_inserter(response.headers));
  answer(std::move(response));
}

void HttpSession::on_drained() {
  if (state_ != State::draining) return;  // the interim 100
  await_request();
  process();
}

void HttpSession::on_deadline() {
  if (state_ == State::head && began_ == 0) {
    state_ = State::done;
    return connection_->finish();
  }
  refuse({408, "too_slow", "The request did not arrive in time."});
}

void HttpSession::on_stop() {
  keep_alive_ = false;
  if (state_ == State::head && began_ == 0) {
    state_ = State::done;
    connection_->finish();
  }
}

}  // namespace wardroom::net
