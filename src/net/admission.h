// How many connections there are, in total and from each address. Any thread.
#pragma once
#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

namespace wardroom::net {

class Admission {
 public:
  Admission(std::size_t total, std::size_t per_address) : total_limit_(total), address_limit_(per_address) {}

  bool enter(const std::string& address, bool exempt);  // exempt from the limit per address
  void leave(const std::string& address);
  std::size_t total() const { return total_.load(std::memory_order_relaxed); }

 private:
  std::size_t total_limit_;
  std::size_t address_limit_;
  std::atomic<std::size_t> total_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace wardroom::net
