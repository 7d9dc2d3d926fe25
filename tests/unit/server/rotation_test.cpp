#include "unit/server/rotation_fixture.h"

#include "chat/queries.h"
#include "store/sqlite.h"

namespace wardroom::server {
namespace {

// What somebody who has the database's key could do: statements past all checks, on the closed file.
void tamper(Foundation& foundation, const std::filesystem::path& data, base::TenantId tenant, std::string_view sql) {
  const auto key = foundation.keys.database_key(tenant);
  store::Sqlite db(data / "databases" / (tenant.text() + ".db"), key.view(), store::Sqlite::Use::write);
  db.script(sql);
}

std::string hex(base::ByteView bytes) { return "x'" + base::to_hex(bytes) + "'"; }

TEST_F(Rotation, MovesEveryValueAndRetiresTheOldEpoch) {
  std::vector<chat::Message> posted;
  for (int i = 0; i < 300; ++i) posted.push_back(say("text " + std::to_string(i)));
  EXPECT_EQ(custody().rotate(tenant_, {}), 2);
  posted.push_back(say("in epoch 2"));
  const auto done = reencrypt();
  EXPECT_EQ(done.state, "done");
  EXPECT_GE(done.resealed, 300);
  EXPECT_EQ(read([&](store::TenantTxn& txn) { return foundation_.reencryption.old_values(txn).total; }), 0);
  EXPECT_EQ(custody().retire(tenant_, {}).epochs, std::vector<std::int64_t>{1});
  for (const auto& message : posted) EXPECT_EQ(text_of(message.id), message.text);
  EXPECT_TRUE(custody().verify(tenant_, {}).ok);
}

TEST_F(Rotation, RetiringIsRefusedUntilNothingIsOld) {
  say("old");
  custody().rotate(tenant_, {});
  try {
    custody().retire(tenant_, {});
    FAIL() << "retired";
  } catch (const base::Problem& problem) {
    EXPECT_EQ(problem.code(), "epoch_in_use");
    EXPECT_NE(problem.detail().find("messages.body_sealed"), std::string::npos) << problem.detail();
  }
  EXPECT_EQ(foundation_.keys.open(tenant_)->epochs().size(), 2U);
}

TEST_F(Rotation, MessagesMoveToAKeyOfTheNewEpochAndTheOldKeyIsDestroyed) {
  const auto message = say("moved");
  const auto key_of = [&] {
    return read([&](store::TenantTxn& txn) {
      return *keys::shred_key_of(txn.one<chat::sql::MessageRow>(chat::sql::message, message.id)->body.value());
    });
  };
  const auto before = key_of();
  custody().rotate(tenant_, {});
  reencrypt();
  EXPECT_NE(key_of(), before);
  EXPECT_FALSE(
      read([&](store::TenantTxn& txn) { return txn.one<chat::sql::ShredKeyRow>(chat::sql::shred_key, before); }));
  EXPECT_EQ(text_of(message.id), "moved");
}

TEST_F(Rotation, AValueThatDoesNotOpenIsNamedLeftAsItIsAndKeepsItsEpoch) {
  const auto first = say("first");
  const auto second = say("second");
  foundation_.store.close(tenant_);
  tamper(foundation_, folder_ / "data", tenant_,
         "UPDATE messages SET body_sealed = (SELECT body_sealed FROM messages WHERE id = " + hex(first.id.bytes()) +
             ") WHERE id = " + hex(second.id.bytes()));
  const auto stored = [&] {
    return read([&](store::TenantTxn& txn) {
      return txn.one<chat::sql::MessageRow>(chat::sql::message, second.id)->body.value();
    });
  };
  const auto before = stored();
  custody().rotate(tenant_, {});
  const auto done = reencrypt();
  EXPECT_EQ(done.state, "stuck");
  EXPECT_EQ(done.broken, 1);
  EXPECT_EQ(stored(), before);
  EXPECT_THROW(custody().retire(tenant_, {}), base::Problem);
  const auto checked = custody().verify(tenant_, {});
  EXPECT_FALSE(checked.ok);
  EXPECT_EQ(checked.examples, std::vector<std::string>{"messages.body_sealed " + second.id.text()});
  EXPECT_EQ(text_of(first.id), "first");
}

TEST_F(Rotation, AValueOfAnotherColumnDoesNotOpen) {
  foundation_.store.close(tenant_);
  tamper(foundation_, folder_ / "data", tenant_, "UPDATE channels SET topic_sealed = name_sealed");
  const auto checked = custody().verify(tenant_, {});
  ASSERT_EQ(checked.broken, 1);
  EXPECT_TRUE(checked.examples[0].starts_with("channels.topic_sealed ")) << checked.examples[0];
}

TEST_F(Rotation, AValueOfAnotherTenantDoesNotOpen) {
  const auto other = base::TenantId::make();
  foundation_.workspaces.create_storage(other);
  foundation_.store.write_now(
      other, [&](store::TenantTxn& txn) { foundation_.workspaces.write_settings(txn, "bravo", "Bravo", base::now()); });
  foundation_.store.close(tenant_);
  const auto stolen = foundation_.keys.open(other)->seal(
      keys::Purpose::content, {other, "workspace_settings", "name_sealed", other.bytes()}, "Bravo");
  tamper(foundation_, folder_ / "data", tenant_, "UPDATE workspace_settings SET name_sealed = " + hex(stolen.bytes()));
  EXPECT_EQ(custody().verify(tenant_, {}).examples, std::vector<std::string>{"workspace_settings.name_sealed "});
  EXPECT_THROW(read([&](store::TenantTxn& txn) { return foundation_.workspaces.current(txn); }), std::runtime_error);
}

TEST_F(Rotation, StoppedAnywhereItGoesOnFromThere) {
  for (int i = 0; i < 200; ++i) say("text " + std::to_string(i));
  custody().rotate(tenant_, {});
  custody().begin_reencryption(tenant_, {});
  std::int64_t last = 0;
  int runs = 0;
  for (;; ++runs) {
    std::stop_source stop;
    int batches = 0;
    const auto now = foundation_.reencryption.run(tenant_, stop.get_token(), {.smallest = 8, .largest = 16, .rest = 0},
                                                  [&](const keys::Reencrypted&) {
                                                    if (++batches == 3) stop.request_stop();
                                                  });
    EXPECT_GE(now.looked_at, last);
    last = now.looked_at;
    if (now.state != "running") {
      EXPECT_EQ(now.state, "done");
      break;
    }
  }
  EXPECT_GT(runs, 3);
}

TEST_F(Rotation, RotatedWhileItRunsItMovesEverythingToTheNewest) {
  for (int i = 0; i < 100; ++i) say("text " + std::to_string(i));
  custody().rotate(tenant_, {});
  custody().begin_reencryption(tenant_, {});
  bool once = true;
  const auto done = foundation_.reencryption.run(tenant_, {}, {.smallest = 8, .largest = 8, .rest = 0},
                                                 [&](const keys::Reencrypted& now) {
                                                   if (now.looked_at > 30 && std::exchange(once, false))
                                                     custody().rotate(tenant_, {});
                                                 });
  EXPECT_EQ(done.state, "done");
  EXPECT_EQ(done.epoch, 3);
  EXPECT_EQ(custody().retire(tenant_, {}).epochs, (std::vector<std::int64_t>{1, 2}));
}

TEST_F(Rotation, AChannelsMessagesHangFromTheKeyOfTheirPeriod) {
  chat::ShredKeys days(foundation_.keys, std::chrono::days(30));
  const base::Timestamp december{1'765'000'000'000};
  write([&](store::TenantTxn& txn) {
    const auto first = days.of_time(txn, channel_, december);
    EXPECT_EQ(days.of_time(txn, channel_, december + std::chrono::hours(1)), first);
    const auto later = days.of_time(txn, channel_, december + std::chrono::hours(24 * 31));
    EXPECT_NE(later, first);
    EXPECT_EQ(days.current(txn, channel_, first, december + std::chrono::hours(24 * 31)), later);
    const auto id = base::MessageId::make();
    const auto sealed = days.seal(txn, first, id, "of december");
    EXPECT_EQ(days.open(txn, sealed, id), "of december");
    EXPECT_EQ(days.of_message(txn, channel_, december, sealed), first);
    days.destroy(txn, first);
    EXPECT_THROW(chat::ShredKeys(foundation_.keys).open(txn, sealed, id), std::runtime_error);
  });
}

}  // namespace
}  // namespace wardroom::server
