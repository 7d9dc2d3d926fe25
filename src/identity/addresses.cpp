#include "identity/addresses.h"

#include <stdexcept>

#include "crypto/hash.h"
#include "identity/address_queries.h"

namespace wardroom::identity {
namespace {

keys::Place place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "addresses", "address_sealed", user.bytes()};
}

crypto::Digest hash_of(base::TenantId tenant, const std::string& address) {
  return crypto::sha256(tenant.text() + " " + address);
}

}  // namespace

std::optional<std::string> Addresses::of(store::TenantTxn& txn, base::UserId user) const {
  const auto sealed = txn.one<crypto::Sealed<std::string>>(queries::address_of, user);
  if (!sealed) return std::nullopt;
  auto text = parts_.keys.open(txn.tenant())->open(*sealed, place(txn.tenant(), user));
  if (!text) throw std::runtime_error("an address's row is damaged");
  return std::move(*text);
}

std::optional<base::UserId> Addresses::user_of(store::TenantTxn& txn, const std::string& address) {
  return txn.one<base::UserId>(queries::user_by_address, hash_of(txn.tenant(), address));
}

void Addresses::put(store::TenantTxn& txn, base::UserId user, const std::string& address) const {
  const auto owner = user_of(txn, address);
  if (owner && *owner != user) {
    throw base::Problem(409, "address_taken", "This e-mail address belongs to another account here.");
  }
  txn.exec(queries::put_address, user,
           parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn.tenant(), user), address),
           hash_of(txn.tenant(), address), parts_.now());
}

bool Addresses::remove(store::TenantTxn& txn, base::UserId user) { return txn.exec(queries::drop_address, user) > 0; }

}  // namespace wardroom::identity
