// Lets readers in, and keeps them out for the moment in which a file is exchanged under them. Any thread. Internal to
// the store.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace wardroom::store {

class ReadGate {
 public:
  class Turn {  // waits while the gate is shut
   public:
    explicit Turn(ReadGate& gate);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    ReadGate& gate_;
  };

  class Shut {  // one at a time
   public:
    Shut(ReadGate& gate, std::chrono::milliseconds patience);
    ~Shut();
    Shut(const Shut&) = delete;
    Shut& operator=(const Shut&) = delete;
    bool quiet() const { return quiet_; }  // false: some turn took longer than the patience

   private:
    ReadGate& gate_;
    bool quiet_ = false;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool shut_ = false;
};

}  // namespace wardroom::store
