#include "server/tenant_provider.h"

#include <type_traits>

#include "base/json.h"
#include "base/secret.h"

namespace wardroom::server {
namespace {

template <typename Spec>
void show_members(ShownProvider& out, std::string_view provider, const std::optional<Spec>& spec) {
  if (!spec || out.provider != provider) return;
  base::for_each_member<Spec>([&](std::string_view name, auto pointer) {
    const auto& member = (*spec).*pointer;
    using Member = std::decay_t<decltype(member)>;
    const auto field = std::string(provider) + "." + std::string(name);
    if constexpr (std::is_same_v<Member, std::optional<kms::SecretValue>>) {
      if (member) out.secrets_set.push_back(field);
    } else if constexpr (base::detail::IsOptional<Member>::value) {
      if (member) out.settings[field] = member->value;
    } else {
      static_assert(!std::is_same_v<Member, kms::SecretValue>);
      out.settings[field] = member.value;
    }
  });
}

// JSON values keep what they held; these are overwritten before they go.
void wipe_strings(boost::json::value& value) {
  if (value.is_string()) {
    auto& text = value.get_string();
    sodium_memzero(text.data(), text.size());
  } else if (value.is_object()) {
    for (auto& item : value.get_object()) wipe_strings(item.value());
  }
}

}  // namespace

std::string spec_text(const TenantProvider& provider) {
  auto json = base::to_json(provider);
  auto text = base::json_text(json);
  wipe_strings(json);
  return text;
}

TenantProvider read_spec(std::string_view text) {
  auto json = base::parse_json(text);
  auto provider = base::from_json<TenantProvider>(json, "provider");
  wipe_strings(json);
  return provider;
}

ShownProvider shown(const kms::ProviderSpec& spec) {
  ShownProvider out{.provider = std::string(base::enum_name(spec.provider)), .settings = {}, .secrets_set = {}};
  show_members(out, "local", spec.local);
  show_members(out, "pkcs11", spec.pkcs11);
  show_members(out, "vault", spec.vault);
  show_members(out, "aws", spec.aws);
  return out;
}

std::string summary(const ShownProvider& provider) {
  std::string out = provider.provider;
  for (const auto& [name, value] : provider.settings) {
    if (value.size() <= 200) out += " " + name + "=" + value;
  }
  return out;
}

keys::KeyStore::OpenProvider provider_opener(bool private_networks) {
  return [private_networks](std::string_view text) -> keys::KeyStore::SharedKms {
    const auto provider = read_spec(text);
    const bool anywhere = private_networks || provider.chosen_by == ChosenBy::administrator;
    kms::OpenOptions options;
    options.reach = anywhere ? kms::Reach::anywhere : kms::Reach::public_addresses;
    try {
      return kms::open_provider(provider.spec, options);
    } catch (const kms::ProviderFault& fault) {
      throw kms::KmsFault(fault.what());
    }
  };
}

}  // namespace wardroom::server
