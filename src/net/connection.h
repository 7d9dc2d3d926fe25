// One TLS connection on its core: handshake, reading, a write queue flushed once per turn of the loop, deadlines, and a
// close that lets the peer read the last answer. What is spoken over it is a Protocol. Core's thread only.
#pragma once
#include <openssl/types.h>

#include <chrono>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/core.h"
#include "net/frame_queue.h"

namespace wardroom::net {

// The connection may be told to finish or abort from inside any of these; it does so at the end of the turn.
class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual bool wants_data() const = 0;                   // otherwise it is left in the kernel
  virtual void on_data(std::span<char> data) = 0;        // valid during the call, may be written to
  virtual void on_turn_end() {}                          // after touch() or a write
  virtual void on_drained() {}                           // everything written has been taken by the kernel
  virtual void on_deadline() = 0;                        // the one set by set_deadline()
  virtual void on_stop() = 0;                            // the server stops: finish soon
  virtual void on_end() {}                               // the connection is gone; once, last
  virtual bool has_write_limit() const { return true; }  // whether a stalled write ends the connection by itself
};

class Connection final : public Watcher, public Timed, public TurnEnd, public std::enable_shared_from_this<Connection> {
 public:
  // Takes the socket. Only make_shared; then start().
  Connection(Core& core, int fd, std::string address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  void start(std::list<std::shared_ptr<Connection>>::iterator place);
  void stop();

  Core& core() { return core_; }
  const std::string& address() const { return address_; }
  std::int64_t now_ms() const { return core_.loop->now_ms(); }
  void become(std::shared_ptr<Protocol> protocol);
  void set_deadline(std::chrono::milliseconds from_now);  // zero: none
  void write(Frame frame);
  void flush();  // now instead of at the end of the turn; a failure is noticed then
  std::size_t queued_bytes() const { return queue_.bytes(); }
  bool drop_queue() { return queue_.drop_after(pending_); }
  void touch();   // ask for on_turn_end
  void finish();  // once the queue is written
  void abort();
  void end();  // at once; not from inside a protocol
  void tell_fault(PeerFault fault, std::string_view detail);

  void on_events(std::uint32_t events) override;
  void on_deadline() override;
  void on_turn_end() override;

 private:
  enum class State : std::uint8_t { handshake, open, lingering, dead };
  bool handshake();
  void tell_tls_fault();
  void read_some();
  void discard();
  void linger();
  void arm();

  Core& core_;
  SSL* ssl_;
  int fd_;
  State state_ = State::handshake;
  bool readable_ = false;
  bool blocked_ = false;  // until the kernel takes more
  bool touched_ = false;  // in the loop's list for the end of the turn
  bool wrote_ = false;    // on_drained is owed
  bool finishing_ = false;
  bool broken_ = false;
  std::size_t pending_ = 0;  // bytes TLS has made into a record the kernel has not taken yet
  std::int64_t read_deadline_ = 0;
  std::int64_t write_deadline_ = 0;
  FrameQueue queue_;
  std::shared_ptr<Protocol> protocol_;
  std::list<std::shared_ptr<Connection>>::iterator place_;
  std::string address_;
};

}  // namespace wardroom::net
