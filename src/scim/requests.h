// One SCIM request on users or groups (RFC 7644 section 3), apart from how it travels: by HTTP, or as a part of a bulk.
#pragma once
#include <boost/json/value.hpp>
#include <string>

#include "operation/operation.h"
#include "scim/groups.h"
#include "scim/listing.h"
#include "scim/users.h"

namespace wardroom::scim {

struct Asked {
  std::string method;      // "GET"
  std::string collection;  // "Users", "Groups"
  std::string id;          // none: the collection; ".search" too
  Parameters query;
  boost::json::value body = nullptr;
  std::string if_match = {};
  std::string if_none_match = {};

  bool writes() const { return method != "GET" && id != ".search"; }
};

struct Reply {
  int status = 200;
  boost::json::value body = nullptr;  // null: none
  std::string location = {};
  std::string version = {};  // entity tag
};

class Requests {
 public:
  Requests(identity::Identity& identity, const groups::Parts& fed, std::string base_url)
      : users_(identity, fed), groups_(identity, fed), base_url_(std::move(base_url)) {}

  // Problem 404, 405: before a transaction is begun for it.
  void check(const Asked& asked) const;
  operation::Rate rate_of(const Asked& asked) const;  // Problem 400
  // Problem 400, 404, 409, 412.
  Reply answer(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const;
  const Users& users() const { return users_; }
  const Groups& groups() const { return groups_; }
  const std::string& base_url() const { return base_url_; }

 private:
  const Collection& collection(std::string_view name) const;  // Problem 404
  ListQuery list_query(const Asked& asked) const;
  Reply listed(store::TenantTxn& txn, const Asked& asked) const;
  Reply created(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const;
  Reply shown_one(store::TenantTxn& txn, const Asked& asked) const;
  Reply changed(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const;
  Reply removed(store::TenantTxn& txn, const Asked& asked, const Provisioner& by) const;
  Reply one(const Collection& of, const Record& record, const Asked& asked, int status) const;

  Users users_;
  Groups groups_;
  std::string base_url_;
};

}  // namespace wardroom::scim
