// What a provisioning system shows (RFC 7644 section 2): bearer tokens of a workspace, not of a person, so that they
// outlive whoever made them. Several may be good at once: to rotate, make another, give it to the provider, withdraw
// the first. Stored as SHA-256. Inside the caller's transaction.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "access/caller.h"
#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::scim {

struct ScimToken {
  base::ScimTokenId id;
  std::string name;
  std::string shown;  // the first eight characters of its secret
  base::UserId created_by;
  base::Timestamp created_at;
  std::optional<base::Timestamp> expires_at;    // none: when it is withdrawn
  std::optional<base::Timestamp> last_used_at;  // to about five minutes
};
BOOST_DESCRIBE_STRUCT(ScimToken, (), (id, name, shown, created_by, created_at, expires_at, last_used_at))

struct CreatedScimToken {
  ScimToken scim_token;
  std::string token;  // shown once
};
BOOST_DESCRIBE_STRUCT(CreatedScimToken, (), (scim_token, token))

// A token as a request shows it, not yet looked up.
struct ShownToken {
  base::TenantId tenant;
  crypto::Digest hash{};

  access::Credentials credentials() const { return {.tenant = tenant, .user = {}, .session = {}, .api_key = hash}; }
};

base::Problem invalid_token();  // 401

class Tokens {
 public:
  explicit Tokens(const identity::Parts& parts) : parts_(parts) {}

  // Problem 409 too_many_scim_tokens.
  CreatedScimToken create(store::TenantTxn& txn, base::UserId maker, const std::string& name,
                          std::optional<std::chrono::days> lasts) const;
  std::vector<ScimToken> list(store::TenantTxn& txn) const;
  void revoke(store::TenantTxn& txn, base::ScimTokenId id) const;  // Problem 404

  // By its form and workspace alone: empty for what cannot be one.
  std::optional<ShownToken> read(std::string_view bearer) const;
  // Problem 401 when it is unknown, withdrawn or has expired.
  base::ScimTokenId load(store::TenantTxn& txn, const ShownToken& shown) const;

 private:
  void note_use(base::TenantId tenant, base::ScimTokenId id, std::optional<base::Timestamp> before) const;

  const identity::Parts& parts_;
};

}  // namespace wardroom::scim
