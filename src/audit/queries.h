// The audit log's statements. $1 is the tenant, bound by the transaction.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <string>

#include "crypto/hash.h"
#include "crypto/sealed.h"
#include "store/txn.h"

namespace wardroom::audit::queries {

using store::Statement;

struct Head {
  std::int64_t seq;
  crypto::Digest chain;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, chain))

inline constexpr Statement<"SELECT seq, chain FROM audit_entries WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1"> head;

inline constexpr Statement<"INSERT INTO audit_entries (tenant_id, seq, entry, chain) VALUES ($1, $2, $3, $4)"> append;

struct StoredEntry {
  std::int64_t seq;
  std::string entry;
  crypto::Digest chain;
};
BOOST_DESCRIBE_STRUCT(StoredEntry, (), (seq, entry, chain))

inline constexpr Statement<
    "SELECT seq, entry, chain FROM audit_entries WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3">
    after;

inline constexpr Statement<
    "SELECT seq, entry, chain FROM audit_entries WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3">
    before;

struct StoredCheckpoint {
  std::int64_t seq;
  crypto::Digest chain;
  base::Bytes subtrees;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(StoredCheckpoint, (), (seq, chain, subtrees, note))

inline constexpr Statement<
    "SELECT seq, chain, subtrees, note FROM audit_checkpoints WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1">
    last_checkpoint;

inline constexpr Statement<
    "INSERT INTO audit_checkpoints (tenant_id, seq, chain, subtrees, note) VALUES ($1, $2, $3, $4, $5)">
    add_checkpoint;

inline constexpr Statement<"SELECT key_sealed FROM audit_detail_keys WHERE tenant_id = $1 AND id = $2"> detail_key;
inline constexpr Statement<
    "INSERT INTO audit_detail_keys (tenant_id, id, key_sealed) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, id) "
    "DO UPDATE SET key_sealed = excluded.key_sealed">
    put_detail_key;

}  // namespace wardroom::audit::queries
