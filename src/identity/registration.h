// Who may join a workspace by themselves. Inside the caller's transaction.
//
//   open         whoever comes, of the domains that are named, if any; with mail, once they showed that an address is
//   theirs invite_only  by invitation (the default) closed       neither; identity providers and provisioning still
//   make accounts where they are set up to
#pragma once
#include <boost/describe.hpp>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "identity/parts.h"

namespace wardroom::identity {

enum class RegistrationMode { open, invite_only, closed };
BOOST_DESCRIBE_ENUM(RegistrationMode, open, invite_only, closed)

struct RegistrationConfig {
  RegistrationMode mode = RegistrationMode::invite_only;
  access::Tier tier = access::Tier::member;  // of those who come by themselves: viewer or member
  std::vector<base::Text<1, 253>> domains;   // of the addresses that are let in; none: all
};
BOOST_DESCRIBE_STRUCT(RegistrationConfig, (), (mode, tier, domains))

class Registration {
 public:
  explicit Registration(const Parts& parts) : parts_(parts) {}

  RegistrationConfig config(store::TenantTxn& txn) const;
  // Problem 422: a tier above member, what is no domain, domains without mail to prove addresses.
  void set(store::TenantTxn& txn, const RegistrationConfig& config, bool mail) const;
  void require_invitations(store::TenantTxn& txn) const;  // Problem 403 registration_closed

 private:
  const Parts& parts_;
};

bool lets_in(const RegistrationConfig& config, std::string_view address);
base::Problem registration_closed();

}  // namespace wardroom::identity
