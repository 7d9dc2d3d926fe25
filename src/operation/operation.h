// The declaration of an operation. Everything a person, a script or an administrator can do is one of these, and from
// it come the route, the realtime command, the policy check, the rate limit, the audit entry, the OpenAPI entry and
// (through that) the web client's types. How to add one: docs/adding-an-operation.md.
#pragma once
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/caller.h"
#include "audit/catalogue.h"
#include "operation/policy.h"
#include "store/txn.h"

namespace wardroom::operation {

enum class Method { get, post, put, patch, delete_ };
BOOST_DESCRIBE_ENUM(Method, get, post, put, patch, delete_)

// What a request costs; the budgets are in rate.h.
enum class Rate { reading, searching, writing, posting, authentication, costly };
BOOST_DESCRIBE_ENUM(Rate, reading, searching, writing, posting, authentication, costly)

enum class Realtime { no, yes };

// The audit event an operation leaves in its transaction, or why it leaves none.
struct Audited {
  std::optional<audit::Event> event;
  std::string_view none_because;
  static consteval Audited as(audit::Event event) { return {event, {}}; }
  static consteval Audited no(std::string_view because) { return {std::nullopt, because}; }
};

template <typename In, typename Out>
struct Operation {
  std::string_view name;  // "message.post": also the realtime command's name
  Method method;
  std::string_view path;  // below /api/v1; members of In named in braces are taken from it
  std::string_view summary;
  Policy<In> policy;
  Rate rate;
  Audited audited;
  Realtime realtime = Realtime::no;
  std::size_t body_limit = std::size_t{64} * 1024;  // bytes, refused before they are read
  bool form_body = false;  // also application/x-www-form-urlencoded: for protocols that want it
};

// What a handler gets besides its input. `target` and `detail` go into the operation's audit entry; without them the
// entry names the caller alone.
struct Call {
  const access::Caller& caller;
  const access::Origin& origin;
  store::TenantTxn& txn;
  std::string target;
  std::string detail;
  bool changed = true;  // false: nothing was done, so there is nothing to record
};

struct Empty {};
BOOST_DESCRIBE_STRUCT(Empty, (), ())

using Headers = std::vector<std::pair<std::string, std::string>>;

// One page of a list; `next` is what to give as `after`.
template <typename T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;
};

}  // namespace wardroom::operation
