#include "store/sql_check.h"

#include <gtest/gtest.h>

namespace wardroom::store {
namespace {

using sql::Refusal;

Refusal refusal(std::string_view text) { return sql::check(text).refusal; }
void expect_refused(std::string_view text, Refusal why) {
  EXPECT_EQ(static_cast<int>(refusal(text)), static_cast<int>(why)) << text;
}
void expect_good(std::string_view text) {
  EXPECT_EQ(static_cast<int>(refusal(text)), static_cast<int>(Refusal::none)) << text;
}
constexpr auto unbound = Refusal::every_table_needs_its_own_tenant_id_equal_to_dollar_1_at_the_top_level_of_where_or_on;

TEST(SqlCheck, AcceptsThePortableStatementsOfATenant) {
  for (const std::string_view text : {
           "SELECT a, b FROM t WHERE tenant_id = $1",
           "SELECT a FROM t WHERE $1 = tenant_id AND a = $2 ORDER BY a DESC LIMIT $3",
           "select a from t as x where x.tenant_id = $1 and (a = $2 or b = $2)",
           "SELECT count(*) FILTER (WHERE a > 1), max(b) FROM t WHERE tenant_id = $1 GROUP BY c HAVING count(*) > 2",
           "SELECT a FROM t WHERE tenant_id = $1 AND a BETWEEN $2 AND $3 AND b IS NOT NULL",
           "SELECT a FROM t WHERE a BETWEEN $2 AND $3 AND tenant_id = $1",
           "SELECT x.a, y.b FROM t x JOIN u y ON y.tenant_id = x.tenant_id AND y.id = x.id WHERE x.tenant_id = $1",
           "SELECT x.a, y.b FROM t x LEFT JOIN u y ON y.tenant_id = $1 AND y.id = x.id WHERE x.tenant_id = $1",
           "SELECT x.a FROM t AS x, u AS y WHERE x.tenant_id = $1 AND y.tenant_id = x.tenant_id",
           "SELECT x.a FROM t x JOIN u y ON x.tenant_id = y.tenant_id JOIN v z ON z.tenant_id = y.tenant_id "
           "WHERE x.tenant_id = $1",
           "SELECT a FROM t WHERE tenant_id = $1 AND id IN (SELECT id FROM u WHERE tenant_id = $1)",
           "SELECT a, (SELECT max(b) FROM u WHERE u.tenant_id = t.tenant_id) FROM t WHERE tenant_id = $1",
           "SELECT a FROM t WHERE tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM u WHERE u.tenant_id = $1 AND u.id = "
           "t.id)",
           "SELECT a FROM t WHERE tenant_id = $1 UNION ALL SELECT b FROM u WHERE tenant_id = $1 ORDER BY 1",
           "SELECT d.a FROM (SELECT a FROM t WHERE tenant_id = $1) AS d",
           "WITH recent AS (SELECT a FROM t WHERE tenant_id = $1) SELECT a FROM recent",
           "WITH RECURSIVE up AS (SELECT id, parent FROM t WHERE tenant_id = $1 AND id = $2 UNION ALL "
           "SELECT t.id, t.parent FROM t JOIN up ON up.parent = t.id AND t.tenant_id = $1) SELECT id FROM up",
           "SELECT CASE WHEN a = 1 AND b = 2 THEN 'x' ELSE 'y' END FROM t WHERE tenant_id = $1",
           "SELECT a FROM t WHERE tenant_id = $1 AND a IS NOT DISTINCT FROM $2",
           "SELECT EXISTS (SELECT 1 FROM t WHERE tenant_id = $1)",
           "INSERT INTO t (tenant_id, a) VALUES ($1, $2), ($1, $3) RETURNING a",
           "INSERT INTO t (tenant_id, a) SELECT $1, b FROM u WHERE tenant_id = $1 AND c = $2",
           "INSERT INTO t (tenant_id, id, n) VALUES ($1, $2, 1) ON CONFLICT (tenant_id, id) DO UPDATE SET n = t.n + 1",
           "INSERT INTO t (tenant_id, id, n) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, id) DO UPDATE SET "
           "n = excluded.n WHERE t.n < excluded.n RETURNING n",
           "INSERT INTO t (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
           "INSERT INTO t (tenant_id, n) VALUES ($1, (SELECT coalesce(max(n), 0) + 1 FROM t WHERE tenant_id = $1))",
           "UPDATE t SET a = $2, b = b + 1 WHERE tenant_id = $1 AND id = $3 RETURNING b",
           "UPDATE t SET a = u.a FROM u WHERE t.tenant_id = $1 AND u.tenant_id = t.tenant_id AND u.id = t.id",
           "DELETE FROM t WHERE tenant_id = $1 AND id = $2",
       })
    expect_good(text);
}

TEST(SqlCheck, RefusesATableWithoutItsOwnTenantPredicate) {
  for (const std::string_view text : {
           "SELECT a FROM t WHERE id = $1",
           "SELECT a FROM t WHERE tenant_id = $2 AND b = $1",
           "SELECT a FROM t WHERE tenant_id <> $1",
           "SELECT a FROM t WHERE NOT tenant_id = $1",
           "SELECT a FROM t WHERE (tenant_id = $1 OR a = 1)",
           "SELECT a FROM t WHERE a BETWEEN 0 AND tenant_id = $1",
           "SELECT a FROM t WHERE CASE WHEN a = 1 AND tenant_id = $1 THEN 1 ELSE 1 END",
           "SELECT a FROM t WHERE tenant_id = $1 IS NOT NULL",
           "SELECT a FROM t WHERE tenant_id = tenant_id AND a = $1",
           "SELECT a FROM t LIMIT $1",
           "SELECT x.a FROM t x JOIN u y ON y.id = x.id WHERE x.tenant_id = $1",
           "SELECT x.a FROM t x, u y WHERE tenant_id = $1",
           "SELECT x.a FROM t x, u y WHERE x.tenant_id = y.tenant_id AND x.a = $1",
           // The ON of a LEFT JOIN does not filter the table on its left.
           "SELECT x.a FROM t x LEFT JOIN u y ON x.tenant_id = $1 AND y.tenant_id = $1",
           "SELECT x.a FROM t x LEFT JOIN u y ON y.tenant_id = x.tenant_id AND y.tenant_id = $1",
           "SELECT a FROM t WHERE tenant_id = $1 AND id IN (SELECT id FROM u)",
           "SELECT a, (SELECT b FROM u LIMIT 1) FROM t WHERE tenant_id = $1",
           "SELECT a FROM t WHERE tenant_id = $1 AND a = ((SELECT b FROM u))",
           "SELECT a FROM t WHERE tenant_id = $1 ORDER BY (SELECT b FROM u)",
           "SELECT a FROM t WHERE tenant_id = $1 UNION SELECT b FROM u",
           "SELECT a FROM (SELECT a FROM t) AS d WHERE d.tenant_id = $1",
           "WITH w AS (SELECT a FROM t) SELECT a FROM w WHERE w.tenant_id = $1",
           "WITH w AS (SELECT a FROM v), v AS (SELECT a FROM t WHERE tenant_id = $1) SELECT a FROM w",
           "INSERT INTO t (tenant_id, a) SELECT $1, b FROM u",
           "INSERT INTO t (tenant_id, a) VALUES ($1, (SELECT b FROM u))",
           "UPDATE t SET a = 1 WHERE id = $1",
           "UPDATE t SET a = (SELECT b FROM u) WHERE tenant_id = $1",
           "UPDATE t SET a = u.a FROM u WHERE t.tenant_id = $1 AND u.id = t.id",
           "DELETE FROM t WHERE id = $1",
           "DELETE FROM t WHERE tenant_id = $1 AND id IN (SELECT id FROM u)",
           "DELETE FROM t WHERE tenant_id = $1 RETURNING (SELECT a FROM u)",
       })
    expect_refused(text, unbound);
}

TEST(SqlCheck, RefusesOrAtTheTopLevel) {
  const auto why = Refusal::or_beside_the_tenant_predicate_goes_into_parentheses;
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 OR a = 1", why);
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 AND a = 1 OR 1 = 1", why);
  expect_refused("SELECT x.a FROM t x JOIN u y ON y.tenant_id = $1 OR 1 = 1 WHERE x.tenant_id = $1", why);
  expect_refused("DELETE FROM t WHERE tenant_id = $1 OR 1 = 1", why);
}

TEST(SqlCheck, RefusesInsertsThatChooseTheirTenant) {
  expect_refused("INSERT INTO t (id, a) VALUES ($1, $2)", Refusal::insert_names_tenant_id_as_its_first_column);
  expect_refused("INSERT INTO t VALUES ($1, $2)", Refusal::insert_names_tenant_id_as_its_first_column);
  const auto value = Refusal::insert_takes_dollar_1_as_the_value_of_tenant_id;
  expect_refused("INSERT INTO t (tenant_id, a) VALUES ($2, $1)", value);
  expect_refused("INSERT INTO t (tenant_id, a) VALUES ($1, 1), ($2, 2)", value);
  expect_refused("INSERT INTO t (tenant_id, a) VALUES ($1 || $2, 1)", value);
  expect_refused("INSERT INTO t (tenant_id, a) SELECT u.tenant_id, a FROM u WHERE tenant_id = $1", value);
  expect_refused("INSERT INTO t (tenant_id, a) SELECT $1, 1 UNION SELECT $2, 2", value);
  expect_refused("INSERT INTO t (tenant_id, a, b) VALUES ($1, $2)", Refusal::insert_needs_as_many_values_as_columns);
  expect_refused("INSERT INTO t (tenant_id, a, tenant_id) VALUES ($1, 1, $2)", Refusal::tenant_id_is_named_twice);
  expect_refused("INSERT OR REPLACE INTO t (tenant_id, a) VALUES ($1, $2)",
                 Refusal::insert_is_written_insert_into_table_columns_values);
}

TEST(SqlCheck, RefusesToChangeARowsTenant) {
  const auto why = Refusal::set_may_not_change_tenant_id;
  expect_refused("UPDATE t SET tenant_id = $2 WHERE tenant_id = $1", why);
  expect_refused("UPDATE t SET a = 1, TENANT_ID = $2 WHERE tenant_id = $1", why);
  expect_refused(
      "INSERT INTO t (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET tenant_id = $3", why);
  expect_refused("INSERT INTO t (tenant_id, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = 1",
                 Refusal::on_conflict_names_a_constraint_that_begins_with_tenant_id);
  expect_refused("UPDATE t SET (tenant_id, a) = ($2, 1) WHERE tenant_id = $1",
                 Refusal::set_is_written_column_equals_value);
}

TEST(SqlCheck, RefusesUpdateAndDeleteWithoutWhere) {
  expect_refused("UPDATE t SET a = $1", Refusal::update_needs_where_with_tenant_id_equal_to_dollar_1);
  expect_refused("DELETE FROM t", Refusal::delete_needs_where_with_tenant_id_equal_to_dollar_1);
  expect_refused("DELETE FROM t USING u WHERE t.tenant_id = $1",
                 Refusal::delete_needs_where_with_tenant_id_equal_to_dollar_1);
}

TEST(SqlCheck, RefusesWhatCouldHideSomething) {
  expect_refused("SELECT a FROM t WHERE tenant_id = $1; DELETE FROM t",
                 Refusal::one_statement_only_without_a_semicolon);
  expect_refused("SELECT a FROM t -- WHERE tenant_id = $1", Refusal::a_statement_holds_no_comment);
  expect_refused("SELECT a FROM t /* WHERE tenant_id = $1 */", Refusal::a_statement_holds_no_comment);
  expect_refused("SELECT '-- ' FROM t WHERE tenant_id = $1",
                 Refusal::a_string_literal_holds_no_comment_semicolon_or_backslash);
  expect_refused("SELECT 'a FROM t WHERE tenant_id = $1", Refusal::a_string_literal_is_not_closed);
  expect_refused("SELECT \"a\" FROM t WHERE tenant_id = $1", Refusal::names_are_written_without_quotes);
  expect_refused("SELECT X'00' FROM t WHERE tenant_id = $1", Refusal::literals_with_a_prefix_are_not_portable);
  expect_refused("SELECT a FROM t WHERE tenant_id = ?", Refusal::parameters_are_written_dollar_1_dollar_2);
  expect_refused("SELECT a FROM t WHERE tenant_id = :t", Refusal::parameters_are_written_dollar_1_dollar_2);
  expect_refused("SELECT $$a$$ FROM t WHERE tenant_id = $1", Refusal::parameters_are_written_dollar_1_to_dollar_60);
  expect_refused("SELECT a FROM t WHERE tenant_id = $01", Refusal::parameters_are_written_dollar_1_to_dollar_60);
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 AND b = $3", Refusal::parameters_are_numbered_without_a_gap);
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 AND a IN u", Refusal::in_is_followed_by_a_parenthesis);
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 AND a IN (TABLE u)", Refusal::a_sub_select_begins_with_select);
  expect_refused("SELECT a FROM (t JOIN u ON 1 = 1) WHERE tenant_id = $1",
                 Refusal::from_takes_a_table_or_a_select_in_parentheses);
  expect_refused("SELECT a FROM other.t WHERE tenant_id = $1", Refusal::from_takes_plain_table_names);
  expect_refused("SELECT a FROM json_each($1)", Refusal::from_takes_plain_table_names);
  // PostgreSQL could rename the columns of a table here.
  expect_refused("SELECT a FROM t AS x (b, tenant_id) WHERE x.tenant_id = $1",
                 Refusal::tables_are_joined_by_join_left_join_cross_join_or_comma_with_on);
  expect_refused("SELECT * FROM t WHERE tenant_id = $1", Refusal::name_the_columns_instead_of_star);
  expect_refused("SELECT t.* FROM t WHERE tenant_id = $1", Refusal::name_the_columns_instead_of_star);
  expect_refused("SELECT a FROM t WHERE tenant_id = $1 FOR UPDATE",
                 Refusal::window_for_fetch_and_into_are_not_portable);
  expect_refused("SELECT extract(year FROM a) FROM t WHERE tenant_id = $1",
                 Refusal::a_select_from_or_join_stands_where_it_cannot_be_checked);
  expect_refused("DROP TABLE t", Refusal::a_statement_is_select_insert_update_or_delete);
  expect_refused("PRAGMA key = 1", Refusal::a_statement_is_select_insert_update_or_delete);
  expect_refused("SELECT 1", Refusal::tenant_id_equal_to_dollar_1_is_missing);
  expect_refused("SELECT a FROM t WHERE (tenant_id = $1", Refusal::parentheses_do_not_match);
  expect_refused("SELECT a FROM t RIGHT JOIN u ON t.tenant_id = $1 WHERE u.tenant_id = $1",
                 Refusal::tables_are_joined_by_join_left_join_cross_join_or_comma_with_on);
  expect_refused("SELECT a FROM t JOIN u USING (id) WHERE t.tenant_id = $1 AND u.tenant_id = $1",
                 Refusal::tables_are_joined_by_join_left_join_cross_join_or_comma_with_on);
}

TEST(SqlCheck, RefusesWhatBlursWhereAConditionEnds) {
  // With a column called "end", the AND would stand inside the CASE.
  expect_refused("SELECT a FROM t WHERE CASE WHEN end = 1 AND tenant_id = $1 AND b THEN 1 ELSE 1 END",
                 Refusal::every_case_has_its_end_and_no_name_is_end);
  expect_refused("SELECT a FROM t x WHERE tenant_id = $1 AND x.case = 1 OR 1 = 1",
                 Refusal::or_beside_the_tenant_predicate_goes_into_parentheses);
  // PostgreSQL reads this as x LEFT JOIN (y JOIN z ON ...) ON ..., which does not filter x.
  expect_refused(
      "SELECT x.a FROM t x LEFT JOIN u y JOIN v z ON z.tenant_id = $1 AND y.tenant_id = $1 ON 1 = 1 "
      "AND x.tenant_id = $1",
      Refusal::each_join_is_followed_by_its_own_on);
}

TEST(SqlCheck, KnowsWhichParametersGoIntoSealedColumns) {
  const auto insert = sql::check("INSERT INTO t (tenant_id, id, body_sealed) VALUES ($1, $2, $3)");
  EXPECT_FALSE(insert.sealed[2]);
  EXPECT_TRUE(insert.sealed[3]);
  EXPECT_TRUE(sql::check("UPDATE t SET a = $2, body_sealed = $3 WHERE tenant_id = $1").sealed[3]);
  const auto swap = sql::check("UPDATE t SET body_sealed = $2 WHERE tenant_id = $1 AND body_sealed = $3");
  EXPECT_TRUE(swap.sealed[2] && swap.sealed[3]);
  const auto upsert = sql::check(
      "INSERT INTO t (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET body_sealed = $3");
  EXPECT_TRUE(upsert.sealed[3]);
  const auto from_select =
      sql::check("INSERT INTO t (tenant_id, body_sealed, n) SELECT $1, $2, n FROM u WHERE tenant_id = $1");
  EXPECT_TRUE(from_select.sealed[2]);
  expect_good("INSERT INTO t (tenant_id, body_sealed) SELECT $1, u.body_sealed FROM u WHERE tenant_id = $1");
  const auto why = Refusal::a_sealed_column_takes_a_parameter_null_or_a_sealed_column;
  expect_refused("INSERT INTO t (tenant_id, body_sealed) VALUES ($1, $2 || 'x')", why);
  expect_refused("INSERT INTO t (tenant_id, body_sealed) VALUES ($1, 'plain')", why);
  expect_refused("UPDATE t SET body_sealed = name WHERE tenant_id = $1", why);
  expect_refused("UPDATE t SET body_sealed = $2, name = $2 WHERE tenant_id = $1",
                 Refusal::a_parameter_for_a_sealed_column_is_used_elsewhere_too);
}

TEST(SqlCheck, CountsParametersAndResultColumns) {
  const auto select =
      sql::check("SELECT a, max(b, c), (SELECT d FROM u WHERE tenant_id = $1) FROM t WHERE tenant_id = $1 AND e = $2");
  EXPECT_EQ(select.columns, 3);
  EXPECT_EQ(select.parameters, 2);
  EXPECT_FALSE(select.writes);
  const auto insert = sql::check("INSERT INTO t (tenant_id, a) VALUES ($1, $2)");
  EXPECT_EQ(insert.columns, 0);
  EXPECT_TRUE(insert.writes);
  EXPECT_EQ(sql::check("DELETE FROM t WHERE tenant_id = $1 RETURNING a, b").columns, 2);
}

}  // namespace
}  // namespace wardroom::store
