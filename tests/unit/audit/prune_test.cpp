#include "audit/prune.h"

#include "audit/proofs.h"
#include "audit/queries.h"
#include "audit_fixture.h"

namespace wardroom::audit {
namespace {

using store::Statement;
using store::TenantTxn;

base::Timestamp later() { return base::now() + std::chrono::hours(1); }

class Prune : public AuditTest {
 protected:
  std::optional<std::int64_t> prune_all() { return prune(log_, store_, tenant_, kind_, later()); }
  std::string exported_fault() {
    std::istringstream in(exported());
    return verify_export(in, signing_key()->public_key()).problem;
  }
};

TEST_P(Prune, RemovesWholeBlocksAndTheRestVerifies) {
  append_some(700);
  checkpoint();
  EXPECT_EQ(prune_all(), 512);
  const auto entries = list();
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.front().seq, 513);
  const auto found = verify();
  EXPECT_TRUE(found.ok) << found.problem;
  EXPECT_EQ(found.first, 513);
  EXPECT_EQ(found.entries, 189);  // with the one that says so
  EXPECT_EQ(list(700).front().event, "audit.pruned");
  EXPECT_EQ(list(700).front().target, name_ + " 512");
  append_some(10);
  EXPECT_TRUE(checkpoint());
  EXPECT_TRUE(verify().ok) << verify().problem;
  EXPECT_EQ(exported_fault(), "");
}

TEST_P(Prune, TakesOnlyWhatIsOldEnoughAndSigned) {
  append_some(600);
  EXPECT_EQ(prune_all(), std::nullopt);  // no checkpoint yet
  checkpoint();
  EXPECT_EQ(prune(log_, store_, tenant_, kind_, base::now() - std::chrono::hours(1)), std::nullopt);
  EXPECT_EQ(prune_all(), 512);
  EXPECT_EQ(prune_all(), std::nullopt);
  EXPECT_TRUE(verify().ok) << verify().problem;
}

TEST_P(Prune, AgainAndAgainUnderRotatedKeys) {
  for (int round = 1; round <= 4; ++round) {
    append_some(300);
    checkpoint();
    EXPECT_TRUE(prune_all());
    rotate_signing_key();
    append_some(1);
    checkpoint();
    EXPECT_TRUE(verify().ok) << verify().problem;
    EXPECT_EQ(exported_fault(), "");
  }
}

TEST_P(Prune, EntriesThatAreKeptCanStillBeProven) {
  append_some(1000);
  checkpoint();
  const auto before = store_.read_now(tenant_, [&](TenantTxn& txn) { return newest_head({txn, kind_}).value(); });
  ASSERT_EQ(prune_all(), 768);
  append_some(100);
  checkpoint();
  const auto file =
      store_.read_now(tenant_, [&](TenantTxn& txn) { return proof_file(prove_entry({txn, kind_}, 800)); });
  const auto report = verify_proof_file(file, signing_key()->public_key(), {});
  EXPECT_TRUE(report.ok) << report.problem;
  const auto growth = store_.read_now(tenant_, [&](TenantTxn& txn) { return prove_growth({txn, kind_}, 1000); });
  EXPECT_TRUE(crypto::verify_consistency(1000, static_cast<std::uint64_t>(growth.to),
                                         read_checkpoint(before.note)->root, read_checkpoint(growth.note)->root,
                                         growth.hashes));
  try {
    store_.read_now(tenant_, [&](TenantTxn& txn) { return prove_growth({txn, kind_}, 100); });
    FAIL();
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.code(), "pruned");
  }
}

TEST_P(Prune, AWitnessThatSawOnlyWhatWentCanStillFollow) {
  append_some(300);
  checkpoint();
  const auto seen = store_.read_now(tenant_, [&](TenantTxn& txn) { return newest_head({txn, kind_}).value(); });
  store_.write_now(tenant_, [&](TenantTxn& txn) { put_cosignature({txn, kind_}, "w", 300, "line\n"); });
  append_some(900);
  checkpoint();
  ASSERT_EQ(prune_all(), 1024);
  append_some(700);
  checkpoint();
  ASSERT_EQ(prune_all(), 1792);  // again, when its leaves are kept already
  const auto growth = store_.read_now(tenant_, [&](TenantTxn& txn) { return prove_growth({txn, kind_}, 300); });
  EXPECT_TRUE(crypto::verify_consistency(300, static_cast<std::uint64_t>(growth.to), read_checkpoint(seen.note)->root,
                                         read_checkpoint(growth.note)->root, growth.hashes));
  EXPECT_TRUE(verify().ok);
}

TEST_P(Prune, NothingElseCanBeRemovedFromTheTable) {
  append_some(600);
  checkpoint();
  ASSERT_EQ(prune_all(), 512);
  const auto refused = [&](auto&& statement) {
    EXPECT_ANY_THROW(store_.write_now(tenant_, [&](TenantTxn& txn) { txn.exec(statement); }));
  };
  refused(Statement<"DELETE FROM audit_entries WHERE tenant_id = $1 AND seq = 513">{});
  refused(Statement<"DELETE FROM audit_checkpoints WHERE tenant_id = $1">{});
  refused(Statement<"DELETE FROM audit_boundaries WHERE tenant_id = $1">{});
  refused(Statement<"UPDATE audit_boundaries SET seq = 256 WHERE tenant_id = $1">{});
  const auto back = [&](TenantTxn& txn) {
    LogTxn(txn, kind_)
        .exec(queries::add_boundary, std::int64_t{256}, crypto::Digest{}, base::Bytes(32), std::string("note"));
  };
  EXPECT_ANY_THROW(store_.write_now(tenant_, back));
  EXPECT_TRUE(verify().ok);
}

INSTANTIATE_TEST_SUITE_P(Logs, Prune, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
