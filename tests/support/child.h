// Programs that a test needs beside it: run to the end, or kept running and spoken to by lines. Ended with the test.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace wardroom::test {

class Child {
 public:
  explicit Child(std::vector<std::string> command) {
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    std::vector<char*> arguments;
    for (auto& part : command) arguments.push_back(part.data());
    arguments.push_back(nullptr);
    const int error = ::posix_spawnp(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
    if (error != 0) throw std::runtime_error(command[0] + " cannot be started: is it installed?");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      wait();
    }
    ::close(to_);
    ::close(from_);
  }

  void signal(int number) { ::kill(pid_, number); }
  int wait() {
    int status = 0;
    if (pid_ > 0) ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  }
  void say(const std::string& line) {
    const auto text = line + "\n";
    if (::write(to_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("is gone");
  }
  // The next line of its output; throws when it has ended or says nothing for long.
  std::string hear() {
    for (;;) {
      if (const auto end = heard_.find('\n'); end != std::string::npos) {
        auto line = heard_.substr(0, end);
        heard_.erase(0, end + 1);
        return line;
      }
      pollfd ready{from_, POLLIN, 0};
      char buffer[4096];
      const auto got = ::poll(&ready, 1, 60'000) == 1 ? ::read(from_, buffer, sizeof buffer) : 0;
      if (got <= 0) throw std::runtime_error("a program beside the test ended or fell silent");
      heard_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  std::string rest() {
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(from_, buffer, sizeof buffer)) > 0;)
      heard_.append(buffer, static_cast<std::size_t>(got));
    return std::move(heard_);
  }

 private:
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string heard_;
};

// Runs it to its end; throws with its output when it fails.
inline std::string run(std::vector<std::string> command) {
  auto name = command[0];
  Child child(std::move(command));
  auto output = child.rest();
  if (const int code = child.wait(); code != 0) {
    throw std::runtime_error(name + " ended with " + std::to_string(code) + ": " + output);
  }
  return output;
}

}  // namespace wardroom::test
