// The server under load: one that is there (--url), or a wardroomd started in a temporary directory and set up through
// its front door, with people to load it with.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/session.h"
#include "process.h"

namespace wardroom::bench {

struct TargetOptions {
  std::string url;  // empty: start `server`
  std::filesystem::path ca;
  pid_t server_pid = 0;
  std::string workspace = "bench";
  std::string user = "bench";
  std::string password;
  std::filesystem::path server;  // wardroomd
  unsigned cores = 0;            // of a started server; 0: all
  bool json = false;
  std::map<std::string, std::string> environment = {};  // of a started server, besides
};

// A wardroomd of its own in a temporary directory, which goes with it.
class OwnServer {
 public:
  explicit OwnServer(const TargetOptions& options);
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  void start();  // again after stop(), on the same data
  void stop() { child_.reset(); }
  std::filesystem::path data() const { return directory_ / "data"; }
  std::filesystem::path key_file() const { return directory_ / "key"; }
  pid_t pid() const { return child_->pid(); }
  const std::string& url() const { return url_; }
  client::ServerAddress address() const;
  std::string setup_token();  // of the first workspace
  std::string further_setup_token() const;

 private:
  TargetOptions options_;
  std::filesystem::path directory_;
  std::unique_ptr<Child> child_;
  std::string url_;
};

class Target {
 public:
  explicit Target(TargetOptions options);

  const client::ServerAddress& address() const { return address_; }
  pid_t pid() const { return pid_; }  // 0: not known, and then no CPU and memory figures
  // Stops the started server, gives its files to `work`, and starts it again. The owner signs in anew.
  void offline(const std::function<void(const std::filesystem::path& data, const std::filesystem::path& key)>& work);
  // Another workspace on a started server, made now: what a Target of it takes. The server lives as long as this one.
  TargetOptions neighbour(const std::string& workspace) const;
  client::Session& owner() { return *owner_; }
  boost::json::object owner_login() const;  // what /auth/login takes
  // Adds people by an invitation, each with a session of their own.
  std::vector<client::Session> people(int count);
  std::string new_channel(std::vector<client::Session>& members);  // its id; all of them and the owner are in it

 private:
  TargetOptions options_;
  std::unique_ptr<OwnServer> own_;
  client::ServerAddress address_;
  pid_t pid_ = 0;
  std::unique_ptr<client::Session> owner_;
};

// n tickets for realtime connections, taken in turn from these sessions.
std::vector<std::string> tickets(std::vector<client::Session>& sessions, int count);

}  // namespace wardroom::bench
