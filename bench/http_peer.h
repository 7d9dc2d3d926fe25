// A kept-alive HTTP connection of the generator: one request at a time, of the answer only the status is looked at.
#pragma once
#include <functional>
#include <string>

#include "engine.h"

namespace wardroom::bench {

class HttpPeer final : public Peer {
 public:
  using Answered = std::function<void(HttpPeer&, int status, std::int64_t began, std::int64_t ended)>;
  // begin: called when the connection stands; both may call request().
  HttpPeer(std::string authority, std::string token, std::function<void(HttpPeer&)> begin, Answered answered)
      : head_("Host: " + authority + "\r\nAuthorization: Bearer " + token + "\r\n"),
        begin_(std::move(begin)),
        answered_(std::move(answered)) {}

  void request(std::string_view method, std::string_view target, std::string_view body = {});
  bool standing() const { return standing_; }

  void on_ready() override {
    standing_ = true;
    if (begin_) begin_(*this);
  }
  void on_bytes(std::span<char> bytes, std::int64_t now) override;

 private:
  std::string head_;
  std::function<void(HttpPeer&)> begin_;
  Answered answered_;
  bool standing_ = false;
  std::int64_t began_ = 0;
  std::size_t body_left_ = 0;
  int status_ = 0;  // 0: the head is still coming
  std::string in_;
};

}  // namespace wardroom::bench
