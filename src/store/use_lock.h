// Who has a database file open, across processes: a lock (flock) on FILE-use, shared while it is open, and exclusive
// while one of them puts another file in its place. Internal to the store.
#pragma once
#include <filesystem>

namespace wardroom::store {

class UseLock {
 public:
  explicit UseLock(const std::filesystem::path& file);  // waits while another process exchanges the file
  ~UseLock();
  UseLock(const UseLock&) = delete;
  UseLock& operator=(const UseLock&) = delete;

  class Exclusive {
   public:
    explicit Exclusive(UseLock& lock);
    ~Exclusive();
    Exclusive(const Exclusive&) = delete;
    Exclusive& operator=(const Exclusive&) = delete;
    bool held() const { return held_; }  // false: another process has the file open

   private:
    UseLock& lock_;
    bool held_;
  };

 private:
  void share();
  int descriptor_;
};

}  // namespace wardroom::store
