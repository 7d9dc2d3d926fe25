// The groups of provisioning systems: a name, and who is in it. Members are people whom such a system made. Where one
// feeds groups of the workspace, its members are put into those.
#pragma once
#include "groups/parts.h"
#include "identity/identity.h"
#include "scim/collection.h"

namespace wardroom::scim {

class Groups final : public Collection {
 public:
  Groups(identity::Identity& identity, const groups::Parts& fed) : identity_(identity), fed_(fed) {}

  const Schema& schema() const override { return group_schema(); }
  std::string_view unique_attribute() const override { return "displayName"; }
  std::string_view linked_attribute() const override { return "members"; }

  std::optional<Record> find(store::TenantTxn& txn, std::string_view id, Depth depth) const override;
  std::vector<std::string> ids_by_unique(store::TenantTxn& txn, std::string_view value) const override;
  std::vector<std::string> ids_by_external_id(store::TenantTxn& txn, std::string_view value) const override;
  std::int64_t count(store::TenantTxn& txn) const override;
  std::vector<Record> page(store::TenantTxn& txn, std::int64_t skip, std::int64_t limit, Depth depth) const override;

  std::string create(store::TenantTxn& txn, const boost::json::object& content, const Provisioner& by) const override;
  void replace(store::TenantTxn& txn, std::string_view id, const boost::json::object& content,
               const Provisioner& by) const override;
  void remove(store::TenantTxn& txn, std::string_view id, const Provisioner& by) const override;

 private:
  identity::Identity& identity_;
  const groups::Parts& fed_;
};

}  // namespace wardroom::scim
