// start: how long until a started server serves, on an empty directory and on one that has a workspace.
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

}  // namespace

void start(const StartOptions& options) {
  const Figures figures("start", options.target.json);
  std::vector<double> first;
  std::vector<double> again;
  for (int i = 0; i < std::max(1, options.times); ++i) {
    OwnServer server(options.target);
    first.push_back(milliseconds_until_ready(server));
    client::HttpClient http(server.address());
    client::call(http, "POST", "/api/v1/setup",
                 boost::json::object{{"token", server.setup_token()},
                                     {"workspace_name", "Bench"},
                                     {"workspace_slug", "bench"},
                                     {"username", "bench"},
                                     {"display_name", "Bench"},
                                     {"password", "only for a moment"}});
    server.stop();
    again.push_back(milliseconds_until_ready(server));
    if (i == 0) figures.add("rss_after_start", rss_kib(server.pid()), "KiB");
  }
  figures.add("first_start", median(first), "ms");
  figures.add("next_start", median(again), "ms");
}

}  // namespace wardroom::bench
