// For the tests of what finds it: somebody who has the data, the key file and a program of their own changes an entry
// of an audit log in the database, whose triggers they take off and put back. The server may be running.
//
//   wardroom-forger DATA KEY_FILE WORKSPACE LOG SEQ       LOG: 1 security, 2 compliance; KEY_FILE of a server's own
//   making
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/id.h"
#include "keys/key_store.h"
#include "kms/local.h"
#include "store/sqlite.h"

namespace {

using namespace wardroom;

void forge(const std::filesystem::path& data, const std::filesystem::path& key_file, const std::string& workspace,
           int log, int seq) {
  const auto kms = kms::open_local_kms(data / "root.kms", kms::KeyFile{key_file});
  if (!kms) throw std::runtime_error(kms.error().message);
  const auto tenant = base::TenantId::parse(workspace);
  if (!tenant) throw std::runtime_error("not a workspace's id: " + workspace);
  keys::KeyStore keys(data, **kms);
  store::Sqlite database(data / "databases" / (workspace + ".db"), keys.database_key(*tenant).view(),
                         store::Sqlite::Use::write);
  const auto trigger =
      database.text_rows("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = 'audit_entries_stay'").at(0);
  const auto where = fmt::format("WHERE log = {} AND seq = {}", log, seq);
  if (database.text_rows("SELECT seq FROM audit_entries " + where).empty()) throw std::runtime_error("no such entry");
  database.script(fmt::format(
      R"(BEGIN IMMEDIATE; DROP TRIGGER audit_entries_stay;
         UPDATE audit_entries SET entry = replace(entry, '"outcome":"', '"outcome":"not ') {}; {}; COMMIT)",
      where, trigger.at(0)));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 6) throw std::runtime_error("usage: wardroom-forger DATA KEY_FILE WORKSPACE LOG SEQ");
    forge(argv[1], argv[2], argv[3], std::stoi(argv[4]), std::stoi(argv[5]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
