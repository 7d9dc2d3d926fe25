// Making and changing accounts, inside the caller's transaction.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "access/caller.h"
#include "identity/directory.h"
#include "identity/parts.h"

namespace wardroom::identity {

// Problem 422 at body.<field>.
std::int64_t active_people(store::TenantTxn& txn);
void check_username(std::string_view username);  // ^[a-z0-9._-]{2,32}$

// Whether who once vouched for a person who holds this still could: what was handed out is worth no more than that.
bool may_still_grant(store::TenantTxn& txn, base::UserId maker, access::PermissionSet wanted);

struct NewUser {
  std::string username;
  std::string display_name;
  access::Tier tier = access::Tier::member;
  std::string phc;  // the password's hash; none: the account has no password
};

struct Change {
  std::optional<std::string> display_name;
  std::optional<access::Tier> tier;
  std::optional<bool> active;
};

// An account as logging in needs it.
struct Login {
  base::UserId user;
  bool active = false;
  std::string phc;
  base::Timestamp password_set_at;
};

class Accounts {
 public:
  Accounts(const Parts& parts, const Directory& directory) : parts_(parts), directory_(directory) {}

  // 12 to 256 characters, hard to guess (zxcvbn: more than 2^27 guesses), and in no list of leaked ones. Problem 422 at
  // `field`. May read a file.
  void check_new_password(const std::string& password, const std::string& username, const std::string& field) const;

  User create(store::TenantTxn& txn, const NewUser& user, bool first_owner) const;  // Problem 409 username_taken
  // Problem 409 last_owner when it would leave the workspace without an active owner. Who may do it is the caller's
  // business, and so is ending the sessions of somebody made inactive.
  User change(store::TenantTxn& txn, const User& user, const Change& change) const;

  std::optional<Login> find_login(store::TenantTxn& txn, std::string_view username) const;
  std::optional<Login> find_login(store::TenantTxn& txn, base::UserId user) const;
  void set_password(store::TenantTxn& txn, base::UserId user, std::string_view phc, base::Timestamp set_at) const;

 private:
  keys::Sealed<std::string> seal_name(base::TenantId tenant, base::UserId user, std::string_view name) const;

  const Parts& parts_;
  const Directory& directory_;
};

}  // namespace wardroom::identity
