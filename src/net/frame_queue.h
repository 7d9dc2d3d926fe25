// Buffers waiting to be written to one connection, in order. Holds references, never copies; gives its memory back when
// it runs empty after a burst.
#pragma once
#include <algorithm>
#include <span>
#include <vector>

#include "net/websocket.h"

namespace wardroom::net {

class FrameQueue {
 public:
  bool empty() const { return head_ == frames_.size(); }
  std::size_t bytes() const { return bytes_; }

  void push(Frame frame) {
    bytes_ += frame->size();
    frames_.push_back(std::move(frame));
  }

  // The first bytes, up to `most`: in place when one buffer is enough, otherwise gathered into scratch.
  std::span<const char> front(char* scratch, std::size_t most) const {
    const auto& first = *frames_[head_];
    const auto here = first.size() - offset_;
    if (here >= most || head_ + 1 == frames_.size()) return {first.data() + offset_, std::min(here, most)};
    std::size_t filled = 0;
    auto offset = offset_;
    for (auto i = head_; i < frames_.size() && filled < most; ++i, offset = 0) {
      const auto part = std::min(frames_[i]->size() - offset, most - filled);
      std::copy_n(frames_[i]->data() + offset, part, scratch + filled);
      filled += part;
    }
    return {scratch, filled};
  }

  void consume(std::size_t n) {
    bytes_ -= n;
    while (head_ < frames_.size()) {
      const auto here = frames_[head_]->size() - offset_;
      if (n < here) {
        offset_ += n;
        break;
      }
      n -= here;
      offset_ = 0;
      frames_[head_++].reset();
    }
    if (empty()) {
      head_ = 0;
      frames_.clear();
      if (frames_.capacity() > kept_slots) frames_ = {};
    } else if (head_ >= compact_at && head_ * 2 >= frames_.size()) {
      frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
  }

  // Forgets what lies wholly behind the first `started` bytes.
  bool drop_after(std::size_t started) {
    auto keep = head_;
    std::size_t kept = 0;
    if (offset_ > 0) kept = frames_[keep++]->size() - offset_;
    while (keep < frames_.size() && kept < started) kept += frames_[keep++]->size();
    const bool dropped = keep < frames_.size();
    frames_.resize(keep);
    bytes_ = kept;
    return dropped;
  }

 private:
  static constexpr std::size_t kept_slots = 8;
  static constexpr std::size_t compact_at = 32;
  std::vector<Frame> frames_;
  std::size_t head_ = 0;
  std::size_t offset_ = 0;  // into the first
  std::size_t bytes_ = 0;
};

}  // namespace wardroom::net
