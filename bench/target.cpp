#include "target.h"

#include <stdlib.h>

#include <stdexcept>

#include "base/problem.h"
#include "crypto/random.h"

namespace wardroom::bench {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

std::string text_at(const json::value& value, std::string_view name) {
  return std::string(value.as_object().at(name).as_string());
}

std::string after(const std::string& link, std::string_view mark) {
  const auto at = link.find(mark);
  if (at == std::string::npos) throw std::runtime_error("the link \"" + link + "\" has no token");
  return link.substr(at + mark.size());
}

}  // namespace

OwnServer::OwnServer(const TargetOptions& options) : options_(options) {
  if (!std::filesystem::exists(options.server)) {
    throw std::runtime_error("give --url of a running server, or --server PATH of wardroomd to start one");
  }
  std::string name = (std::filesystem::temp_directory_path() / "wardroom-bench-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary directory");
  directory_ = name;
}

OwnServer::~OwnServer() {
  child_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

void OwnServer::start() {
  std::map<std::string, std::string> environment{{"WARDROOM_RATE_LIMITS", "false"},
                                                 {"WARDROOM_LOG_LEVEL", "warning"},
                                                 {"WARDROOM_SERVER_CORES", std::to_string(options_.cores)},
                                                 {"WARDROOM_PASSWORD_MEMORY_KIB", "8192"},
                                                 {"WARDROOM_PASSWORD_PASSES", "1"},
                                                 {"WARDROOM_LIMITS_CONNECTIONS_PER_ADDRESS", "1000000"}};
  for (const auto& [name, value] : options_.environment) environment.insert_or_assign(name, value);
  child_ = std::make_unique<Child>(
      std::vector<std::string>{options_.server.string(), "--data", (directory_ / "data").string(), "--key-file",
                               (directory_ / "key").string(), "--listen", "127.0.0.1:0"},
      environment);
  url_ = child_->await_line("ready ", 60s);
}

client::ServerAddress OwnServer::address() const {
  return client::ServerAddress::parse(url_, directory_ / "data" / "tls" / "ca.pem");
}

std::string OwnServer::setup_token() { return after(child_->await_line("setup ", 10s), "#token="); }

std::string OwnServer::further_setup_token() const {
  Child tool({(options_.server.parent_path() / "wardroomctl").string(), "--data", (directory_ / "data").string(),
              "--key-file", (directory_ / "key").string(), "setup-link"},
             {});
  return after(tool.await_line("https://", 10s), "#token=");
}

namespace {

json::value set_up(const client::ServerAddress& address, const std::string& token, const TargetOptions& options) {
  client::HttpClient http(address);
  return client::call(http, "POST", "/api/v1/setup",
                      json::object{{"token", token},
                                   {"workspace_name", "Bench"},
                                   {"workspace_slug", options.workspace},
                                   {"username", options.user},
                                   {"display_name", "Bench"},
                                   {"password", options.password}});
}

}  // namespace

Target::Target(TargetOptions options) : options_(std::move(options)), pid_(options_.server_pid) {
  if (!options_.url.empty()) {
    address_ = client::ServerAddress::parse(options_.url, options_.ca);
    owner_ = std::make_unique<client::Session>(
        client::Session::login(address_, options_.workspace, options_.user, options_.password));
    return;
  }
  own_ = std::make_unique<OwnServer>(options_);
  own_->start();
  address_ = own_->address();
  pid_ = own_->pid();
  options_.password = crypto::random_token();
  const auto tokens = set_up(address_, own_->setup_token(), options_);
  owner_ = std::make_unique<client::Session>(client::Session::from_tokens(address_, tokens));
}

void Target::offline(
    const std::function<void(const std::filesystem::path& data, const std::filesystem::path& key)>& work) {
  if (!own_) throw std::runtime_error("this needs a server of its own: give --server instead of --url");
  own_->stop();
  work(own_->data(), own_->key_file());
  own_->start();
  address_ = own_->address();
  pid_ = own_->pid();
  owner_ = std::make_unique<client::Session>(
      client::Session::login(address_, options_.workspace, options_.user, options_.password));
}

TargetOptions Target::neighbour(const std::string& workspace) const {
  if (!own_) throw std::runtime_error("this needs a server of its own: give --server instead of --url");
  auto out = options_;
  out.url = own_->url();
  out.ca = own_->data() / "tls" / "ca.pem";
  out.server_pid = pid_;
  out.workspace = workspace;
  out.password = crypto::random_token();
  set_up(address_, own_->further_setup_token(), out);
  return out;
}

boost::json::object Target::owner_login() const {
  return {{"workspace", options_.workspace}, {"username", options_.user}, {"password", options_.password}};
}

std::vector<client::Session> Target::people(int count) {
  const auto invitation = owner_->request(
      "POST", "/invitations", json::object{{"tier", "member"}, {"max_uses", count}, {"expires_in_hours", 1}});
  const auto token = text_at(invitation, "token");
  const auto run = std::to_string(std::chrono::system_clock::now().time_since_epoch() / 1s % 100'000'000);
  std::vector<client::Session> out;
  client::HttpClient http(address_);
  for (int i = 0; i < count; ++i) {
    const auto name = "bench-" + run + "-" + std::to_string(i);
    out.push_back(client::Session::from_tokens(
        address_,
        client::call(
            http, "POST", "/api/v1/invitations/accept",
            json::object{
                {"token", token}, {"username", name}, {"display_name", name}, {"password", crypto::random_token()}})));
  }
  return out;
}

std::string Target::new_channel(std::vector<client::Session>& members) {
  const auto name = "bench-" + crypto::random_token().substr(0, 12);
  const auto channel = owner_->request("POST", "/channels", json::object{{"name", name}, {"kind", "public"}});
  auto id = text_at(channel, "id");
  for (auto& member : members) {
    const std::string user(member.user().at("id").as_string());
    member.request("PUT", "/channels/" + id + "/members/" + user, json::object{});
  }
  return id;
}

std::vector<std::string> tickets(std::vector<client::Session>& sessions, int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) {
    auto& session = sessions[static_cast<std::size_t>(i) % sessions.size()];
    out.push_back(text_at(session.request("POST", "/realtime/tickets", json::object{}), "ticket"));
  }
  return out;
}

}  // namespace wardroom::bench
