#include "audit/log.h"
#include "audit/details.h"

#include <latch>
#include <set>

#include "audit/chain.h"
#include "audit/queries.h"
#include "audit_fixture.h"
#include "crypto/canonical_json.h"
#include "unit/store/notes.h"

namespace wardroom::audit {
namespace {

using store::Statement;
using store::TenantTxn;

class Log : public AuditTest {
 protected:
  std::vector<queries::StoredEntry> stored() {
    return store_.read_now(tenant_, [&](TenantTxn& txn) {
      return LogTxn(txn, kind_).all<queries::StoredEntry>(queries::after, std::int64_t{0}, 1000);
    });
  }
};

TEST_P(Log, GivesBackWhatWasAppended) {
  append({.event = "user.created",
          .actor = "usr_1",
          .target = "ses_1",
          .address = "192.0.2.7",
          .request = "req_1",
          .session = "ses_1",
          .outcome = "ok",
          .detail = "from \"Firefox\" — ümlaut"});
  const auto entries = list();
  ASSERT_EQ(entries.size(), 1U);
  const auto& e = entries[0];
  EXPECT_EQ(e.seq, 1);
  EXPECT_EQ(e.event, "user.created");
  EXPECT_EQ(e.actor, "usr_1");
  EXPECT_EQ(e.target, "ses_1");
  EXPECT_EQ(e.address, "192.0.2.7");
  EXPECT_EQ(e.request, "req_1");
  EXPECT_EQ(e.session, "ses_1");
  EXPECT_EQ(e.outcome, "ok");
  EXPECT_EQ(e.detail, "from \"Firefox\" — ümlaut");
  EXPECT_LT(base::now().ms - e.at.ms, 60'000);
}

TEST_P(Log, NumbersEntriesFromOneWithoutGapsAndPages) {
  append_some(7);
  const auto page = list(2, 3);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].seq, 3);
  EXPECT_EQ(page[2].seq, 5);
  EXPECT_EQ(page[2].target, "msg_4");
}

TEST_P(Log, EntryIsCanonicalJsonChainedAsTheDesignSays) {
  append_some(2);
  const auto rows = stored();
  crypto::Digest chain{};
  for (const auto& row : rows) {
    const auto value = crypto::parse_canonical_json(row.entry);
    ASSERT_TRUE(value) << row.entry;
    std::set<std::string_view> members;
    for (const auto& member : value->get_object()) members.insert(member.key());
    EXPECT_EQ(members, (std::set<std::string_view>{"actor", "address", "at", "detail_sealed", "event", "log", "outcome",
                                                   "request", "seq", "session", "target"}));
    static constexpr std::uint8_t zero[] = {0};
    const auto leaf = crypto::sha256({zero, base::as_bytes(row.entry)});
    chain = crypto::sha256({chain, leaf});
    EXPECT_EQ(row.chain, chain);
  }
}

TEST_P(Log, DetailIsNotStoredInTheClear) {
  append({.event = "user.registered", .detail = "mallory@example.org"});
  EXPECT_EQ(stored()[0].entry.find("mallory"), std::string::npos);
}

TEST_P(Log, VerifiesFromEmptyToManyPages) {
  EXPECT_TRUE(verify().ok);
  append_some(1200);
  const auto found = verify();
  EXPECT_TRUE(found.ok) << found.problem;
  EXPECT_EQ(found.entries, 1200);
  const auto head =
      store_.read_now(tenant_, [&](TenantTxn& txn) { return LogTxn(txn, kind_).one<queries::Head>(queries::head); });
  EXPECT_EQ(found.chain, base::to_hex(head->chain));
}

// Many deeds share a commit.
TEST_P(Log, WhatIsCommittedTogetherIsChainedWithoutTheDeedsThatFailed) {
  constexpr int deeds = 40;
  append_some(1);
  for (int round = 0; round < 2; ++round) {
    std::latch done(deeds);
    {
      store::test::HeldWriter held(store_, tenant_);
      for (int i = 0; i < deeds; ++i) {
        store_.write(
            tenant_,
            [&, i](TenantTxn& txn) {
              log_.append(txn, {.event = "user.updated", .target = std::to_string(i), .detail = "personal"});
              log_.append(txn, {.event = "user.updated", .target = std::to_string(i)});
              if (i % 4 == 0) throw std::runtime_error("the deed failed");
            },
            [&](const std::exception_ptr&) { done.count_down(); });
      }
    }
    done.wait();
  }
  const auto found = verify();
  EXPECT_TRUE(found.ok) << found.problem;
  EXPECT_EQ(found.entries, 1 + 2 * 2 * 30);
  for (const auto& entry : list(1)) EXPECT_NE(std::stoi(entry.target) % 4, 0);
}

TEST_P(Log, EntryIsUndoneWithTheDeedItRecords) {
  append_some(1);
  EXPECT_THROW(store_.write_now(tenant_,
                                [&](TenantTxn& txn) {
                                  log_.append(txn, {.event = "user.updated"});
                                  throw std::runtime_error("the deed failed");
                                }),
               std::runtime_error);
  append_some(1);
  EXPECT_EQ(list().size(), 2U);
  EXPECT_TRUE(verify().ok);
}

TEST_P(Log, NothingIsChangedDeletedReplacedOrInsertedOutOfOrder) {
  static constexpr Statement<"UPDATE audit_entries SET entry = $2 WHERE tenant_id = $1"> change;
  static constexpr Statement<"DELETE FROM audit_entries WHERE tenant_id = $1"> remove;
  static constexpr Statement<"UPDATE audit_checkpoints SET note = $2 WHERE tenant_id = $1"> change_checkpoint;
  static constexpr Statement<"DELETE FROM audit_checkpoints WHERE tenant_id = $1"> remove_checkpoint;
  append_some(3);
  checkpoint();
  const auto attempt = [&](auto&& deed) { EXPECT_ANY_THROW(store_.write_now(tenant_, deed)); };
  attempt([&](TenantTxn& txn) { txn.exec(change, "x"); });
  attempt([&](TenantTxn& txn) { txn.exec(remove); });
  attempt([&](TenantTxn& txn) { txn.exec(change_checkpoint, "x"); });
  attempt([&](TenantTxn& txn) { txn.exec(remove_checkpoint); });
  attempt([&](TenantTxn& txn) { LogTxn(txn, kind_).exec(queries::append, std::int64_t{3}, "x", crypto::Digest{}); });
  attempt([&](TenantTxn& txn) { LogTxn(txn, kind_).exec(queries::append, std::int64_t{5}, "x", crypto::Digest{}); });
  attempt([&](TenantTxn& txn) { LogTxn(txn, kind_).exec(queries::append, std::int64_t{0}, "x", crypto::Digest{}); });
  EXPECT_TRUE(verify().ok);
  EXPECT_EQ(list().size(), 3U);
}

TEST_P(Log, CheckpointIsMadeOnlyWhenSomethingCame) {
  EXPECT_FALSE(checkpoint());
  append_some(5);
  EXPECT_TRUE(checkpoint());
  EXPECT_FALSE(checkpoint());
  append_some(6);
  EXPECT_TRUE(checkpoint());
  EXPECT_TRUE(verify().ok) << verify().problem;
  const auto last = store_.read_now(tenant_, [&](TenantTxn& txn) {
    return LogTxn(txn, kind_).one<queries::StoredCheckpoint>(queries::last_checkpoint);
  });
  std::vector<crypto::Digest> leaves;
  for (const auto& row : stored()) leaves.push_back(crypto::merkle_leaf(base::as_bytes(row.entry)));
  EXPECT_EQ(read_checkpoint(last->note), (Checkpoint{name_, 11, crypto::merkle_root(leaves)}));
  EXPECT_TRUE(is_signed_by(last->note, signing_key()->public_key()));
}

TEST_P(Log, VerifiesAndShowsDetailsAcrossAKeyRotation) {
  append({.event = "user.created", .detail = "before"});
  checkpoint();
  keys_.rotate(tenant_);
  append({.event = "user.created", .detail = "after"});
  EXPECT_TRUE(verify().ok) << verify().problem;
  const auto entries = list();
  EXPECT_EQ(entries[0].detail, "before");
  EXPECT_EQ(entries[1].detail, "after");
}

TEST_P(Log, EntryOutlivesTheKeyOfItsDetail) {
  append({.event = "user.created", .detail = "personal"});
  keys_.rotate(tenant_);
  checkpoint();
  keys_.retire_epoch(tenant_, 1);
  EXPECT_EQ(list()[0].detail, "");
  EXPECT_EQ(list()[0].event, "user.created");
  EXPECT_TRUE(verify().ok) << verify().problem;
}

TEST_P(Log, ShowsDetailsOfARetiredEpochWhoseKeyWasHandedOn) {
  append({.event = "user.created", .detail = "first"});
  for (std::uint32_t epoch = 1; epoch < 4; ++epoch) {
    keys_.rotate(tenant_);
    append({.event = "user.created", .detail = "in epoch " + std::to_string(epoch + 1)});
    store_.write_now(tenant_, [&](store::TenantTxn& txn) { hand_on_detail_key(txn, *keys_.open(tenant_), epoch); });
    for (const auto& column : sealed_columns()) {
      store_.write_now(tenant_, [&](store::TenantTxn& txn) { column.reseal(txn, *keys_.open(tenant_), {}, 100); });
    }
    store_.rekey_now(tenant_);
    keys_.retire_epoch(tenant_, epoch);
  }
  const auto entries = list();
  EXPECT_EQ(entries[0].detail, "first");
  EXPECT_EQ(entries[1].detail, "in epoch 2");
  EXPECT_EQ(entries[3].detail, "in epoch 4");
}

TEST_P(Log, OldCheckpointsVerifyAfterTheSigningKeyChanged) {
  append({.event = "user.created"});
  checkpoint();
  rotate_signing_key();
  EXPECT_TRUE(verify().ok) << verify().problem;
  append({.event = "user.created"});
  checkpoint();
  EXPECT_TRUE(verify().ok) << verify().problem;
}

TEST_P(Log, OversizedEntryIsRefused) {
  EXPECT_THROW(append({.event = "user.created", .target = std::string(max_entry_size, 'x')}), std::length_error);
}

TEST(Catalogue, NamesAreUniqueAndEachHasAMeaning) {
  std::set<std::string_view> names;
  for (const auto& event : catalogue) {
    EXPECT_TRUE(names.insert(event.name).second) << event.name;
    EXPECT_FALSE(event.meaning.empty()) << event.name;
    EXPECT_NE(event.name.find('.'), std::string_view::npos) << event.name;
  }
  constexpr Event login = "auth.login";
  EXPECT_EQ(login.meaning(), "Somebody logged in");
}

TEST(AuditSchema, HasNoFaults) { EXPECT_EQ(store::schema_faults({schema()}), std::vector<std::string>{}); }

INSTANTIATE_TEST_SUITE_P(Logs, Log, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
