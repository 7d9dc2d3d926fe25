#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace wardroom::bench {
namespace {

std::string read_text(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

// proc(5): the fields after "(name)" are state, ppid, …; utime and stime are the 14th and 15th of all.
double cpu_seconds(pid_t pid) {
  const auto text = read_text("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double rss_kib(pid_t pid) {
  std::istringstream fields(read_text("/proc/" + std::to_string(pid) + "/statm"));
  double size = 0;
  double resident = 0;
  fields >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

Child::Child(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot start another process");
  if (pid_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    unsetenv("WARDROOM_BENCH_PASSWORD");  // ours, and no setting of a server
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(ends[1]);
  out_ = ends[0];
}

Child::~Child() {
  close(out_);
  kill(pid_, SIGTERM);
  for (int i = 0; i < 1000; ++i) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool Child::read_more(std::chrono::milliseconds limit) {
  pollfd wait{out_, POLLIN, 0};
  if (poll(&wait, 1, static_cast<int>(limit.count())) <= 0) return false;
  std::array<char, 4096> part{};
  const auto n = read(out_, part.data(), part.size());
  if (n <= 0) return false;
  text_.append(part.data(), static_cast<std::size_t>(n));
  return true;
}

std::string Child::await_line(const std::string& beginning, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (true) {
    std::istringstream lines(text_);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(beginning) && !lines.eof()) return line.substr(beginning.size());
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !read_more(left)) {
      throw std::runtime_error("the started program did not print \"" + beginning + "…\"");
    }
  }
}

}  // namespace wardroom::bench
