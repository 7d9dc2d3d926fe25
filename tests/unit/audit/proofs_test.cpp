#include "audit/proofs.h"

#include <boost/json/parse.hpp>

#include "audit/queries.h"
#include "audit/tree.h"
#include "audit_fixture.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

using store::Statement;
using store::TenantTxn;

class Proofs : public AuditTest {
 protected:
  std::vector<crypto::Digest> leaves() {
    return store_.read_now(tenant_, [&](TenantTxn& txn) {
      std::vector<crypto::Digest> out;
      for (const auto& entry :
           LogTxn(txn, kind_).all<std::string>(queries::texts, std::int64_t{0}, std::int64_t{1'000'000})) {
        out.push_back(crypto::merkle_leaf(base::as_bytes(entry)));
      }
      return out;
    });
  }
  template <class F>
  auto read(F work) {
    return store_.read_now(tenant_, work);
  }
  std::string file_of(std::int64_t seq) {
    return read([&](TenantTxn& txn) { return proof_file(prove_entry({txn, kind_}, seq)); });
  }
};

TEST_P(Proofs, AgreeWithTheTreeOfAllLeaves) {
  append_some(1100);
  checkpoint();
  const auto all = leaves();
  ASSERT_EQ(all.size(), 1100U);
  for (const std::int64_t size : {1, 2, 255, 256, 257, 511, 512, 513, 768, 1000, 1024, 1100}) {
    const auto tree = std::span(all).first(static_cast<std::size_t>(size));
    for (const std::int64_t seq : {1L, 2L, 255L, 256L, 257L, 512L, 513L, size}) {
      if (seq > size) continue;
      const auto index = static_cast<std::size_t>(seq - 1);
      EXPECT_EQ(read([&](TenantTxn& txn) { return prove_inclusion({txn, kind_}, seq, size); }),
                crypto::inclusion_proof(tree, index))
          << seq << " in " << size;
    }
    for (const std::int64_t old : {0L, 1L, 3L, 255L, 256L, 300L, 512L, 700L, size}) {
      if (old > size) continue;
      EXPECT_EQ(read([&](TenantTxn& txn) { return prove_consistency({txn, kind_}, old, size); }),
                crypto::consistency_proof(tree, static_cast<std::size_t>(old)))
          << old << " to " << size;
    }
  }
}

TEST_P(Proofs, OfWhatIsNotThereAreRefused) {
  append_some(3);
  const auto refusal = [&](auto&& work) -> std::string {
    try {
      read(work);
    } catch (const base::Problem& problem) {
      return problem.code();
    }
    return "";
  };
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_entry({txn, kind_}, 1); }), "not_signed_yet");
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_growth({txn, kind_}, 0); }), "not_signed_yet");
  checkpoint();
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_entry({txn, kind_}, 3); }), "");
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_entry({txn, kind_}, 4); }), "no_such_entry");
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_entry({txn, kind_}, 0); }), "no_such_entry");
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_growth({txn, kind_}, 4); }), "log_is_shorter");
  append_some(1);
  EXPECT_EQ(refusal([&](TenantTxn& txn) { return prove_entry({txn, kind_}, 4); }), "not_signed_yet");
}

TEST_P(Proofs, OfAnEntryVerifiesWithNothingButTheKey) {
  append_some(600);
  checkpoint();
  for (const std::int64_t seq : {1, 300, 600}) {
    const auto report = verify_proof_file(file_of(seq), signing_key()->public_key(), {});
    EXPECT_TRUE(report.ok) << report.problem;
    EXPECT_EQ(report.seq, seq);
    EXPECT_EQ(report.size, 600U);
    EXPECT_EQ(report.log, name_);
  }
  EXPECT_EQ(verify_proof_file(file_of(2), crypto::SigningKey::generate().public_key(), {}).problem,
            "the checkpoint is not signed by the given key");
}

TEST_P(Proofs, EveryChangedByteOfAProofIsFound) {
  append_some(5);
  checkpoint();
  const auto whole = file_of(3);
  const auto key = signing_key()->public_key();
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    auto text = whole;
    text[i] = static_cast<char>(text[i] ^ 1);
    EXPECT_FALSE(verify_proof_file(text, key, {}).ok) << i << ": " << whole[i];
    EXPECT_FALSE(verify_proof_file(whole.substr(0, i), key, {}).ok) << i;
  }
}

TEST_P(Proofs, OfOneEntryDoNotProveAnother) {
  append_some(5);
  checkpoint();
  auto one = boost::json::parse(file_of(2)).as_object();
  one["entry"] = boost::json::parse(file_of(3)).as_object().at("entry");
  EXPECT_EQ(verify_proof_file(crypto::canonical_json(one), std::nullopt, {}).problem,
            "the entry is not the one that was proven");
}

TEST_P(Proofs, AWitnessMustHaveCosignedWhenOneIsNamed) {
  append_some(5);
  checkpoint();
  const auto key = crypto::SigningKey::generate();
  const crypto::VerifierKey witness{"witness.example", key.public_key(), crypto::NoteKey::cosigner};
  const auto without = verify_proof_file(file_of(2), std::nullopt, {witness});
  EXPECT_EQ(without.problem, "the witness witness.example did not cosign the checkpoint");
  store_.write_now(tenant_, [&](TenantTxn& txn) {
    const auto head = newest_head({txn, kind_}).value();
    const auto text = crypto::split_note(head.note)->text;
    put_cosignature({txn, kind_}, witness.name, head.size, crypto::cosign(text, witness.name, 1'700'000'000, key));
  });
  const auto report = verify_proof_file(file_of(2), std::nullopt, {witness});
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_EQ(report.cosigned, std::vector<std::uint64_t>{1'700'000'000});
  std::istringstream file(exported());
  EXPECT_TRUE(verify_export(file, signing_key()->public_key(), {witness}).ok);
  append_some(1);
  std::istringstream later(exported());
  EXPECT_FALSE(verify_export(later, std::nullopt, {witness}).ok);
}

TEST_P(Proofs, GrowFromOneCheckpointToTheNext) {
  append_some(700);
  checkpoint();
  const auto before = read([&](TenantTxn& txn) { return newest_head({txn, kind_}).value(); });
  append_some(500);
  checkpoint();
  const auto growth = read([&](TenantTxn& txn) { return prove_growth({txn, kind_}, 700); });
  EXPECT_EQ(growth.to, 1200);
  const auto old_root = read_checkpoint(before.note)->root;
  const auto new_root = read_checkpoint(growth.note)->root;
  EXPECT_TRUE(crypto::verify_consistency(700, 1200, old_root, new_root, growth.hashes));
  EXPECT_FALSE(crypto::verify_consistency(699, 1200, old_root, new_root, growth.hashes));
}

TEST_P(Proofs, NodesOfALogFromBeforeThemAreMadeAtTheNextCheckpoint) {
  append_some(300);
  checkpoint();
  store_.write_now(tenant_,
                   [&](TenantTxn& txn) { txn.exec(Statement<"DELETE FROM audit_nodes WHERE tenant_id = $1">{}); });
  append_some(300);
  checkpoint();
  EXPECT_TRUE(verify_proof_file(file_of(10), signing_key()->public_key(), {}).ok);
}

INSTANTIATE_TEST_SUITE_P(Logs, Proofs, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
