#include "audit/witness.h"

#include "audit/checkpoint.h"
#include "audit/proofs.h"
#include "audit_fixture.h"

namespace wardroom::audit {
namespace {

using store::TenantTxn;

class WitnessTest : public AuditTest {
 protected:
  GrowthProof growth(std::int64_t from) {
    return store_.read_now(tenant_, [&](TenantTxn& txn) { return prove_growth({txn, kind_}, from); });
  }
  void grow(int count) {
    append_some(count);
    checkpoint();
  }
  WitnessAnswer submit(std::int64_t from) {
    const auto proof = growth(from);
    return witness_.add_checkpoint(checkpoint_request(static_cast<std::uint64_t>(from), proof.hashes, proof.note));
  }
  crypto::VerifierKey log_key() { return {name_, signing_key()->public_key()}; }

  test::ScratchFolder seen_;
  Witness witness_{seen_.path() / "witness", "witness.example/audit"};
};

TEST_P(WitnessTest, CosignsALogThatGrows) {
  grow(10);
  EXPECT_EQ(submit(0).status, 404);
  witness_.trust(log_key());
  const auto first = submit(0);
  ASSERT_EQ(first.status, 200) << first.text;
  EXPECT_TRUE(crypto::cosigned_at(growth(0).note + first.text, witness_.key()));
  grow(300);
  ASSERT_EQ(submit(10).status, 200);
  ASSERT_EQ(submit(310).status, 200);  // the same once more
  EXPECT_EQ(witness_.logs().size(), 1U);
}

TEST_P(WitnessTest, RemembersAcrossRestarts) {
  grow(10);
  witness_.trust(log_key());
  ASSERT_EQ(submit(0).status, 200);
  Witness again(seen_.path() / "witness", "witness.example/audit");
  EXPECT_EQ(again.key().text(), witness_.key().text());
  const auto answer = again.add_checkpoint(checkpoint_request(0, {}, growth(0).note));
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.text, "10\n");
}

TEST_P(WitnessTest, RefusesAnotherLogOfTheSameName) {
  grow(10);
  witness_.trust(log_key());
  ASSERT_EQ(submit(0).status, 200);
  const auto key = signing_key();
  crypto::MerkleTree other;
  for (int i = 0; i < 12; ++i) other.append(crypto::merkle_leaf(base::as_bytes(std::to_string(i))));
  const auto forged = sign_checkpoint({name_, other.size(), other.root()}, *key);
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(10, growth(10).hashes, forged)).status, 422);
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(10, {other.root()}, forged)).status, 422);
  // Of the same size, and shorter: what was seen counts.
  const auto same = sign_checkpoint({name_, 10, other.root()}, *key);
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(10, {}, same)).status, 409);
  const auto shorter = sign_checkpoint({name_, 5, other.root()}, *key);
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(5, {}, shorter)).text, "10\n");
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(10, {}, shorter)).status, 400);
  EXPECT_EQ(submit(10).status, 200);
}

TEST_P(WitnessTest, RefusesAKeyThatIsNotTheLogs) {
  grow(10);
  witness_.trust(log_key());
  const auto stranger = crypto::SigningKey::generate();
  const auto head = read_checkpoint(growth(0).note).value();
  EXPECT_EQ(witness_.add_checkpoint(checkpoint_request(0, {}, sign_checkpoint(head, stranger))).status, 403);
  EXPECT_THROW(witness_.trust({name_, stranger.public_key()}), std::runtime_error);
}

TEST_P(WitnessTest, FollowsTheLogsKeyByItsHandOvers) {
  grow(10);
  witness_.trust(log_key());
  ASSERT_EQ(submit(0).status, 200);
  rotate_signing_key();
  grow(10);
  EXPECT_EQ(submit(10).status, 403);
  const auto handover = store_.read_now(
      tenant_, [&](TenantTxn& txn) { return checkpoint_chain(tenant_, kind_).links(txn).back().handover; });
  auto changed = handover;
  changed[changed.size() / 2] ^= 1;
  EXPECT_NE(witness_.add_key(changed).status, 200);
  EXPECT_EQ(witness_.add_key(handover).status, 200);
  EXPECT_EQ(witness_.add_key(handover).status, 403);  // it is the key of today by now
  EXPECT_EQ(submit(10).status, 200);
}

TEST_P(WitnessTest, WhatIsNoRequestIsRefused) {
  grow(10);
  witness_.trust(log_key());
  const auto note = growth(0).note;
  for (const auto& bad :
       std::vector<std::string>{"", "old", "old 0", "old 0\n", "old 00\n\n" + note, "old -1\n\n" + note,
                                "old 1x\n\n" + note, "old 0\nAAAA\n\n" + note, "old 0\n" + note,
                                "old 99999999999999999999\n\n" + note, "old 0\n\n", "old 0\n\nnote\n"}) {
    EXPECT_EQ(witness_.add_checkpoint(bad).status, 400) << bad;
  }
  std::string many = "old 0\n";
  for (int i = 0; i < 64; ++i) many += base::to_base64(crypto::Digest{}) + "\n";
  EXPECT_EQ(witness_.add_checkpoint(many + "\n" + note).status, 400);
  EXPECT_EQ(witness_.add_key("nonsense").status, 400);
}

TEST(Witness, NeedsANameThatFitsANote) {
  const test::ScratchFolder folder;
  for (const auto* const name : {"", "two words", "a+b"}) {
    EXPECT_THROW(Witness(folder.path() / "w", name), std::runtime_error) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Logs, WitnessTest, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
