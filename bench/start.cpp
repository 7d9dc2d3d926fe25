// start: how long until a started server serves, on an empty directory and on one with many workspaces.
#include <algorithm>

#include "benches.h"
#include "engine.h"
#include "figures.h"

namespace wardroom::bench {
namespace {

double milliseconds_until_ready(OwnServer& server) {
  const auto began = now_ns();
  server.start();
  client::HttpClient http(server.address());
  if (http.request("GET", "/readyz").status != 200) throw std::runtime_error("the server does not call itself ready");
  return static_cast<double>(now_ns() - began) / 1e6;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void set_up(client::HttpClient& http, const std::string& token, const std::string& slug) {
  client::call(http, "POST", "/api/v1/setup",
               boost::json::object{{"token", token},
                                   {"workspace_name", "Bench"},
                                   {"workspace_slug", slug},
                                   {"username", "bench"},
                                   {"display_name", "Bench"},
                                   {"password", "only for a moment"}});
}

}  // namespace

void start(const StartOptions& options) {
  const Figures figures("start", options.target.json);
  std::vector<double> first;
  for (int i = 0; i < options.times; ++i) {
    OwnServer server(options.target);
    first.push_back(milliseconds_until_ready(server));
  }
  figures.add("first_start", median(first), "ms");

  OwnServer server(options.target);
  server.start();
  client::HttpClient http(server.address());
  set_up(http, server.setup_token(), "bench-1");
  for (int i = 2; i <= options.tenants; ++i) {
    set_up(http, server.further_setup_token(), "bench-" + std::to_string(i));
  }
  std::vector<double> again;
  for (int i = 0; i < options.times; ++i) {
    server.stop();
    again.push_back(milliseconds_until_ready(server));
  }
  figures.add("tenants", options.tenants, "workspaces");
  figures.add("next_start", median(again), "ms");
  figures.add("rss_after_start", rss_kib(server.pid()), "KiB");
}

}  // namespace wardroom::bench
