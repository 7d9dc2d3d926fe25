// Moves a tenant's values to the newest epoch while it is in use: every declared column, row by row, in small
// transactions among everybody else's, with its place stored in the same transactions, so that it goes on after any
// stop; then the database file; then a count that proves that nothing old is left. Several may work on one tenant (the
// server and wardroomctl): they share the place. Waits for the store: for threads of its own.
//
// After the first transaction (begin) no value of an older epoch comes to be: who writes after it has seen the newest.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

#include "keys/key_store.h"
#include "keys/sealed_column.h"
#include "store/store.h"

namespace wardroom::keys {

struct Reencrypted {
  std::int64_t epoch = 0;
  std::string state;   // running, done, stuck: something does not open; nothing was overwritten
  std::string column;  // that is worked on
  std::int64_t looked_at = 0, resealed = 0, broken = 0, total = 0;
  base::Timestamp began_at, updated_at;
};

// What keeps an old epoch: values of it in each column, by epoch.
struct OldValues {
  std::map<std::string, std::int64_t> by_column;
  std::int64_t total = 0;
};

struct Pace {
  std::chrono::milliseconds wanted{4};  // what a batch may take, waiting included
  int smallest = 8;
  int largest = 512;
  double rest = 2;  // pauses, in parts of what the batch took
};

class Reencryption {
 public:
  using Told = std::function<void(store::TenantTxn&, const Reencrypted&)>;  // in the transaction that ends it

  Reencryption(KeyStore& keys, store::Store& store, std::vector<SealedColumn> columns, Told ended)
      : keys_(keys), store_(store), columns_(std::move(columns)), ended_(std::move(ended)) {}

  const std::vector<SealedColumn>& columns() const { return columns_; }

  static std::optional<Reencrypted> status(store::TenantTxn& txn);
  bool needed(store::TenantTxn& txn) const;  // more than one epoch is held, and not all is known to be moved
  // Begins anew, unless one runs to the newest epoch already. False: it runs already.
  bool begin(store::TenantTxn& txn, std::int64_t total) const;
  std::int64_t count_all(store::TenantTxn& txn) const;

  // To its end, or until stopped. `progress` is told after each batch.
  Reencrypted run(base::TenantId tenant, std::stop_token stop, const Pace& pace,
                  const std::function<void(const Reencrypted&)>& progress = {}) const;

  OldValues old_values(store::TenantTxn& txn) const;

  struct Checked {
    std::int64_t values = 0;
    std::int64_t broken = 0;
    std::vector<std::string> examples;  // "table.column row", at most 20
  };
  Checked check(store::TenantTxn& txn) const;  // opens every value

 private:
  bool step(store::TenantTxn& txn, int batch) const;  // false: nothing is left to walk
  bool may_begin(base::TenantId tenant, const std::string& column) const;
  Reencrypted finish(base::TenantId tenant) const;
  const SealedColumn* after(std::string_view column) const;

  KeyStore& keys_;
  store::Store& store_;
  std::vector<SealedColumn> columns_;
  Told ended_;
};

}  // namespace wardroom::keys
