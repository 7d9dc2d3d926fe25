#include "store/txn.h"

#include <fmt/format.h>

namespace wardroom::store {

void throw_column_mismatch(int column, const char* wanted) {
  throw std::logic_error(
      fmt::format("result column {} does not hold {}, as the row's member says", column + 1, wanted));
}

void TenantTxn::throw_read_only() { throw std::logic_error("a statement that writes, inside Store::read"); }

}  // namespace wardroom::store
