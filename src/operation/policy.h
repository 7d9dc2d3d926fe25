// Who may run an operation, said where it is declared. A Policy has no default: a declaration without one does not
// compile.
#pragma once
#include <string_view>

#include "access/caller.h"
#include "store/txn.h"

namespace wardroom::operation {

enum class Scope { anyone, self, workspace, channel, group, server };

// A check against what the request names (is the caller in this channel?), run in the operation's own transaction
// before the handler. Throws the Problem that answers the request.
template <typename In>
using Gate = void (*)(const access::Caller&, store::TenantTxn&, const In&);

// The part that does not depend on the input's type: what the documents are made from.
struct PolicyFacts {
  Scope scope = Scope::anyone;
  bool has_permission = false;
  access::Permission permission{};
  std::string_view reason;    // anyone: why; channel, group: the rule the gate checks
  bool fresh = false;         // asks for a proof of a short while ago
  bool for_programs = false;  // changes one's own account, and an API key may do it all the same
};

template <typename In>
class Policy {
 public:
  // No authentication. The reason is part of the published documents.
  static consteval Policy anyone(std::string_view reason) {
    return Policy({Scope::anyone, false, {}, reason}, nullptr);
  }
  // Any signed-in person, about nothing but themselves.
  static consteval Policy self() { return Policy({Scope::self, false, {}, "their own account"}, nullptr); }
  // Any signed-in person of the workspace.
  static consteval Policy member(std::string_view reason) {
    return Policy({Scope::workspace, false, {}, reason}, nullptr);
  }
  static consteval Policy needs(access::Permission p) { return Policy({Scope::workspace, true, p, ""}, nullptr); }
  // Checked against the channel the request names, by `gate`; `rule` says in words what it checks.
  static consteval Policy channel(Gate<In> gate, std::string_view rule) {
    return Policy({Scope::channel, false, {}, rule}, gate);
  }
  static consteval Policy channel(Gate<In> gate, std::string_view rule, access::Permission p) {
    return Policy({Scope::channel, true, p, rule}, gate);
  }

  // The same against the group of people that the request names.
  static consteval Policy group(Gate<In> gate, std::string_view rule) {
    return Policy({Scope::group, false, {}, rule}, gate);
  }
  static consteval Policy group(Gate<In> gate, std::string_view rule, access::Permission p) {
    return Policy({Scope::group, true, p, rule}, gate);
  }

  // About the whole server: for people of the operators' workspace only, and never about what is in a workspace.
  static consteval Policy server(std::string_view rule, access::Permission p = access::Permission::manage_workspaces) {
    return Policy({Scope::server, true, p, rule}, nullptr);
  }

  // The same, for those who proved who they are a short while ago: what a stolen session must not do.
  consteval Policy fresh() const {
    auto facts = facts_;
    facts.fresh = true;
    return Policy(facts, gate_);
  }

  // Of what is one's own: an API key may do it, too. (It may read, and do what is not about the account, anyway.)
  consteval Policy for_programs() const {
    auto facts = facts_;
    facts.for_programs = true;
    return Policy(facts, gate_);
  }

  const PolicyFacts& facts() const { return facts_; }
  Gate<In> gate() const { return gate_; }

 private:
  consteval Policy(PolicyFacts facts, Gate<In> gate) : facts_(facts), gate_(gate) {}
  PolicyFacts facts_;
  Gate<In> gate_;
};

}  // namespace wardroom::operation
