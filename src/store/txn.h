// A transaction of one tenant, as a closure given to Store::write or Store::read sees it. It lives as long as the
// closure; its $1 is the tenant. What the closure throws undoes all that it wrote. Used on the closure's thread only.
//
//   const auto user = txn.one<UserRow>(queries::user_by_name, name);       // struct described by Boost.Describe, or a
//   scalar txn.exec(queries::touch, user->id, now);                               // answers the number of rows changed
#pragma once
#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "store/conflict.h"
#include "store/statement.h"
#include "store/value.h"

namespace wardroom::store {

using Commits = std::vector<std::move_only_function<void()>>;

// Takes rows one by one; answers whether it wants another.
struct RowSink {
  void* context = nullptr;
  bool (*row)(void* context, const RowReader& reader) = nullptr;
};

// What a database engine does for a transaction.
class Session {
 public:
  virtual ~Session() = default;
  virtual std::int64_t run(const Sql& sql, std::span<const Value> values, RowSink sink) = 0;  // rows changed
};

template <class Row>
using Members = boost::describe::describe_members<Row, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class Row>
consteval int row_width() {
  if constexpr (StoredColumn<Row>)
    return 1;
  else
    return static_cast<int>(boost::mp11::mp_size<Members<Row>>::value);
}

template <class Row>
Row read_row(const RowReader& reader) {
  if constexpr (StoredColumn<Row>) {
    return Column<Row>::read(reader, 0);
  } else {
    // Built in one go, so that a member without a default constructor (Sealed) is fine.
    return []<template <class...> class List, class... D, std::size_t... I>(const RowReader& r, List<D...>,
                                                                            std::index_sequence<I...>) {
      return Row{
          Column<std::remove_cvref_t<decltype(std::declval<Row>().*D::pointer)>>::read(r, static_cast<int>(I))...};
    }(reader, Members<Row>{}, std::make_index_sequence<boost::mp11::mp_size<Members<Row>>::value>{});
  }
}

template <class T>
inline constexpr bool is_tenant = std::is_same_v<T, base::TenantId> || std::is_same_v<T, std::optional<base::TenantId>>;

// The rules of sealed columns, for all arguments of a statement. A NULL literal (nullopt) fits everywhere.
template <class S, class... Args>
consteval bool sealed_columns_take_sealed() {
  std::size_t n = 1;
  return ((++n, !S::info.sealed[n] || is_sealed<Args> || std::is_same_v<Args, std::nullopt_t>) && ...);
}
template <class S, class... Args>
consteval bool sealed_goes_into_sealed_columns() {
  std::size_t n = 1;
  return ((++n, S::info.sealed[n] || !is_sealed<Args>) && ...);
}

template <FixedString Text, class... Args>
consteval void check_arguments() {
  using S = Statement<Text>;
  static_assert(sizeof...(Args) + 1 == S::info.parameters, "a statement takes one argument for each of $2, $3, ...");
  static_assert((!is_tenant<Args> && ...), "a TenantId is no argument: $1 comes from the transaction");
  static_assert(sealed_columns_take_sealed<S, Args...>(),
                "a _sealed column takes a crypto::Sealed value, not plaintext");
  static_assert(sealed_goes_into_sealed_columns<S, Args...>(),
                "a crypto::Sealed value goes into a column whose name ends with _sealed, nowhere else");
}

class TenantTxn {
 public:
  TenantTxn(Session& session, base::TenantId tenant, bool read_only, Commits& commits)
      : session_(session), tenant_(tenant), read_only_(read_only), commits_(commits) {}
  TenantTxn(const TenantTxn&) = delete;
  TenantTxn& operator=(const TenantTxn&) = delete;

  const base::TenantId& tenant() const { return tenant_; }
  bool read_only() const { return read_only_; }

  template <FixedString Text, class... Args>
  std::int64_t exec(const Statement<Text>&, const Args&... args) {
    static_assert(Statement<Text>::info.columns == 0, "the statement answers rows: use one<Row> or all<Row>");
    return run<Text>({}, args...);
  }

  template <class Row, FixedString Text, class... Args>
  std::vector<Row> all(const Statement<Text>&, const Args&... args) {
    check_row<Row, Text>();
    std::vector<Row> rows;
    run<Text>({.context = &rows,
               .row =
                   [](void* context, const RowReader& reader) {
                     static_cast<std::vector<Row>*>(context)->push_back(read_row<Row>(reader));
                     return true;
                   }},
              args...);
    return rows;
  }

  template <class Row, FixedString Text, class... Args>
  std::optional<Row> one(const Statement<Text>&, const Args&... args) {  // the first row
    check_row<Row, Text>();
    std::optional<Row> found;
    run<Text>({.context = &found,
               .row =
                   [](void* context, const RowReader& reader) {
                     static_cast<std::optional<Row>*>(context)->emplace(read_row<Row>(reader));
                     return false;
                   }},
              args...);
    return found;
  }

  // Runs after the durable commit, on the writer's thread, in the order of commits and before the write's own `done`.
  // Never runs when the transaction fails. Keep it short: it holds up every write of this thread.
  void on_commit(std::move_only_function<void()> act) { commits_.push_back(std::move(act)); }

 private:
  template <class Row, FixedString Text>
  static consteval void check_row() {
    static_assert(row_width<Row>() == Statement<Text>::info.columns,
                  "the row has as many members as the statement has result columns");
  }

  template <FixedString Text, class... Args>
  std::int64_t run(RowSink sink, const Args&... args) {
    check_arguments<Text, std::decay_t<Args>...>();
    if (Statement<Text>::info.writes && read_only_) throw_read_only();
    const std::array<Value, sizeof...(Args) + 1> values{blob_value(tenant_.bytes()), to_value(args)...};
    return session_.run(Statement<Text>::sql, values, sink);
  }

  [[noreturn]] static void throw_read_only();

  Session& session_;
  base::TenantId tenant_;
  bool read_only_;
  Commits& commits_;
};

}  // namespace wardroom::store
