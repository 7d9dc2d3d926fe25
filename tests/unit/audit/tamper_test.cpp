// What an attacker leaves behind who can write to the database file, triggers or not.
#include "audit/chain.h"
#include "audit/prune.h"
#include "audit/queries.h"
#include "audit_fixture.h"

namespace wardroom::audit {
namespace {

using store::Statement;
using store::TenantTxn;

store::SchemaPart schema_without_triggers() {
  static const std::string sql = [] {
    std::string text(schema().sql);
    for (auto at = text.find("CREATE TRIGGER"); at != std::string::npos; at = text.find("CREATE TRIGGER")) {
      text.erase(at, text.find("END;", at) + 4 - at);
    }
    return text;
  }();
  return {.room = "audit", .version = 1, .sql = sql};
}

constexpr Statement<"UPDATE audit_entries SET entry = $3 WHERE tenant_id = $1 AND seq = $2"> set_entry;
constexpr Statement<"UPDATE audit_entries SET chain = $3 WHERE tenant_id = $1 AND seq = $2"> set_chain;
constexpr Statement<"UPDATE audit_entries SET seq = $3 WHERE tenant_id = $1 AND seq = $2"> set_seq;
constexpr Statement<"DELETE FROM audit_entries WHERE tenant_id = $1 AND seq = $2"> remove_entry;
constexpr Statement<"DELETE FROM audit_entries WHERE tenant_id = $1 AND seq > $2"> cut_after;

class TamperedLog : public AuditTest {
 protected:
  TamperedLog() : AuditTest(schema_without_triggers()) {
    append_some(10);
    checkpoint();
    append_some(2);
  }
  void tamper(auto&& deed) { store_.write_now(tenant_, deed); }
  std::vector<queries::StoredEntry> stored() {
    return store_.read_now(tenant_, [&](TenantTxn& txn) {
      return LogTxn(txn, kind_).all<queries::StoredEntry>(queries::after, std::int64_t{0}, 1000);
    });
  }
  // As good as an attacker can do without the keys: all chain values made anew.
  void rechain() {
    crypto::Digest chain{};
    for (const auto& row : stored()) {
      chain = next_chain(chain, row.entry);
      tamper([&](TenantTxn& txn) { txn.exec(set_chain, row.seq, chain); });
    }
  }
  static std::string changed(std::string text) { return text.replace(text.find("msg_4"), 5, "msg_5"); }
};

TEST_P(TamperedLog, IsFineUntouched) { EXPECT_TRUE(verify().ok) << verify().problem; }

TEST_P(TamperedLog, ChangedEntryIsFound) {
  const auto text = changed(stored()[4].entry);
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 5, text); });
  EXPECT_EQ(verify().problem, "entry 5 does not match its chain value");
  EXPECT_EQ(verify().entries, 5);
}

TEST_P(TamperedLog, ChangedEntryIsFoundEvenWhenTheChainIsMadeAnew) {
  const auto text = changed(stored()[4].entry);
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 5, text); });
  rechain();
  EXPECT_EQ(verify().problem, "the log differs from the checkpoint signed at entry 10");
}

TEST_P(TamperedLog, RemovedEntryIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(remove_entry, 3); });
  EXPECT_EQ(verify().problem, "entry 3 is missing: 4 follows");
}

TEST_P(TamperedLog, RemovedFirstEntryIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(remove_entry, 1); });
  EXPECT_EQ(verify().problem, "entry 1 is missing: 2 follows");
}

TEST_P(TamperedLog, SwappedEntriesAreFound) {
  const auto rows = stored();
  tamper([&](TenantTxn& txn) {
    txn.exec(set_entry, 6, rows[6].entry);
    txn.exec(set_entry, 7, rows[5].entry);
  });
  EXPECT_EQ(verify().problem, "entry 6 is missing: 7 follows");
}

TEST_P(TamperedLog, RenumberedEntryIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(set_seq, 12, 14); });
  EXPECT_EQ(verify().problem, "entry 12 does not match its chain value");
}

TEST_P(TamperedLog, TruncatedTailIsFoundByTheCheckpoint) {
  tamper([&](TenantTxn& txn) { txn.exec(cut_after, 8); });
  EXPECT_EQ(verify().problem, "the log was cut off: a checkpoint was signed at entry 10");
}

TEST_P(TamperedLog, CheckpointForgedWithAnotherKeyIsFound) {
  const auto text = changed(stored()[4].entry);
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 5, text); });
  rechain();
  ChainReader chain(name_, {});
  for (const auto& row : stored()) ASSERT_TRUE(chain.add(row.entry));
  const auto& at = chain.at();
  const auto note = sign_checkpoint({name_, at.tree.size(), at.tree.root()}, crypto::SigningKey::generate());
  tamper([&](TenantTxn& txn) {
    LogTxn(txn, kind_).exec(queries::add_checkpoint, at.seq, at.chain, base::Bytes(64), note);
  });
  EXPECT_EQ(verify().problem, "the signature of the checkpoint at entry 12 is not ours");
}

TEST_P(TamperedLog, NothingIsSignedOverADamagedTail) {
  const auto rows = stored();
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 12, rows[10].entry); });
  EXPECT_THROW(checkpoint(), std::runtime_error);
}

constexpr Statement<"UPDATE audit_boundaries SET chain = $2 WHERE tenant_id = $1"> set_boundary_chain;
constexpr Statement<"UPDATE audit_boundaries SET seq = $2 WHERE tenant_id = $1"> set_boundary_seq;
constexpr Statement<"UPDATE audit_boundaries SET subtrees = $2 WHERE tenant_id = $1"> set_boundary_subtrees;
constexpr Statement<"DELETE FROM audit_boundaries WHERE tenant_id = $1"> remove_boundary;
constexpr Statement<"DELETE FROM audit_entries WHERE tenant_id = $1 AND seq <= $2"> cut_up_to;
constexpr Statement<"UPDATE audit_checkpoints SET note = $2 WHERE tenant_id = $1"> set_note;

class TamperedBoundary : public TamperedLog {
 protected:
  TamperedBoundary() {
    append_some(590);
    checkpoint();
    prune(log_, store_, tenant_, kind_, base::now() + std::chrono::hours(1));
    EXPECT_EQ(verify().first, 513);
    EXPECT_TRUE(verify().ok);
  }
};

TEST_P(TamperedBoundary, ChangedChainIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(set_boundary_chain, crypto::Digest{}); });
  EXPECT_EQ(verify().problem, "entry 513 does not match its chain value");
}

TEST_P(TamperedBoundary, MovedToWhereMoreWasRemovedIsFound) {
  tamper([&](TenantTxn& txn) {
    txn.exec(set_boundary_seq, 514);
    txn.exec(cut_up_to, 514);
  });
  EXPECT_EQ(verify().problem, "the boundary at entry 514 is not what was signed when the log was pruned");
}

TEST_P(TamperedBoundary, ChangedTreeIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(set_boundary_subtrees, base::Bytes(32)); });
  EXPECT_EQ(verify().problem, "the boundary at entry 512 is not what was signed when the log was pruned");
  tamper([&](TenantTxn& txn) { txn.exec(set_boundary_subtrees, base::Bytes(7)); });
  EXPECT_EQ(verify().problem, "the boundary at entry 512 is not what was signed when the log was pruned");
}

TEST_P(TamperedBoundary, RemovedIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(remove_boundary); });
  EXPECT_EQ(verify().problem, "entry 1 is missing: 513 follows");
}

TEST_P(TamperedBoundary, MoreRemovedBehindItIsFound) {
  tamper([&](TenantTxn& txn) { txn.exec(cut_up_to, 520); });
  EXPECT_EQ(verify().problem, "entry 513 is missing: 521 follows");
}

TEST_P(TamperedLog, RolledBackCheckpointIsFound) {
  append_some(3);
  ASSERT_TRUE(checkpoint());
  const auto note = store_.read_now(tenant_, [&](TenantTxn& txn) {
    return LogTxn(txn, kind_).one<queries::StoredCheckpoint>(queries::checkpoint_at, std::int64_t{10})->note;
  });
  tamper([&](TenantTxn& txn) { txn.exec(set_note, note); });
  EXPECT_EQ(verify().problem, "the log differs from the checkpoint signed at entry 15");
}

TEST_P(TamperedLog, IsNotPruned) {
  append_some(300);
  checkpoint();
  const auto text = changed(stored()[4].entry);
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 5, text); });
  EXPECT_THROW(prune(log_, store_, tenant_, kind_, base::now() + std::chrono::hours(1)), std::runtime_error);
  EXPECT_EQ(stored().size(), 312U);
}

TEST_P(TamperedLog, InsertedEntryIsFound) {
  const auto rows = stored();
  auto text = rows[11].entry;
  text.replace(text.find("\"seq\":12"), 8, "\"seq\":13");
  tamper([&](TenantTxn& txn) { LogTxn(txn, kind_).exec(queries::append, std::int64_t{13}, text, crypto::Digest{}); });
  EXPECT_EQ(verify().problem, "entry 13 does not match its chain value");
}

TEST_P(TamperedLog, IsNotExported) {
  const auto text = changed(stored()[4].entry);
  tamper([&](TenantTxn& txn) { txn.exec(set_entry, 5, text); });
  EXPECT_THROW(exported(), std::runtime_error);
}

INSTANTIATE_TEST_SUITE_P(Logs, TamperedBoundary, testing::ValuesIn(log_kinds), name_of);
INSTANTIATE_TEST_SUITE_P(Logs, TamperedLog, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
