// The table of all operations. Rooms add theirs at start (server/ calls each room's declare function); after that it is
// only read, from any thread.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "operation/input.h"
#include "operation/operation.h"
#include "operation/schema.h"

namespace wardroom::operation {

struct Answer {
  std::string json;
  Headers headers;
  int status = 200;
};

// Takes the answer, or the exception that stands for it; exactly once, from any thread.
using Finish = std::move_only_function<void(std::exception_ptr, Answer)>;

// An operation that leaves the transaction's thread: it hashes passwords, or serves somebody who is not signed in yet.
template <typename Out>
struct AsyncCall {
  std::optional<access::Caller> caller;  // present unless the policy is anyone
  access::Origin origin;
  Finish finish;
  void reply(const Out& out, Headers headers = {}) { finish(nullptr, {base::to_json_text(out), std::move(headers)}); }
  void fail(std::exception_ptr error) { finish(std::move(error), {}); }
};

using TxnWork = std::move_only_function<std::string(Call&)>;
using AsyncWork = std::move_only_function<void(std::optional<access::Caller>, access::Origin, Finish)>;

enum class Kind { reads, writes, async };

struct Parameter {
  std::string name;
  boost::json::object schema;
  bool required = true;
};

// An operation with its types erased.
struct Declared {
  std::string_view name;
  Method method{};
  std::string_view path;
  std::string_view summary;
  PolicyFacts policy;
  Rate rate{};
  Audited audited;
  Realtime realtime{};
  std::size_t body_limit = 0;
  bool form_body = false;
  Kind kind{};
  std::function<std::vector<Parameter>(boost::json::object& components)> parameters;
  std::function<boost::json::object(boost::json::object& components)> output;
  std::function<std::variant<TxnWork, AsyncWork>(const Source&)> bind;  // reads the input: throws its Problem
};

class Registry {
 public:
  // handler: Out(Call&, const In&), run inside a read-only transaction of the caller's tenant.
  template <typename In, typename Out, typename Handler>
  void reads(const Operation<In, Out>& operation, Handler handler) {
    add_transactional(operation, std::move(handler), Kind::reads);
  }
  // The same inside a writing transaction; the audit entry is appended to it.
  template <typename In, typename Out, typename Handler>
  void writes(const Operation<In, Out>& operation, Handler handler) {
    add_transactional(operation, std::move(handler), Kind::writes);
  }
  // handler: void(AsyncCall<Out>, In). Writes its audit entries itself.
  template <typename In, typename Out, typename Handler>
  void async(const Operation<In, Out>& operation, Handler handler) {
    auto declared = erased(operation, Kind::async);
    auto shared = std::make_shared<const Handler>(std::move(handler));
    declared.bind = [shared](const Source& source) -> std::variant<TxnWork, AsyncWork> {
      return AsyncWork([shared, in = read_input<In>(source)](std::optional<access::Caller> caller,
                                                             access::Origin origin, Finish finish) mutable {
        (*shared)(AsyncCall<Out>{std::move(caller), std::move(origin), std::move(finish)}, std::move(in));
      });
    };
    add(std::move(declared));
  }

  const std::vector<Declared>& all() const { return operations_; }
  const Declared* realtime(std::string_view name) const;

 private:
  template <typename In, typename Out>
  static Declared erased(const Operation<In, Out>& op, Kind kind) {
    Declared out{op.name,
                 op.method,
                 op.path,
                 op.summary,
                 op.policy.facts(),
                 op.rate,
                 op.audited,
                 op.realtime,
                 op.body_limit,
                 op.form_body,
                 kind,
                 {},
                 {},
                 {}};
    out.parameters = [](boost::json::object& components) {
      std::vector<Parameter> all;
      base::for_each_member<In>([&](std::string_view name, auto pointer) {
        using Member = std::decay_t<decltype(std::declval<In&>().*pointer)>;
        constexpr bool optional = base::detail::IsOptional<Member>::value;
        all.push_back({std::string(name), schema_of<Member>(components), !optional});
      });
      return all;
    };
    out.output = [](boost::json::object& components) { return schema_of<Out>(components); };
    return out;
  }

  template <typename In, typename Out, typename Handler>
  void add_transactional(const Operation<In, Out>& op, Handler handler, Kind kind) {
    auto declared = erased(op, kind);
    auto shared = std::make_shared<const Handler>(std::move(handler));
    declared.bind = [shared, gate = op.policy.gate()](const Source& source) -> std::variant<TxnWork, AsyncWork> {
      return TxnWork([shared, gate, in = read_input<In>(source)](Call& call) {
        if (gate) gate(call.caller, call.txn, in);
        return base::to_json_text(Out((*shared)(call, in)));
      });
    };
    add(std::move(declared));
  }

  void add(Declared declared);  // a name or route declared twice is a fault
  std::vector<Declared> operations_;
};

}  // namespace wardroom::operation
