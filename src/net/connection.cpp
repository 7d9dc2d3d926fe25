#include "net/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http_session.h"

namespace wardroom::net {
namespace {

constexpr std::size_t record_size = 16 * 1024;  // the most one TLS record carries
constexpr int reads_per_turn = 4;               // so that one fast sender does not hold up the others
constexpr std::chrono::milliseconds linger_time{2'000};

}  // namespace

Connection::Connection(Core& core, int fd, std::string address)
    : core_(core), ssl_(SSL_new(core.shared.tls().get())), fd_(fd), address_(std::move(address)) {
  if (!ssl_ || SSL_set_fd(ssl_, fd) != 1) broken_ = true;
  if (ssl_) SSL_set_accept_state(ssl_);
}

Connection::~Connection() {
  SSL_free(ssl_);
  if (fd_ >= 0) close(fd_);
}

void Connection::start(std::list<std::shared_ptr<Connection>>::iterator place) {
  place_ = place;
  core_.loop->watch(fd_, *this, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  set_deadline(core_.shared.options.timeouts.read);
  if (broken_) touch();
}

void Connection::stop() {
  if (state_ == State::handshake) abort();
  if (state_ == State::open) protocol_->on_stop();
}

void Connection::become(std::shared_ptr<Protocol> protocol) {
  if (protocol_) core_.loop->keep_until_turn_end(std::move(protocol_));
  protocol_ = std::move(protocol);
  touch();
}

void Connection::set_deadline(std::chrono::milliseconds from_now) {
  read_deadline_ = from_now.count() == 0 ? 0 : now_ms() + from_now.count();
  arm();
}

void Connection::arm() {
  auto at = read_deadline_;
  if (write_deadline_ != 0 && (at == 0 || write_deadline_ < at)) at = write_deadline_;
  core_.loop->set_deadline(*this, at);
}

void Connection::write(Frame frame) {
  if (state_ != State::open || finishing_ || frame->empty()) return;
  queue_.push(std::move(frame));
  wrote_ = true;
  touch();
}

void Connection::touch() {
  if (touched_ || state_ == State::dead) return;
  touched_ = true;
  core_.loop->defer(shared_from_this());
}

void Connection::finish() {
  finishing_ = true;
  touch();
}

void Connection::abort() {
  broken_ = true;
  touch();
}

void Connection::on_events(std::uint32_t events) {
  if (state_ == State::dead) return;
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readable_ = true;
  if ((events & EPOLLOUT) && blocked_) {
    blocked_ = false;
    touch();
  }
  if (!guarded([&] { read_some(); })) end();
}

bool Connection::handshake() {
  ERR_clear_error();
  const int done = SSL_do_handshake(ssl_);
  if (done == 1) {
    state_ = State::open;
    readable_ = true;  // the handshake may have read ahead what no event will tell of again
    become(std::make_shared<HttpSession>(*this));
    return true;
  }
  const int why = SSL_get_error(ssl_, done);
  if (why == SSL_ERROR_WANT_READ) readable_ = false;
  if (why == SSL_ERROR_SSL) tell_tls_fault();
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) end();
  return false;
}

void Connection::tell_tls_fault() {
  const auto fault = tls_fault();
  tell_fault(fault.plaintext ? PeerFault::plaintext : PeerFault::tls, fault.words);
}

void Connection::tell_fault(PeerFault fault, std::string_view detail) {
  guarded([&] { core_.shared.application.peer_fault(fault, address_, detail); });
}

void Connection::read_some() {
  if (state_ == State::handshake && !handshake()) return;
  if (state_ == State::lingering) return discard();
  for (int i = 0; i < reads_per_turn && readable_ && !finishing_ && !broken_ && protocol_->wants_data(); ++i) {
    ERR_clear_error();
    const int n = SSL_read(ssl_, core_.loop->scratch(), static_cast<int>(Loop::scratch_size));
    if (n > 0) {
      protocol_->on_data({core_.loop->scratch(), static_cast<std::size_t>(n)});
      continue;
    }
    const int why = SSL_get_error(ssl_, n);
    if (why == SSL_ERROR_SSL) tell_tls_fault();
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return end();
    readable_ = false;
  }
  if (readable_ && !finishing_ && protocol_->wants_data()) touch();  // goes on next turn
}

void Connection::flush() {
  while (!queue_.empty() && !blocked_ && !broken_) {
    const auto part = queue_.front(core_.loop->write_scratch(), record_size);
    ERR_clear_error();
    const int n = SSL_write(ssl_, part.data(), static_cast<int>(part.size()));
    if (n > 0) {
      pending_ = 0;
      queue_.consume(static_cast<std::size_t>(n));
      write_deadline_ = 0;
      continue;
    }
    const int why = SSL_get_error(ssl_, n);
    if (why != SSL_ERROR_WANT_WRITE && why != SSL_ERROR_WANT_READ) return abort();
    pending_ = part.size();
    blocked_ = true;
    if (write_deadline_ == 0 && protocol_->has_write_limit()) {
      write_deadline_ = now_ms() + core_.shared.options.timeouts.write.count();
      arm();
    }
  }
}

void Connection::on_turn_end() {
  touched_ = false;
  if (state_ == State::dead) return;
  if (broken_) return end();
  if (state_ == State::handshake) return;
  if (state_ == State::lingering) return discard();
  const bool fine = guarded([&] {
    protocol_->on_turn_end();
    flush();
    if (queue_.empty() && wrote_ && !broken_) {
      wrote_ = false;
      protocol_->on_drained();
    }
    if (finishing_ && queue_.empty()) return linger();
    if (readable_ && !broken_) read_some();
  });
  if (!fine) end();
}

void Connection::on_deadline() {
  const auto now = now_ms();
  if (write_deadline_ != 0 && write_deadline_ <= now) return abort();
  if (read_deadline_ != 0 && read_deadline_ <= now) {
    read_deadline_ = 0;
    if (state_ != State::open || finishing_) return abort();
    protocol_->on_deadline();
  }
  arm();
}

// Closing at once would make the kernel answer what the peer still sends with a reset, which can destroy the last
// answer before it was read. So: say that no more comes, and discard for a moment.
void Connection::linger() {
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
  shutdown(fd_, SHUT_WR);
  state_ = State::lingering;
  write_deadline_ = 0;
  set_deadline(linger_time);
  discard();
}

void Connection::discard() {
  for (int i = 0; i < reads_per_turn; ++i) {
    const auto n = recv(fd_, core_.loop->scratch(), Loop::scratch_size, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (n <= 0) return end();
  }
  touch();
}

void Connection::end() {
  if (state_ == State::dead) return;
  state_ = State::dead;
  const auto self = shared_from_this();
  core_.loop->keep_until_turn_end(self);  // an event for it may lie in the batch under way
  core_.loop->unwatch(fd_);
  core_.loop->set_deadline(*this, 0);
  close(fd_);
  fd_ = -1;
  if (protocol_) guarded([&] { protocol_->on_end(); });
  core_.connections.erase(place_);
  core_.count.fetch_sub(1, std::memory_order_relaxed);
  core_.shared.admission.leave(address_);
}

}  // namespace wardroom::net
