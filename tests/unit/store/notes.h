// A small room for the store's tests: notes of a tenant, and a Store over them in a folder of its own.
#pragma once
#include <atomic>
#include <latch>
#include <map>
#include <mutex>

#include "crypto/sealed.h"
#include "store/store.h"
#include "support/scratch_folder.h"

namespace wardroom::store::test {

struct NoteTag {
  static constexpr std::string_view prefix = "note";
};
using NoteId = base::Id<NoteTag>;

inline constexpr std::string_view notes_sql = R"sql(
CREATE TABLE note (  -- what a test writes
  tenant_id BLOB NOT NULL,
  id BLOB NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  body_sealed BLOB,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE tag (
  tenant_id BLOB NOT NULL,
  note_id BLOB NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (tenant_id, note_id, word),
  FOREIGN KEY (tenant_id, note_id) REFERENCES note (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
)sql";

namespace queries {
inline constexpr Statement<"INSERT INTO note (tenant_id, id, name, size) VALUES ($1, $2, $3, $4)"> add;
inline constexpr Statement<"INSERT INTO note (tenant_id, id, name, size, body_sealed) VALUES ($1, $2, $3, $4, $5)">
    add_sealed;
inline constexpr Statement<"INSERT INTO tag (tenant_id, note_id, word) VALUES ($1, $2, $3)"> add_tag;
inline constexpr Statement<"SELECT count(*) FROM note WHERE tenant_id = $1"> count;
inline constexpr Statement<"SELECT id, name, size, body_sealed FROM note WHERE tenant_id = $1 AND id = $2"> by_id;
inline constexpr Statement<"SELECT name FROM note WHERE tenant_id = $1 ORDER BY name"> names;
}  // namespace queries

struct Note {
  NoteId id;
  std::string name;
  int size;
  std::optional<crypto::Sealed<std::string>> body;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, name, size, body))

inline std::int64_t count(Store& store, base::TenantId tenant) {
  return store.read_now(tenant, [](TenantTxn& txn) { return txn.one<std::int64_t>(queries::count).value(); });
}

inline void add(TenantTxn& txn, const std::string& name, int size = 1) {
  txn.exec(queries::add, NoteId::make(), name, size);
}

struct Folder {
  wardroom::test::ScratchFolder scratch;
  std::map<base::TenantId, std::uint8_t> other_keys;  // a tenant that is here gets a key of this byte
  std::atomic<int> keys_asked = 0;

  std::filesystem::path directory() const { return scratch / "databases"; }
  std::filesystem::path file(base::TenantId tenant) const { return directory() / (tenant.text() + ".db"); }

  Options options(std::vector<SchemaPart> schema = {{.room = "notes", .version = 1, .sql = notes_sql}}) {
    return {.directory = directory(),
            .database_key =
                [this](base::TenantId tenant) {
                  ++keys_asked;
                  base::Secret<32> key;
                  const auto other = other_keys.find(tenant);
                  std::ranges::fill(key.writable(), other == other_keys.end() ? tenant.uuid[15] : other->second);
                  return key;
                },
            .schema = std::move(schema)};
  }
};

// A store with one tenant.
struct OneTenant {
  Folder folder;
  Store store{folder.options()};
  base::TenantId tenant = base::TenantId::make();
  OneTenant() { store.create(tenant); }
};

// Keeps a tenant's writer busy until it ends, so that what is written meanwhile forms a group.
class HeldWriter {
 public:
  HeldWriter(Store& store, base::TenantId tenant) {
    const auto held = std::make_shared<std::latch>(1);
    store.write(
        tenant,
        [held, release = release_](TenantTxn&) {
          held->count_down();
          release->wait();
        },
        [](std::exception_ptr) {});
    held->wait();
  }
  ~HeldWriter() { release_->count_down(); }

 private:
  std::shared_ptr<std::latch> release_ = std::make_shared<std::latch>(1);
};

}  // namespace wardroom::store::test
