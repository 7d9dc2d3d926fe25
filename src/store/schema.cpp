#include "store/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/migrate.h"

namespace wardroom::store {
namespace {

std::vector<std::string> table_names(Sqlite& db) {
  std::vector<std::string> names;
  for (auto& row :
       db.text_rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'wardroom_schema' ORDER BY name"))
    names.push_back(std::move(row[0]));
  return names;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), sql::lower);
  return text;
}

// The CHECK (...) clauses of a table's text, in order: no pragma tells them.
std::vector<std::string> checks(const std::string& create_table) {
  const std::string text = lower(create_table);
  std::vector<std::string> found;
  for (auto at = text.find("check"); at != std::string::npos; at = text.find("check", at + 1)) {
    const auto open = text.find_first_not_of(" \n\t", at + 5);
    if (open == std::string::npos || text[open] != '(') continue;
    int depth = 0;
    auto end = open;
    do {
      depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
    } while (depth > 0 && ++end < text.size());
    std::string clause;
    for (const char c : text.substr(open, end + 1 - open))
      if (c != ' ' && c != '\n' && c != '\t') clause += c;
    found.push_back(std::move(clause));
  }
  std::ranges::sort(found);
  return found;
}

std::string shape(Sqlite& db) {
  std::string out;
  const auto lines = [&](std::string_view indent, const std::string& query) {
    for (const auto& row : db.text_rows(query)) out += fmt::format("{}{}\n", indent, fmt::join(row, " "));
  };
  for (const auto& table : table_names(db)) {
    lines("", fmt::format("SELECT name, wr, strict FROM pragma_table_list WHERE name = '{}'", table));
    lines("  ",
          fmt::format("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_xinfo('{}') ORDER BY name",
                      table));
    lines("  references ",
          fmt::format("SELECT \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list('{}') "
                      "ORDER BY 1, 2, 3",
                      table));
    lines("  index ",
          fmt::format(
              "SELECT CASE i.origin WHEN 'c' THEN i.name ELSE i.origin END, i.\"unique\", i.partial, "
              "(SELECT group_concat(coalesce(c.name, '?') || c.\"desc\", ' ') FROM pragma_index_xinfo(i.name) AS c "
              "WHERE c.key) FROM pragma_index_list('{}') AS i ORDER BY 1, 4",
              table));
    const auto text = db.text_rows(fmt::format("SELECT sql FROM sqlite_schema WHERE name = '{}'", table));
    for (const auto& clause : checks(text.at(0).at(0))) out += fmt::format("  check {}\n", clause);
  }
  lines("", "SELECT type, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name");
  lines("", "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%' ORDER BY name");
  return out;
}

void check_table(Sqlite& db, const std::string& table, std::vector<std::string>& faults) {
  const auto first =
      db.text_rows(fmt::format("SELECT name, \"notnull\" FROM pragma_table_info('{}') WHERE pk = 1", table));
  if (first.empty() || first[0][0] != "tenant_id")
    faults.push_back(fmt::format("{}: the first column of the primary key is tenant_id", table));
  else if (first[0][1] != "1")
    faults.push_back(fmt::format("{}: tenant_id is NOT NULL", table));
  const auto text = db.text_rows(fmt::format("SELECT sql FROM sqlite_schema WHERE name = '{}'", table));
  // A constraint that is checked at COMMIT would fail every write of its group.
  if (lower(text.at(0).at(0)).find("deferrable") != std::string::npos)
    faults.push_back(fmt::format("{}: constraints are not DEFERRABLE", table));
}

}  // namespace

std::vector<std::string> schema_faults(const std::vector<SchemaPart>& parts) {
  std::vector<std::string> faults;
  Sqlite db;
  for (const auto& part : parts) {
    if (std::ranges::count(parts, part.room, &SchemaPart::room) != 1)
      faults.push_back(fmt::format("{}: the room is named twice", part.room));
    for (int version = 2; version <= part.version; ++version)
      if (std::ranges::count(part.migrations, version, &Migration::version) != 1)
        faults.push_back(fmt::format("{}: exactly one migration leads to version {}", part.room, version));
    for (const auto& step : part.migrations)
      if (step.version < 2 || step.version > part.version)
        faults.push_back(
            fmt::format("{}: a migration leads to version {}, which there is not", part.room, step.version));
    try {
      db.script(part.sql);
    } catch (const std::exception& error) {
      faults.push_back(fmt::format("{}: {}", part.room, error.what()));
    }
  }
  for (const auto& table : table_names(db)) check_table(db, table, faults);
  return faults;
}

std::vector<std::string> sealed_column_names(const std::vector<SchemaPart>& parts) {
  Sqlite db;
  for (const auto& part : parts) db.script(part.sql);
  std::vector<std::string> names;
  for (const auto& table : table_names(db)) {
    for (const auto& row : db.text_rows(fmt::format(
             "SELECT name FROM pragma_table_info('{}') WHERE name LIKE '%\\_sealed' ESCAPE '\\' ORDER BY name", table)))
      names.push_back(table + "." + row[0]);
  }
  return names;
}

std::string fresh_shape(const SchemaPart& part) {
  Sqlite db;
  db.script(part.sql);
  return shape(db);
}

std::string migrated_shape(const SchemaPart& part, std::string_view first) {
  Sqlite db;
  db.script(first);
  for (const auto& step : part.migrations) db.script(step.sql);
  return shape(db);
}

}  // namespace wardroom::store
