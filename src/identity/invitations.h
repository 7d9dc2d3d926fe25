// Invitations: links that let somebody join with a given tier; counted, expiring, revocable. An invitation is worth
// what its maker may still grant: when they are deactivated or lose the right, it stops working.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "access/caller.h"
#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::identity {

// Whose an invitation is; without either, whoever has the link.
struct InvitationBound {
  std::optional<std::string> address;
  std::optional<std::string> domain;
};
BOOST_DESCRIBE_STRUCT(InvitationBound, (), (address, domain))

struct InvitationTerms {
  access::Tier tier{};
  std::int64_t max_uses = 1;
  std::chrono::hours lifetime{};
  InvitationBound bound = {};
};

struct NewInvitation {
  Invitation invitation;
  std::string token;
};

class Invitations {
 public:
  explicit Invitations(const Parts& parts) : parts_(parts) {}

  NewInvitation create(store::TenantTxn& txn, const access::Caller& caller,
                       const InvitationTerms& terms) const;  // Problem 403 grant_exceeds_own
  InvitationPage list(store::TenantTxn& txn, std::optional<base::InvitationId> after, int limit) const;
  Invitation get(store::TenantTxn& txn, base::InvitationId id) const;  // Problem 404 invitation_not_found
  void revoke(store::TenantTxn& txn, base::InvitationId id) const;

  // By its token's hash. Problem 404 invitation_invalid when it is unknown, revoked, expired, used up or worthless.
  Invitation require_open(store::TenantTxn& txn, const crypto::Digest& hash) const;
  // Problem 403 address_needed, address_not_invited. given: what a letter showed.
  static void require_bound(const Invitation& invitation, const std::optional<std::string>& given);
  void count_use(store::TenantTxn& txn, const Invitation& invitation) const;  // Problem 404 invitation_invalid

 private:
  Invitation opened(store::TenantTxn& txn, const struct InvitationRow& row) const;

  const Parts& parts_;
};

}  // namespace wardroom::identity
