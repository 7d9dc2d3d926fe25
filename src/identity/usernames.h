// Names for accounts that somebody else asks for: an identity provider, a provisioning system.
#pragma once
#include <string>
#include <string_view>

#include "identity/directory.h"

namespace wardroom::identity {

// What stands before the @, in letters that usernames may have; shorter than two letters if there are not enough.
std::string username_out_of(std::string_view name_or_address);
// "anna" for 1, "anna-2" …
std::string numbered(const std::string& username, int n);
// The first of these that nobody has, or the 99th.
std::string free_username(const Directory& directory, store::TenantTxn& txn, const std::string& wanted);
std::string display_name_out_of(std::string name);  // the first 80 code points

}  // namespace wardroom::identity
