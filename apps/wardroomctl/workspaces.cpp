#include <fmt/format.h>

#include "identity/identity.h"
#include "net/tls.h"
#include "server/foundation.h"
#include "wardroomctl/commands.h"

namespace wardroom::ctl {

std::string public_url(const server::Settings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  return "https://localhost:" + std::to_string(settings.port);
}

int print_setup_link(const server::Settings& settings) {
  server::Foundation foundation(settings);
  identity::Options options;
  options.public_url = public_url(settings);
  identity::Identity identity(
      {foundation.store, foundation.keys, foundation.audit, foundation.workspaces, options, {}});
  fmt::print("{}\n", identity.setup_link(identity.issue_setup_token()));
  return 0;
}

int list_workspaces(const server::Settings& settings) {
  server::Foundation foundation(settings);
  for (const auto& workspace : foundation.workspaces.list()) {
    fmt::print("{}\t{}\t{}\n", workspace.slug, workspace.id.text(), workspace.name);
  }
  return 0;
}

int check_config(const server::Settings& settings) {
  if (!settings.web.empty() && !std::filesystem::exists(settings.web / "index.html")) {
    throw base::ConfigError("server.web: there is no index.html in " + settings.web.string() +
                            ". Build the web client first.");
  }
  if (!settings.certificate.empty())
    net::make_server_context({settings.certificate, settings.private_key, settings.allow_tls12});
  fmt::print("The settings are accepted. Data: {}; listening on {} port {}.\n", settings.data.string(),
             settings.address, settings.port);
  return 0;
}

}  // namespace wardroom::ctl
