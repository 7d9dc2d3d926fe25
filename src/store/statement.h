// A statement whose text is checked while the program compiles (see sql_check.h for what is refused):
//
//   inline constexpr store::Statement<"SELECT seq, body_sealed FROM message WHERE tenant_id = $1 AND id = $2"> by_id;
//
// $1 is the tenant and comes from the TenantTxn that runs it; the caller gives $2 and on. Statements stand in a room's
// queries.h.
#pragma once
#include <string_view>

#include "store/fixed_string.h"
#include "store/sql_check.h"

namespace wardroom::store {

// What a database engine is told about a statement. One for each text in the program: its address names it.
struct Sql {
  std::string_view text;
  int parameters = 0;
  int columns = 0;
  bool writes = false;
};

// The compiler's message names the reason as the argument of `sql_refused_because`.
template <sql::Refusal Reason>
struct sql_refused_because {
  static constexpr bool never = Reason == sql::Refusal::none;
};

template <FixedString Text>
struct Statement {
  static constexpr sql::Info info = sql::check(Text.view());
  static_assert(sql_refused_because<info.refusal>::never);
  static constexpr Sql sql{Text.view(), info.parameters, info.columns, info.writes};
};

}  // namespace wardroom::store
