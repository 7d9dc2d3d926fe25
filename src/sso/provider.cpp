#include "sso/provider.h"

#include <algorithm>

#include "base/problem.h"

namespace wardroom::sso {
namespace {

template <typename Texts>
std::vector<std::string> plain(const std::optional<Texts>& given) {
  std::vector<std::string> out;
  if (given) {
    for (const auto& text : *given) out.push_back(text.value);
  }
  return out;
}

void check_tier(access::Tier tier, const std::string& field) {
  if (tier < access::Tier::owner) return;
  throw base::invalid_field(field, "An identity provider makes nobody an owner; use viewer, member or admin.");
}

// Everybody may have an account there.
void check_github(const SsoConfig& config) {
  if (config.create_accounts && !config.domains) {
    throw base::invalid_field("body.config.domains",
                              "Say whose addresses are let in: anybody in the world can have a GitHub account.");
  }
}

}  // namespace

std::vector<std::string> scopes_of(const SsoConfig& config) {
  if (config.scopes) return plain(config.scopes);
  if (kind_of(config) == ProviderKind::github) return {"read:user", "user:email"};
  return {"profile", "email"};
}

SsoProvider shown(const Provider& provider, std::string redirect_uri, std::string logout_uri) {
  const auto& config = provider.config;
  return {.id = provider.id,
          .enabled = provider.enabled,
          .label = config.label.value,
          .issuer = config.issuer.value,
          .client_id = config.client_id.value,
          .secret_set = config.client_secret.has_value(),
          .scopes = scopes_of(config),
          .ca = config.ca ? std::optional(config.ca->value) : std::nullopt,
          .domains = plain(config.domains),
          .create_accounts = config.create_accounts,
          .tier = config.tier,
          .tier_claim = config.tier_claim ? std::optional(config.tier_claim->value) : std::nullopt,
          .tiers = config.tiers.value_or(std::map<std::string, access::Tier>()),
          .kind = kind_of(config),
          .provisioned_claim = config.provisioned_claim ? std::optional(config.provisioned_claim->value) : std::nullopt,
          .group_claim = config.group_claim ? std::optional(config.group_claim->value) : std::nullopt,
          .sign_out_there = config.sign_out_there.value_or(false),
          .redirect_uri = std::move(redirect_uri),
          .logout_uri = std::move(logout_uri),
          .created_at = provider.created_at};
}

void check(const SsoConfig& config) {
  constexpr std::size_t max_list = 50;
  check_tier(config.tier, "body.config.tier");
  if (kind_of(config) == ProviderKind::github) check_github(config);
  const auto tiers = config.tiers.value_or(std::map<std::string, access::Tier>());
  for (const auto& [value, tier] : tiers) check_tier(tier, "body.config.tiers." + value);
  if (!tiers.empty() && !config.tier_claim) {
    throw base::invalid_field("body.config.tier_claim", "Say which claim holds the names in `tiers`.");
  }
  for (const auto& domain : plain(config.domains)) {
    const bool odd = domain.find('.') == std::string::npos || domain.find_first_of("@ /*") != std::string::npos ||
                     std::ranges::any_of(domain, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (odd)
      throw base::invalid_field("body.config.domains", "Use domains like example.org, in small letters and without @.");
  }
  for (const auto& scope : scopes_of(config)) {
    if (scope.find_first_of(" \t\"\\") == std::string::npos) continue;
    throw base::invalid_field("body.config.scopes", "One scope an entry, without blanks or quotes.");
  }
  if (tiers.size() > max_list || plain(config.domains).size() > max_list || scopes_of(config).size() > max_list) {
    throw base::invalid_field("body.config", "At most 50 scopes, domains and tiers each.");
  }
}

}  // namespace wardroom::sso
