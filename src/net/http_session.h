// HTTP/1.1 on one connection: one request at a time, in order; what a client sends ahead waits in the kernel.
#pragma once
#include <memory>
#include <string>

#include "net/connection.h"
#include "net/http_parser.h"

namespace wardroom::net {

class HttpSession final : public Protocol, public std::enable_shared_from_this<HttpSession> {
 public:
  explicit HttpSession(Connection& connection);

  bool wants_data() const override { return state_ == State::head || state_ == State::body; }
  void on_data(std::span<char> data) override;
  void on_drained() override;
  void on_deadline() override;
  void on_stop() override;
  void on_end() override { connection_ = nullptr; }

  // What the application decided, on the core's thread.
  void answer(Response response);
  void decide(std::expected<std::unique_ptr<SocketHandler>, Response> decision);

 private:
  // waiting: for the application; draining: for the client to take the answer; done: nothing more is read
  enum class State : std::uint8_t { head, body, waiting, draining, done };
  void process();
  bool read_head();
  bool read_body();
  void begin_request(HttpHead head);
  void begin_upgrade();
  void dispatch();
  void await_request();
  void extend_body_deadline();
  void refuse(const HttpError& error, Headers headers = {});
  void upgrade_to(std::unique_ptr<SocketHandler> handler);
  const ServerOptions& options() const { return connection_->core().shared.options; }
  bool stopping() const { return connection_->core().shared.stopping.load(std::memory_order_relaxed); }

  Connection* connection_;
  State state_ = State::head;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool processing_ = false;
  std::size_t scanned_ = 0;
  std::size_t body_left_ = 0;
  std::int64_t began_ = 0;  // when the head or the body under way began; 0: nothing under way
  std::string in_;
  Request request_;
};

}  // namespace wardroom::net
