// API keys (personal access tokens): what a program shows instead of signing in, as the person who made it, with no
// more than they may at that moment and no more than the key was made for. A key may never touch the account it belongs
// to, nor what asks for a fresh proof. Inside the caller's transaction; its id is also the session of its sockets.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "access/caller.h"
#include "identity/parts.h"

namespace wardroom::identity {

struct ApiKey {
  base::ApiKeyId id;
  std::string name;
  std::string shown;                                      // the first eight characters of its secret
  std::optional<std::vector<access::Permission>> scopes;  // none: all that the person may
  bool read_only = false;
  base::Timestamp created_at;
  base::Timestamp expires_at;
  std::optional<base::Timestamp> last_used_at;  // to about five minutes
};
BOOST_DESCRIBE_STRUCT(ApiKey, (), (id, name, shown, scopes, read_only, created_at, expires_at, last_used_at))

struct ApiKeyList {
  std::vector<ApiKey> items;
};
BOOST_DESCRIBE_STRUCT(ApiKeyList, (), (items))

struct CreatedApiKey {
  ApiKey api_key;
  std::string token;  // shown once
};
BOOST_DESCRIBE_STRUCT(CreatedApiKey, (), (api_key, token))

class ApiKeys {
 public:
  explicit ApiKeys(const Parts& parts) : parts_(parts) {}

  struct Wanted {
    std::string name;
    std::optional<std::vector<access::Permission>> scopes;
    bool read_only = false;
    std::chrono::days days{90};
  };
  // Problem 409 too_many_api_keys; 403 for a scope that the person does not have.
  CreatedApiKey create(store::TenantTxn& txn, const access::Caller& caller, const Wanted& wanted) const;
  ApiKeyList list(store::TenantTxn& txn, base::UserId user) const;
  bool revoke(store::TenantTxn& txn, base::UserId user, base::ApiKeyId key) const;  // false: none such is open
  std::int64_t revoke_all(store::TenantTxn& txn, base::UserId user) const;
  // Problem 401 when it is unknown, revoked, expired, or its person deactivated.
  access::Caller load(store::TenantTxn& txn, const access::Credentials& credentials) const;

 private:
  void tell_ended(store::TenantTxn& txn, base::ApiKeyId key) const;
  void note_use(base::TenantId tenant, base::ApiKeyId key, std::optional<base::Timestamp> before) const;

  const Parts& parts_;
};

base::Problem invalid_api_key();

}  // namespace wardroom::identity
