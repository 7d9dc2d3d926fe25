#include <fmt/format.h>

#include "base/json.h"
#include "base/secret.h"
#include "kms/durable_file.h"
#include "server/foundation.h"
#include "server/tenant_provider.h"
#include "wardroomctl/chosen.h"
#include "wardroomctl/commands.h"

namespace wardroom::ctl {
namespace {

constexpr std::size_t max_file_size = std::size_t{160} * 1024;
constexpr int not_granted = 2;

kms::ProviderSpec read_file(const std::string& file) {
  auto content = kms::read_private_file(file, max_file_size);
  if (!content) throw std::runtime_error(content.error());
  const auto json = base::parse_json(base::as_text(*content));
  base::wipe(*content);
  return base::from_json<kms::ProviderSpec>(json, file);
}

void record(server::Foundation& foundation, base::TenantId tenant, const std::string& detail) {
  for (const auto log : {tenant, base::platform_tenant}) {
    audit::Entry entry{.event = "keys.provider_changed"};
    entry.target = tenant.text();
    entry.detail = detail;
    foundation.store.write_now(log, [&](store::TenantTxn& txn) { foundation.audit.append(txn, entry); });
  }
}

// The deed comes before its record here: a locked workspace's log opens only after it.
int switch_to(server::Foundation& foundation, base::TenantId tenant, std::string spec, const std::string& detail) {
  const auto rewrapped = foundation.keys.rewrap(tenant, spec);
  base::wipe(spec);
  foundation.keys.adopt(rewrapped);
  foundation.keys.lighten(tenant);
  record(foundation, tenant, detail);
  fmt::print("{}: {}\n", tenant.text(), detail);
  return 0;
}

}  // namespace

int show_provider(const server::Settings& settings, const std::string& slug) {
  server::Foundation foundation(settings);
  const auto tenant = chosen(foundation, slug).id;
  server::ShownProvider seen;
  if (auto text = foundation.keys.provider_spec(tenant)) {
    seen = server::shown(server::read_spec(*text).spec);
    base::wipe(*text);
  }
  fmt::print("{}\n", server::summary(seen));
  for (const auto& secret : seen.secrets_set) fmt::print("{} is set\n", secret);
  const auto proven = foundation.keys.prove(tenant);
  if (proven) return fmt::print("granted\n"), 0;
  fmt::print("{}: {}\n", proven.error() == kms::KmsError::refused ? "refused" : "unreachable", proven.error().reason);
  return not_granted;
}

int set_provider(const server::Settings& settings, const std::string& slug, const std::string& file) {
  server::Foundation foundation(settings);
  const auto spec = read_file(file);
  return switch_to(foundation, chosen(foundation, slug).id, server::spec_text({server::ChosenBy::administrator, spec}),
                   server::summary(server::shown(spec)));
}

int reset_provider(const server::Settings& settings, const std::string& slug) {
  server::Foundation foundation(settings);
  return switch_to(foundation, chosen(foundation, slug).id, "", "platform");
}

}  // namespace wardroom::ctl
