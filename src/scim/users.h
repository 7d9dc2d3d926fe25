// The people whom provisioning systems look after: accounts of the workspace, each with what the system says of it.
//
// An account is never taken over by its name: somebody new gets one of their own. What the system asks for counts when
// it asks for something else than before, so that what an administrator decided since stays. Nobody becomes an owner.
#pragma once
#include "groups/parts.h"
#include "identity/identity.h"
#include "scim/collection.h"
#include "scim/settings.h"

namespace wardroom::scim {

class Users final : public Collection {
 public:
  Users(identity::Identity& identity, const groups::Parts& fed) : identity_(identity), fed_(fed) {}

  const Schema& schema() const override { return user_schema(); }
  std::string_view unique_attribute() const override { return "userName"; }
  std::string_view linked_attribute() const override { return "groups"; }

  std::optional<Record> find(store::TenantTxn& txn, std::string_view id, Depth depth) const override;
  std::vector<std::string> ids_by_unique(store::TenantTxn& txn, std::string_view value) const override;
  std::vector<std::string> ids_by_external_id(store::TenantTxn& txn, std::string_view value) const override;
  std::int64_t count(store::TenantTxn& txn) const override;
  std::vector<Record> page(store::TenantTxn& txn, std::int64_t skip, std::int64_t limit, Depth depth) const override;

  // By externalId, else by userName.
  std::optional<base::UserId> known_as(store::TenantTxn& txn, const std::string& name) const;

  std::string create(store::TenantTxn& txn, const boost::json::object& content, const Provisioner& by) const override;
  void replace(store::TenantTxn& txn, std::string_view id, const boost::json::object& content,
               const Provisioner& by) const override;
  // The account is deactivated and stays, with what the person wrote.
  void remove(store::TenantTxn& txn, std::string_view id, const Provisioner& by) const override;

 private:
  bool change(store::TenantTxn& txn, const identity::User& user, const identity::Change& wanted) const;

  identity::Identity& identity_;
  const groups::Parts& fed_;
};

// What somebody is to be here by the roles they are given.
access::Tier tier_for(const Settings& settings, const boost::json::object& content);
// displayName, else name.formatted, else its parts, else userName.
std::string display_name_for(const boost::json::object& content);

}  // namespace wardroom::scim
