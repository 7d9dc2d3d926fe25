#include "keys/rewrap.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/log.h"

namespace wardroom::keys {
namespace {

using base::Problem;

Place spec_place(const base::TenantId& tenant) {
  return {base::platform_tenant, "keyring", "provider_sealed", tenant.bytes()};
}

Problem not_given_back() {
  return {422, "provider_unproven",
          "The key service wrapped the workspace's key but did not give it back; nothing was changed."};
}

}  // namespace

std::expected<std::map<std::uint32_t, Key>, kms::KmsError> unwrap_roots(kms::Kms& kms, base::TenantId tenant,
                                                                        const Epochs& epochs) {
  std::map<std::uint32_t, Key> roots;
  for (const auto& [epoch, wrapped] : epochs) {
    auto key = kms.unwrap(wrapped, wrap_context(tenant, epoch));
    if (!key) return std::unexpected(key.error());
    roots.emplace(epoch, std::move(*key));
  }
  return roots;
}

Epochs wrap_and_prove(kms::Kms& kms, base::TenantId tenant, const std::map<std::uint32_t, Key>& roots) {
  Epochs out;
  for (const auto& [epoch, root] : roots) {
    const auto context = wrap_context(tenant, epoch);
    try {
      out.emplace(epoch, kms.wrap(root, context));
    } catch (const kms::KmsFault& fault) {
      base::log_warning("the KMS ({}) does not wrap a key of {}: {}", kms.describe(), tenant.text(), fault.what());
      throw provider_problem({fault.kind, fault.what()});
    }
    const auto back = kms.unwrap(out.at(epoch), context);
    if (!back || !base::equal_secret(back->view(), root.view())) throw not_given_back();
  }
  return out;
}

Problem provider_problem(const kms::KmsError& error) {
  const bool refused = error == kms::KmsError::refused;
  const auto why = error.reason.empty() ? std::string() : " (" + error.reason + ")";
  if (!refused) return {422, "provider_unreachable", "The key service cannot be used; nothing was changed" + why + "."};
  return {
      422, "provider_refused",
      "The key service refuses; nothing was changed. Check the credentials and that the key exists there" + why + "."};
}

base::Bytes seal_spec(const TenantKeys& platform, base::TenantId tenant, std::string_view spec) {
  const auto sealed = platform.seal(Purpose::credential, spec_place(tenant), spec);
  return {sealed.bytes().begin(), sealed.bytes().end()};
}

std::expected<std::string, Refused> open_spec(const TenantKeys& platform, base::TenantId tenant,
                                              base::ByteView sealed) {
  const auto stored = Sealed<std::string>::stored(base::Bytes(sealed.begin(), sealed.end()));
  return platform.open(stored, spec_place(tenant));
}

void reseal_specs(const TenantKeys& platform, Keyring& keyring) {
  for (auto& [tenant, roots] : keyring) {
    if (roots.provider.empty()) continue;
    auto spec = open_spec(platform, tenant, roots.provider);
    if (!spec) throw std::runtime_error("the KMS provider of " + tenant.text() + " does not open");
    roots.provider = seal_spec(platform, tenant, *spec);
    base::wipe(*spec);
  }
}

}  // namespace wardroom::keys
