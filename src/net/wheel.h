// Deadlines for very many connections at the price of a few words each: a hashed timing wheel. Moving a deadline later
// only writes a number; the node is put into its new slot when the old one comes round. One thread.
#pragma once
#include <cstdint>
#include <vector>

namespace wardroom::net {

struct Link {
  Link* before = this;
  Link* after = this;
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  void unlink();
  void insert_before(Link& other);
};

class Timed : private Link {
 public:
  virtual void on_deadline() = 0;

 protected:
  Timed() = default;
  ~Timed() { unlink(); }

 private:
  friend class Wheel;
  std::int64_t deadline_ = 0;  // milliseconds; 0: none
  std::int64_t tick_ = 0;      // the tick at which its slot comes round
};

class Wheel {
 public:
  explicit Wheel(std::int64_t tick_ms) : tick_ms_(tick_ms), slots_(slot_count) {}
  void set(Timed& timed, std::int64_t deadline_ms);  // 0: none
  // Calls on_deadline of all that are due, each once; it may set and unset any deadline, and end any Timed.
  void advance(std::int64_t now_ms);
  std::int64_t tick_ms() const { return tick_ms_; }

 private:
  static constexpr std::int64_t slot_count = 512;
  void place(Timed& timed);
  std::int64_t tick_ms_;
  std::int64_t tick_ = 0;  // the last one handled
  std::vector<Link> slots_;
};

}  // namespace wardroom::net
