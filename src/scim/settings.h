// What people become whom a provisioning system makes. Inside the caller's transaction.
#pragma once
#include <boost/describe/class.hpp>

#include "access/permission.h"
#include "store/txn.h"

namespace wardroom::scim {

struct Settings {
  access::Tier tier = access::Tier::member;  // of those for whom no role is given: viewer or member
  bool admins = false;                       // whether the role "admin" makes somebody one; nothing makes an owner
};
BOOST_DESCRIBE_STRUCT(Settings, (), (tier, admins))

Settings settings(store::TenantTxn& txn);
void put_settings(store::TenantTxn& txn, const Settings& settings);  // Problem 422: a tier above member

}  // namespace wardroom::scim
