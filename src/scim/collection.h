// What users and groups have in common, so that requests, lists and patches are written once. Inside the caller's
// transaction.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "scim/resource.h"
#include "scim/tokens.h"
#include "store/txn.h"

namespace wardroom::scim {

// Who changes something, and from where.
struct Provisioner {
  base::ScimTokenId token;
  access::Origin origin;
};

// How much of a record to read: what links it to others is a statement of its own, and long.
enum class Depth { own, linked };

class Collection {
 public:
  Collection() = default;
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;
  virtual ~Collection() = default;

  virtual const Schema& schema() const = 0;
  virtual std::string_view unique_attribute() const = 0;  // userName, displayName
  virtual std::string_view linked_attribute() const = 0;  // groups, members

  virtual std::optional<Record> find(store::TenantTxn& txn, std::string_view id, Depth depth) const = 0;
  virtual std::vector<std::string> ids_by_unique(store::TenantTxn& txn, std::string_view value) const = 0;
  virtual std::vector<std::string> ids_by_external_id(store::TenantTxn& txn, std::string_view value) const = 0;
  virtual std::int64_t count(store::TenantTxn& txn) const = 0;
  // In the order of their making.
  virtual std::vector<Record> page(store::TenantTxn& txn, std::int64_t skip, std::int64_t limit, Depth depth) const = 0;

  // content: what a client may write, complete. Answers the id. Problem 400, 409.
  virtual std::string create(store::TenantTxn& txn, const boost::json::object& content,
                             const Provisioner& by) const = 0;
  // Problem 400, 404, 409. What is the same already is not written.
  virtual void replace(store::TenantTxn& txn, std::string_view id, const boost::json::object& content,
                       const Provisioner& by) const = 0;
  virtual void remove(store::TenantTxn& txn, std::string_view id, const Provisioner& by) const = 0;  // Problem 404
};

// For the columns by which values that are sealed are found: SHA-256 of the workspace's id and the value.
crypto::Digest lookup_hash(base::TenantId tenant, std::string_view value);
std::optional<crypto::Digest> external_id_hash(base::TenantId tenant, const boost::json::object& content);

std::string text_at(const boost::json::object& object, std::string_view name);  // empty if it is not there
// The names of the attributes that differ: "active, userName".
std::string differences(const boost::json::object& a, const boost::json::object& b);

}  // namespace wardroom::scim
