// Another process as /proc shows it, and one that is started for the time of a bench.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace wardroom::bench {

double cpu_seconds(pid_t pid);  // user and system; 0 when there is no such process
double rss_kib(pid_t pid);

// A child whose standard output is read line by line; ended when this is destroyed.
class Child {
 public:
  Child(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  // The rest of the first line that begins with this; std::runtime_error when it ends or the time is over.
  std::string await_line(const std::string& beginning, std::chrono::milliseconds limit);

 private:
  bool read_more(std::chrono::milliseconds limit);
  pid_t pid_ = -1;
  int out_ = -1;
  std::string text_;
};

}  // namespace wardroom::bench
