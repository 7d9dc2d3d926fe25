#include "store/migrate.h"

#include <fmt/format.h>
#include <map>

#include "base/log.h"
#include "crypto/hash.h"

namespace wardroom::store {
namespace {

constexpr std::string_view own_table =
    "CREATE TABLE IF NOT EXISTS wardroom_schema (room TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, "
    "checksum TEXT NOT NULL) STRICT, WITHOUT ROWID";
constexpr Sql remember{
    "INSERT INTO wardroom_schema (room, version, checksum) VALUES ($1, $2, $3) "
    "ON CONFLICT (room) DO UPDATE SET version = excluded.version, checksum = excluded.checksum",
    3, 0, true};

struct Known {
  int version = 0;  // 0: the room is new to this database
  std::string checksum;
};

// SHA-256 of the SQL without comments and with single spaces: rewording a comment is not a new schema.
std::string checksum(std::string_view sql) {
  std::string plain;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '-' && i + 1 < sql.size() && sql[i + 1] == '-')
      while (i < sql.size() && sql[i] != '\n') ++i;
    const bool space = i >= sql.size() || std::string_view(" \t\r\n").find(sql[i]) != std::string_view::npos;
    if (!space)
      plain += sql[i];
    else if (!plain.empty() && plain.back() != ' ')
      plain += ' ';
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return base::to_hex(crypto::sha256(plain));
}

std::map<std::string, Known, std::less<>> known_rooms(Sqlite& db) {
  std::map<std::string, Known, std::less<>> rooms;
  if (!has_schema(db)) return rooms;
  for (const auto& row : db.text_rows("SELECT room, version, checksum FROM wardroom_schema"))
    rooms[row[0]] = {std::stoi(row[1]), row[2]};
  return rooms;
}

void refuse_what_does_not_fit(const SchemaPart& part, const Known& have, std::string_view name) {
  if (have.version > part.version)
    throw DatabaseError(
        fmt::format("{}: written by a newer Wardroom (tables of {} are version {}, this program knows {}); "
                    "start the newer program, or restore a backup made before the update",
                    name, part.room, have.version, part.version));
  if (have.version == part.version && have.checksum != checksum(part.sql))
    throw DatabaseError(
        fmt::format("{}: the tables of {} are said to be version {}, but were made from another schema; "
                    "a changed schema needs a new version and a migration",
                    name, part.room, part.version));
}

void migrate(Sqlite& db, const SchemaPart& part, int from, std::string_view name) {
  if (from == 0) return db.script(part.sql);
  for (int version = from + 1; version <= part.version; ++version) {
    const auto step = std::ranges::find(part.migrations, version, &Migration::version);
    if (step == part.migrations.end())
      throw DatabaseError(fmt::format("{}: no migration leads to version {} of {}", name, version, part.room));
    base::log_info("{}: migrating {} to version {}", name, part.room, version);
    db.script(step->sql);
  }
}

}  // namespace

bool has_schema(Sqlite& db) {
  return !db.text_rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'wardroom_schema'").empty();
}

void bring_up_to_date(Sqlite& db, std::span<const SchemaPart> parts, std::string_view name) {
  auto rooms = known_rooms(db);
  bool behind = false;
  for (const auto& part : parts) {
    refuse_what_does_not_fit(part, rooms[std::string(part.room)], name);
    behind = behind || rooms[std::string(part.room)].version < part.version;
  }
  if (!behind) return;

  db.begin_write();
  try {
    db.script(own_table);
    for (const auto& part : parts) {
      const int from = rooms[std::string(part.room)].version;
      if (from == part.version) continue;
      migrate(db, part, from, name);
      const std::string sum = checksum(part.sql);
      const Value values[] = {text_value(part.room), integer_value(part.version), text_value(sum)};
      db.run(remember, values, {});
    }
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
}

}  // namespace wardroom::store
