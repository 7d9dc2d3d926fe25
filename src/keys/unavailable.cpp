#include "keys/unavailable.h"

namespace wardroom::keys {
namespace {

constexpr int retry_seconds = 30;

}  // namespace

Darkness darkness_of(const kms::KmsError& error) {
  return error == kms::KmsError::refused ? Darkness::refused : Darkness::unreachable;
}

std::string_view name(Darkness darkness) { return darkness == Darkness::refused ? "refused" : "unreachable"; }

KeysUnavailable dark_problem(Darkness darkness) {
  const auto* const detail =
      darkness == Darkness::refused
          ? "This workspace is locked: the key service refuses its key, so nothing of it can be opened. Whoever "
            "manages "
            "the key must grant it again; the workspace then comes back by itself and nobody has to sign in again."
          : "This workspace is locked: the key service that holds its key does not answer, so nothing of it can be "
            "opened. Make the key service reachable again; the workspace then comes back by itself and nobody has to "
            "sign in again.";
  KeysUnavailable problem(std::string(tenant_dark), detail, darkness);
  problem.retry_after(retry_seconds);
  return problem;
}

KeysUnavailable no_keys_problem(base::TenantId tenant) {
  return {"keys_missing", "There are no keys for " + tenant.text() + "."};
}

}  // namespace wardroom::keys
