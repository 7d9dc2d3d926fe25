// Checks one SQL statement at compile time: it is of the subset that SQLite and PostgreSQL share, and it cannot leave
// its tenant. Every table of every SELECT, UPDATE and DELETE has its own AND-ed `tenant_id = $1` (or equals the
// tenant_id of one that has), every INSERT begins with tenant_id and $1, and no UPDATE changes it. Used by Statement;
// tests call it too.
#pragma once
#include "store/sql_tokens.h"

namespace wardroom::store::sql {

struct Info {
  Refusal refusal = Refusal::none;
  int parameters = 0;  // $1 included
  int columns = 0;     // of a result row
  bool writes = false;
  bool sealed[max_parameters + 1]{};  // $n goes into a column whose name ends with _sealed
};

class Checker {
 public:
  constexpr explicit Checker(std::string_view text) : tokens_(text), refusal_(tokens_.refusal()) {}

  constexpr Info run() {
    if (good() && balanced()) statement();
    if (good()) everything_was_seen();
    if (good()) parameters();
    info_.refusal = refusal_;
    return info_;
  }

 private:
  struct Source {
    std::string_view name;
    bool is_table = false;
    bool bound = false;
  };
  struct Equality {  // target's tenant_id equals that of from; from < 0: equals $1
    int target = 0;
    int from = -1;
  };
  struct Scope {
    const Scope* parent = nullptr;
    int sources = 0;
    int equalities = 0;
    Source source[12];
    Equality equality[24];
  };
  struct Side {  // of `a.tenant_id = b.tenant_id`
    int after = -1;
    bool is_bound = false;  // $1, or the tenant_id of a bound table further out
    int source = -1;
  };
  struct Columns {
    int count = 0;
    int command = -1;  // the one called like its table: FTS5 takes commands there
    bool sealed[max_parameters + 4]{};
  };

  constexpr bool good() const { return refusal_ == Refusal::none; }
  constexpr bool fail(Refusal why) {
    if (good()) refusal_ = why;
    return false;
  }
  constexpr int no_place(Refusal why) {
    fail(why);
    return -1;
  }
  constexpr bool is(int i, Word word) const { return tokens_[i].word == word; }
  constexpr bool is(int i, WordSet words) const { return words.has(tokens_[i].word); }
  constexpr bool distinct_from(int i) const {
    return i > 1 && is(i, Word::from) && is(i - 1, Word::distinct) && (is(i - 2, Word::is) || is(i - 2, Word::not_));
  }

  // The place after what begins at i: a parenthesis with its content, CASE ... END, or one token.
  constexpr int after(int i) const { return is(i, WordSet{Word::open, Word::case_}) ? closed_at_[i] + 1 : i + 1; }
  constexpr int find(int b, int e, WordSet words) const {
    while (b < e && (!is(b, words) || distinct_from(b))) b = after(b);
    return b < e ? b : e;
  }

  // Parentheses match, and every CASE has its END: a column called "end" would blur where a CASE is over.
  constexpr bool balanced() {
    std::uint16_t open[max_tokens];
    int depth = 0;
    for (int i = 0; i < tokens_.count(); ++i) {
      if (is(i, WordSet{Word::open, Word::case_})) open[depth++] = static_cast<std::uint16_t>(i);
      if (!is(i, WordSet{Word::close, Word::end})) continue;
      if (depth == 0 || is(open[depth - 1], Word::open) != is(i, Word::close)) return unbalanced(i);
      closed_at_[open[--depth]] = static_cast<std::uint16_t>(i);
    }
    return depth == 0 || unbalanced(open[depth - 1]);
  }
  constexpr bool unbalanced(int i) {
    return fail(is(i, WordSet{Word::open, Word::close}) ? Refusal::parentheses_do_not_match
                                                        : Refusal::every_case_has_its_end_and_no_name_is_end);
  }

  constexpr bool statement() {
    int b = 0;
    const int e = tokens_.count();
    if (is(b, Word::with) && (b = with(b, e, nullptr)) < 0) return false;
    if (is(b, Word::select)) return query(b, e, nullptr, nullptr, &info_.columns);
    info_.writes = true;
    if (is(b, Word::insert)) return insert(b, e);
    if (is(b, Word::update)) return update(b, e);
    if (is(b, Word::delete_)) return remove(b, e);
    return fail(Refusal::a_statement_is_select_insert_update_or_delete);
  }

  // WITH [RECURSIVE] name [(columns)] AS (query), ... Answers where it ends. A name stands for a checked query from
  // then on.
  constexpr int with(int i, int e, const Scope* parent) {
    const bool recursive = is(i + 1, Word::recursive);
    i += recursive ? 2 : 1;
    for (;; ++i) {
      if (!tokens_.is_word(i) || common_ >= max_common) return no_place(Refusal::with_needs_a_name);
      const auto name = tokens_.text(i++);
      if (is(i, Word::open)) i = after(i);
      if (recursive) common_name_[common_++] = name;
      if (!is(i, Word::as) || !is(i + 1, Word::open))
        return no_place(Refusal::with_is_written_name_as_select_in_parentheses);
      const int end = after(i + 1);
      if (end > e || !query(i + 2, end - 1, parent, nullptr, nullptr)) return -1;
      if (!recursive) common_name_[common_++] = name;
      i = end;
      if (!is(i, Word::comma)) return i;
    }
  }

  constexpr bool is_common(std::string_view name) const {
    for (int i = 0; i < common_; ++i)
      if (same_name(common_name_[i], name)) return true;
    return false;
  }

  // SELECT ... [UNION SELECT ...]. `into`: the columns of the INSERT that it feeds.
  constexpr bool query(int b, int e, const Scope* parent, const Columns* into, int* columns) {
    const int common = common_;
    if (is(b, Word::with) && (b = with(b, e, parent)) < 0) return false;
    for (;;) {
      const int end = find(b, e, WordSet{Word::union_, Word::intersect, Word::except});
      if (!is(b, Word::select) || b >= e) return fail(Refusal::each_arm_of_a_query_begins_with_select);
      if (!arm(b, end, parent, into, columns)) return false;
      if (end == e) break;
      columns = nullptr;
      b = end + (is(end + 1, Word::all) ? 2 : 1);
    }
    common_ = common;
    return true;
  }

  constexpr bool arm(int b, int e, const Scope* parent, const Columns* into, int* columns) {
    ++selects_seen_;
    Scope scope;
    scope.parent = parent;
    const int list = b + (is(b + 1, Word::distinct) || is(b + 1, Word::all) ? 2 : 1);
    if (find(list, e, WordSet{Word::window, Word::for_, Word::fetch, Word::into, Word::returning}) != e)
      return fail(Refusal::window_for_fetch_and_into_are_not_portable);
    const int tail = find(list, e, WordSet{Word::group, Word::having, Word::order, Word::limit, Word::offset});
    const int where = find(list, tail, Word::where);
    const int from = find(list, where, Word::from);
    const int n = count_columns(list, from, into);
    if (n < 0) return false;
    if (columns) *columns = n;
    if (from < where) {
      ++froms_seen_;
      if (!sources(from + 1, where, scope)) return false;
    }
    if (where < tail && !condition(where + 1, tail, scope, -1)) return false;
    return solve(scope) && nested(list, e, scope);
  }

  // Result columns between b and e; with `into`, also whether they fit the columns they are inserted into.
  constexpr int count_columns(int b, int e, const Columns* into) {
    int n = 0;
    for (int i = b;; ++i, ++n) {
      const int end = find(i, e, Word::comma);
      if (i >= end) return no_place(Refusal::a_list_of_columns_is_empty);
      if (is(end - 1, Word::star) && (end - i == 1 || is(end - 2, Word::dot)))
        return no_place(Refusal::name_the_columns_instead_of_star);
      if (into && !inserted_value(i, end, n, *into)) return -1;
      i = end;
      if (i >= e) break;
    }
    ++n;
    if (into && n != into->count) return no_place(Refusal::insert_needs_as_many_values_as_columns);
    return n;
  }

  constexpr bool inserted_value(int b, int e, int position, const Columns& into) {
    if (position == 0 && !(e - b == 1 && tokens_.is_parameter(b, 1)))
      return fail(Refusal::insert_takes_dollar_1_as_the_value_of_tenant_id);
    if (position == into.command && !(e - b == 1 && tokens_.text(b) == "'delete'"))
      return fail(Refusal::a_full_text_index_takes_no_command_but_delete_of_selected_rows);
    return position >= into.count || !into.sealed[position] || sealed_value(b, e);
  }

  constexpr bool sealed_value(int b, int e) {
    if (e - b == 1 && tokens_[b].kind == Kind::parameter) {
      ++sealed_uses_[tokens_[b].parameter];
      return true;
    }
    if (e - b == 1 && is(b, Word::null)) return true;
    const bool name = tokens_.is_word(e - 1) && ends_with_sealed(tokens_.text(e - 1));
    if (name && (e - b == 1 || (e - b == 3 && is(b + 1, Word::dot)))) return true;
    return fail(Refusal::a_sealed_column_takes_a_parameter_null_or_a_sealed_column);
  }

  constexpr bool starts_join(int i) const {
    return is(i, WordSet{Word::join, Word::left, Word::inner, Word::cross, Word::natural, Word::right, Word::full,
                         Word::comma});
  }

  // FROM a [JOIN b ON ...] [, c]
  constexpr bool sources(int i, int e, Scope& scope) {
    bool outer = false;
    for (;;) {
      const bool derived = is(i, Word::open);
      if (derived && !is(i + 1, Word::select) && !is(i + 1, Word::with))
        return fail(Refusal::from_takes_a_table_or_a_select_in_parentheses);
      if (!derived && !tokens_.is_word(i)) return fail(Refusal::from_takes_a_table_or_a_select_in_parentheses);
      Source source{.name = derived ? std::string_view() : tokens_.text(i),
                    .is_table = !derived && !is_common(tokens_.text(i))};
      i = after(i);
      if (i < e && (is(i, Word::dot) || is(i, Word::open))) return fail(Refusal::from_takes_plain_table_names);
      if (i < e && is(i, Word::as)) ++i;
      if (i < e && tokens_.is_word(i) && !starts_join(i) && !is(i, Word::on)) source.name = tokens_.text(i++);
      if (scope.sources >= 12) return fail(Refusal::too_many_tables_in_one_scope);
      const int place = scope.sources;
      scope.source[scope.sources++] = source;
      if (i < e && is(i, Word::on)) {
        int end = i + 1;
        while (end < e && !starts_join(end)) end = after(end);
        if (!condition(i + 1, end, scope, outer ? place : -1)) return false;
        i = end;
      }
      if (i >= e) return true;
      outer = is(i, Word::left);
      if (is(i, Word::comma)) {
        ++i;
        continue;
      }
      if (outer)
        i += is(i + 1, Word::outer) ? 2 : 1;
      else if (is(i, Word::inner) || is(i, Word::cross))
        ++i;
      if (!is(i, Word::join) || i >= e)
        return fail(Refusal::tables_are_joined_by_join_left_join_cross_join_or_comma_with_on);
      ++joins_seen_;
      ++i;
    }
  }

  // AND-ed conditions. `outer`: the table that a LEFT JOIN adds; its ON filters that table alone.
  constexpr bool condition(int b, int e, Scope& scope, int outer) {
    bool between = false;
    int start = b;
    for (int i = b; i < e; i = after(i)) {
      if (is(i, Word::or_)) return fail(Refusal::or_beside_the_tenant_predicate_goes_into_parentheses);
      if (is(i, Word::on)) return fail(Refusal::each_join_is_followed_by_its_own_on);
      if (is(i, Word::between)) between = true;
      if (!is(i, Word::and_)) continue;
      if (between) {
        between = false;
        continue;
      }
      if (!conjunct(start, i, scope, outer)) return false;
      start = i + 1;
    }
    return start < e ? conjunct(start, e, scope, outer) : fail(Refusal::a_condition_is_missing);
  }

  constexpr bool conjunct(int b, int e, Scope& scope, int outer) {
    if (e - b >= 3 && is(e - 2, Word::equals) && tokens_[e - 1].kind == Kind::parameter && tokens_.is_word(e - 3) &&
        ends_with_sealed(tokens_.text(e - 3)) && (e - b == 3 || (e - b == 5 && is(b + 1, Word::dot))))
      ++sealed_uses_[tokens_[e - 1].parameter];  // compare and swap of a sealed value
    const Side left = side(b, scope);
    if (left.after < 0 || left.after >= e || !is(left.after, Word::equals)) return true;
    const Side right = side(left.after + 1, scope);
    if (right.after != e) return true;
    return equal(left, right, scope, outer) && equal(right, left, scope, outer);
  }

  constexpr bool equal(const Side& target, const Side& from, Scope& scope, int outer) {
    if (target.source < 0 || (!from.is_bound && from.source < 0)) return true;
    if (outer >= 0 && target.source != outer) return true;
    if (scope.equalities >= 24) return fail(Refusal::too_many_tables_in_one_scope);
    scope.equality[scope.equalities++] = {.target = target.source, .from = from.is_bound ? -1 : from.source};
    return true;
  }

  constexpr Side side(int i, const Scope& scope) const {
    if (tokens_.is_parameter(i, 1)) return {.after = i + 1, .is_bound = true};
    if (is(i, Word::tenant_id)) return {.after = i + 1, .source = scope.sources == 1 ? 0 : -1};
    if (!tokens_.is_word(i) || !is(i + 1, Word::dot) || !is(i + 2, Word::tenant_id)) return {};
    const auto name = tokens_.text(i);
    for (const Scope* s = &scope; s; s = s->parent)
      for (int k = 0; k < s->sources; ++k)
        if (same_name(s->source[k].name, name)) {
          if (s == &scope) return {.after = i + 3, .source = k};
          return {.after = i + 3, .is_bound = s->source[k].is_table && s->source[k].bound};
        }
    return {};
  }

  constexpr bool solve(Scope& scope) {
    for (bool more = true; more;) {
      more = false;
      for (int i = 0; i < scope.equalities; ++i) {
        const auto [target, from] = scope.equality[i];
        const bool holds = from < 0 || (scope.source[from].is_table && scope.source[from].bound);
        if (!holds || scope.source[target].bound) continue;
        scope.source[target].bound = more = true;
      }
    }
    for (int i = 0; i < scope.sources; ++i)
      if (scope.source[i].is_table && !scope.source[i].bound)
        return fail(Refusal::every_table_needs_its_own_tenant_id_equal_to_dollar_1_at_the_top_level_of_where_or_on);
    return true;
  }

  // Sub-selects anywhere between b and e.
  constexpr bool nested(int b, int e, const Scope& scope) {
    for (int i = b; i < e; ++i) {
      if (is(i, Word::in) && !is(i + 1, Word::open)) return fail(Refusal::in_is_followed_by_a_parenthesis);
      if (!is(i, Word::open)) continue;
      if (is(i + 1, Word::values) || is(i + 1, Word::table)) return fail(Refusal::a_sub_select_begins_with_select);
      if (!is(i + 1, Word::select) && !is(i + 1, Word::with)) continue;
      const int end = after(i);
      if (!query(i + 1, end - 1, &scope, nullptr, nullptr)) return false;
      i = end - 1;
    }
    return true;
  }

  constexpr int target(int i, Scope& scope) {  // table [AS alias]
    if (!tokens_.is_word(i)) return no_place(Refusal::the_name_of_a_table_is_missing);
    scope.source[0] = {.name = tokens_.text(i), .is_table = true};
    scope.sources = 1;
    if (is(i + 1, Word::as)) {
      scope.source[0].name = tokens_.text(i + 2);
      i += 2;
    }
    return i + 1;
  }

  constexpr bool returning(int i, int e, const Scope& scope) {
    if (i >= e) return true;
    info_.columns = count_columns(i + 1, e, nullptr);
    return info_.columns > 0 && nested(i + 1, e, scope);
  }

  constexpr bool assignments(int b, int e, const Scope& scope) {
    for (int i = b;; ++i) {
      const int end = find(i, e, Word::comma);
      if (!tokens_.is_word(i) || !is(i + 1, Word::equals) || end - i < 3)
        return fail(Refusal::set_is_written_column_equals_value);
      if (is(i, Word::tenant_id)) return fail(Refusal::set_may_not_change_tenant_id);
      if (ends_with_sealed(tokens_.text(i)) && !sealed_value(i + 2, end)) return false;
      i = end;
      if (i >= e) return nested(b, e, scope);
    }
  }

  constexpr bool update(int b, int e) {
    Scope scope;
    const int set = target(b + 1, scope);
    if (set < 0) return false;
    if (!is(set, Word::set)) return fail(Refusal::update_is_written_update_table_set);
    const int end = find(set, e, Word::returning);
    const int where = find(set, end, Word::where);
    if (where == end) return fail(Refusal::update_needs_where_with_tenant_id_equal_to_dollar_1);
    const int from = find(set, where, Word::from);
    if (!assignments(set + 1, from, scope)) return false;
    if (from < where) {
      ++froms_seen_;
      if (!sources(from + 1, where, scope)) return false;
    }
    return condition(where + 1, end, scope, -1) && solve(scope) && nested(from, end, scope) && returning(end, e, scope);
  }

  constexpr bool remove(int b, int e) {
    Scope scope;
    if (!is(b + 1, Word::from)) return fail(Refusal::delete_is_written_delete_from_table_where);
    ++froms_seen_;
    const int where = target(b + 2, scope);
    if (where < 0) return false;
    const int end = find(where, e, Word::returning);
    if (!is(where, Word::where)) return fail(Refusal::delete_needs_where_with_tenant_id_equal_to_dollar_1);
    return condition(where + 1, end, scope, -1) && solve(scope) && nested(where, end, scope) &&
           returning(end, e, scope);
  }

  constexpr bool insert(int b, int e) {
    Scope scope;
    if (!is(b + 1, Word::into)) return fail(Refusal::insert_is_written_insert_into_table_columns_values);
    const int open = target(b + 2, scope);
    if (open < 0) return false;
    scope.source[0].bound = true;
    if (!is(open, Word::open) || !is(open + 1, Word::tenant_id))
      return fail(Refusal::insert_names_tenant_id_as_its_first_column);
    Columns columns;
    const int close = after(open) - 1;
    for (int i = open + 1; i < close; i += 2) {
      if (!tokens_.is_word(i) || !(is(i + 1, Word::comma) || i + 1 == close) || columns.count >= max_parameters)
        return fail(Refusal::insert_names_plain_columns);
      if (columns.count > 0 && is(i, Word::tenant_id)) return fail(Refusal::tenant_id_is_named_twice);
      if (same_name(tokens_.text(i), tokens_.text(b + 2))) columns.command = columns.count;
      columns.sealed[columns.count++] = ends_with_sealed(tokens_.text(i));
    }
    if (columns.command >= 0 && !is(close + 1, Word::select))
      return fail(Refusal::a_full_text_index_takes_no_command_but_delete_of_selected_rows);
    const int end = find(close + 1, e, Word::returning);
    int conflict = find(close + 1, end, Word::conflict);
    if (conflict < end) --conflict;  // ON
    const bool good = is(close + 1, Word::values) ? values(close + 2, conflict, columns, scope)
                                                  : query(close + 1, conflict, nullptr, &columns, nullptr);
    return good && on_conflict(conflict, end, scope) && returning(end, e, scope);
  }

  constexpr bool values(int i, int e, const Columns& columns, const Scope& scope) {
    for (;; ++i) {
      if (!is(i, Word::open) || i >= e) return fail(Refusal::values_is_written_with_dollar_1_first_in_parentheses);
      const int end = after(i);
      if (count_columns(i + 1, end - 1, &columns) < 0 || !nested(i + 1, end - 1, scope)) return false;
      i = end;
      if (i >= e) return true;
      if (!is(i, Word::comma)) return fail(Refusal::values_is_written_with_dollar_1_first_in_parentheses);
    }
  }

  // ON CONFLICT (tenant_id, ...) DO NOTHING | DO UPDATE SET ... The row in the way has the same tenant_id, as the
  // constraint that it breaks begins with it.
  constexpr bool on_conflict(int b, int e, Scope& scope) {
    if (b >= e) return true;
    if (!is(b, Word::on)) return fail(Refusal::on_conflict_is_written_on_conflict_columns_do);
    const bool named = is(b + 2, Word::open);
    if (named && !is(b + 3, Word::tenant_id))
      return fail(Refusal::on_conflict_names_a_constraint_that_begins_with_tenant_id);
    const int act = named ? after(b + 2) : b + 2;
    if (!is(act, Word::do_)) return fail(Refusal::on_conflict_is_written_on_conflict_columns_do);
    if (is(act + 1, Word::nothing) && act + 2 == e) return true;
    if (!named || !is(act + 1, Word::update) || !is(act + 2, Word::set))
      return fail(Refusal::on_conflict_columns_is_followed_by_do_nothing_or_do_update_set);
    scope.source[scope.sources++] = {.name = "excluded", .is_table = true, .bound = true};
    const int where = find(act + 3, e, Word::where);
    return assignments(act + 3, where, scope) && (where == e || condition(where + 1, e, scope, -1)) &&
           nested(where, e, scope);
  }

  // The net under the checks above: a SELECT, FROM or JOIN that none of them came across is refused.
  constexpr bool everything_was_seen() {
    int selects = 0;
    int froms = 0;
    int joins = 0;
    for (int i = 0; i < tokens_.count(); ++i) {
      if (is(i, Word::select)) ++selects;
      if (is(i, Word::from) && !distinct_from(i)) ++froms;
      if (is(i, Word::join)) ++joins;
    }
    return (selects == selects_seen_ && froms == froms_seen_ && joins == joins_seen_) ||
           fail(Refusal::a_select_from_or_join_stands_where_it_cannot_be_checked);
  }

  constexpr bool parameters() {
    int uses[max_parameters + 1]{};
    for (int i = 0; i < tokens_.count(); ++i)
      if (tokens_[i].kind == Kind::parameter) {
        const int n = tokens_[i].parameter;
        ++uses[n];
        if (n > info_.parameters) info_.parameters = n;
      }
    if (uses[1] == 0) return fail(Refusal::tenant_id_equal_to_dollar_1_is_missing);
    for (int n = 1; n <= info_.parameters; ++n) {
      if (uses[n] == 0) return fail(Refusal::parameters_are_numbered_without_a_gap);
      if (sealed_uses_[n] > 0 && sealed_uses_[n] != uses[n])
        return fail(Refusal::a_parameter_for_a_sealed_column_is_used_elsewhere_too);
      info_.sealed[n] = sealed_uses_[n] > 0;
    }
    return true;
  }

  static constexpr int max_common = 8;

  Tokens tokens_;
  Refusal refusal_;
  Info info_;
  std::string_view common_name_[max_common];
  int common_ = 0;
  int selects_seen_ = 0;
  int froms_seen_ = 0;
  int joins_seen_ = 0;
  int sealed_uses_[max_parameters + 1]{};
  std::uint16_t closed_at_[max_tokens];  // of each ( and CASE: where its ) or END stands
};

constexpr Info check(std::string_view text) { return Checker(text).run(); }

}  // namespace wardroom::store::sql
