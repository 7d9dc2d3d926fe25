// What sets the two logs of a tenant apart.
#include "audit/details.h"
#include "audit/prune.h"
#include "audit/queries.h"
#include "audit/settings.h"
#include "audit_fixture.h"

namespace wardroom::audit {
namespace {

using store::TenantTxn;

class TwoLogs : public AuditTest {
 protected:
  std::vector<std::string> events_in(LogKind kind) {
    return store_.read_now(tenant_, [&](TenantTxn& txn) {
      std::vector<std::string> out;
      for (const auto& entry : log_.list({txn, kind}, 0, 1000)) out.push_back(entry.event);
      return out;
    });
  }
  Verification verify_other() {
    return store_.read_now(tenant_, [&](TenantTxn& txn) { return log_.verify({txn, other_}); });
  }
  void withhold(bool withheld) {
    store_.write_now(tenant_, [&](TenantTxn& txn) { withhold_compliance_log(txn, withheld); });
  }

  const LogKind other_ = kind_ == LogKind::security ? LogKind::compliance : LogKind::security;
};

using Events = std::vector<std::string>;

TEST_P(TwoLogs, AnEventGoesWhereTheCatalogueSays) {
  append({.event = "auth.login"});
  append({.event = "message.deleted"});
  append({.event = "role.granted"});
  EXPECT_EQ(events_in(LogKind::security), (Events{"auth.login", "role.granted"}));
  EXPECT_EQ(events_in(LogKind::compliance), (Events{"message.deleted", "role.granted"}));
}

TEST_P(TwoLogs, OneDeedHasOneTimeInBoth) {
  append({.event = "role.granted", .detail = "personal"});
  const auto here = list();
  const auto there = store_.read_now(tenant_, [&](TenantTxn& txn) { return log_.list({txn, other_}, 0, 10); });
  ASSERT_EQ(here.size(), 1U);
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(here[0].at, there[0].at);
  EXPECT_EQ(here[0].detail, "personal");
  EXPECT_EQ(there[0].detail, "personal");
}

TEST_P(TwoLogs, EachIsSignedByAKeyOfItsOwn) {
  append_some(3);
  EXPECT_TRUE(checkpoint());
  const auto other = log_.signing_key(store_, tenant_, other_).signer->public_key();
  EXPECT_NE(signing_key()->public_key(), other);
  std::istringstream in(exported());
  EXPECT_NE(verify_export(in, other).problem, "");
}

// An entry of one log says nothing in the other, whatever its chain.
TEST_P(TwoLogs, AnEntryOfTheOtherIsNoEntryOfThis) {
  append_some(2);
  store_.write_now(tenant_, [&](TenantTxn& txn) {
    const LogTxn here(txn, kind_);
    const auto head = here.one<queries::Head>(queries::head).value();
    const auto foreign = LogTxn(txn, other_).all<queries::StoredEntry>(queries::after, std::int64_t{0}, 1).front();
    here.exec(queries::append, head.seq + 1, foreign.entry, next_chain(head.chain, foreign.entry));
  });
  EXPECT_FALSE(verify().ok);
  EXPECT_TRUE(verify_other().ok) << verify_other().problem;
}

TEST_P(TwoLogs, ADetailDoesNotOpenInTheOther) {
  append({.event = "role.granted", .detail = "personal"});
  store_.read_now(tenant_, [&](TenantTxn& txn) {
    const auto row = LogTxn(txn, kind_).all<queries::StoredEntry>(queries::after, std::int64_t{0}, 1).front();
    const auto sealed = std::string(ReadEntry::of(row.entry).value().texts().detail_sealed);
    const auto keys = keys_.open(tenant_);
    const LogTxn here(txn, kind_), there(txn, other_);
    EXPECT_EQ(Details(here, *keys).open(1, sealed), "personal");
    EXPECT_EQ(Details(there, *keys).open(1, sealed), "");
  });
}

TEST_P(TwoLogs, OneIsPrunedWithoutTheOther) {
  append_some(600);
  checkpoint();
  EXPECT_EQ(prune(log_, store_, tenant_, kind_, base::now() + std::chrono::hours(1)), 512);
  EXPECT_EQ(verify().first, 513);
  EXPECT_EQ(verify_other().first, 1);
  EXPECT_TRUE(verify_other().ok) << verify_other().problem;
}

TEST_P(TwoLogs, AWithheldComplianceLogIsNotAddedToAndStays) {
  append_some(2);
  withhold(true);
  append_some(3);
  append({.event = "message.deleted"});
  EXPECT_EQ(events_in(LogKind::security).size(), 5U);
  EXPECT_EQ(events_in(LogKind::compliance).size(), 2U);
  withhold(false);
  append({.event = "message.deleted"});
  EXPECT_EQ(events_in(LogKind::compliance).size(), 3U);
  EXPECT_TRUE(verify().ok) << verify().problem;
  EXPECT_TRUE(verify_other().ok) << verify_other().problem;
}

TEST_P(TwoLogs, HowLongEachIsKeptIsItsOwnAffair) {
  store_.write_now(tenant_, [&](TenantTxn& txn) { set_keep_days({txn, kind_}, 90); });
  withhold(true);
  store_.read_now(tenant_, [&](TenantTxn& txn) {
    EXPECT_EQ(keep_days({txn, kind_}), 90);
    EXPECT_EQ(keep_days({txn, other_}), std::nullopt);
    EXPECT_TRUE(is_written({txn, LogKind::security}));
    EXPECT_FALSE(is_written({txn, LogKind::compliance}));
  });
}

INSTANTIATE_TEST_SUITE_P(Logs, TwoLogs, testing::ValuesIn(log_kinds), name_of);

// The audit room's tables in version 1.
constexpr std::string_view audit_1 = R"sql(
CREATE TABLE audit_entries (
  tenant_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  entry TEXT NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (tenant_id, seq)
) WITHOUT ROWID;

CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM audit_entries WHERE tenant_id = NEW.tenant_id), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log has no gaps');
END;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TABLE audit_checkpoints (
  tenant_id BLOB NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  subtrees BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tenant_id, seq)
) WITHOUT ROWID;

CREATE TRIGGER audit_checkpoints_stay BEFORE UPDATE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_checkpoints_remain BEFORE DELETE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
)sql";

TEST(AuditSchema, MigratedIsTheSameAsFresh) {
  EXPECT_EQ(store::migrated_shape(schema(), audit_1), store::fresh_shape(schema()));
}

// A database from when there was one log.
class OneLogBefore : public AuditTest {
 protected:
  OneLogBefore() : AuditTest({.room = "audit", .version = 1, .sql = audit_1, .migrations = {}}) {
    static constexpr store::Statement<
        "INSERT INTO audit_entries (tenant_id, seq, entry, chain) VALUES ($1, $2, $3, $4)">
        add;
    store_.write_now(tenant_, [&](TenantTxn& txn) {
      crypto::Digest chain{};
      for (std::int64_t seq = 1; seq <= 300; ++seq) {
        const auto at = base::to_rfc3339(base::now());
        const auto text = entry_text(name_, seq, {.at = at, .event = "message.edited", .outcome = "ok"});
        chain = next_chain(chain, text);
        txn.exec(add, seq, text, chain);
      }
    });
  }
  store::Store as_it_is_now() {
    return store::Store({.directory = folder_.path(),
                         .database_key = [this](base::TenantId tenant) { return keys_.database_key(tenant); },
                         .older_database_keys = [this](base::TenantId of) { return keys_.older_database_keys(of); },
                         .schema = {schema(), keys::schema()}});
  }
};

TEST_P(OneLogBefore, IsTheBeginningOfTheSecurityLog) {
  auto now = as_it_is_now();
  now.write_now(tenant_, [&](TenantTxn& txn) { log_.append(txn, {.event = "role.granted"}); });
  for (const auto kind : log_kinds) EXPECT_TRUE(log_.checkpoint(now, tenant_, kind));
  now.read_now(tenant_, [&](TenantTxn& txn) {
    const auto security = log_.verify({txn, LogKind::security});
    EXPECT_TRUE(security.ok) << security.problem;
    EXPECT_EQ(security.entries, 301);
    const auto compliance = log_.verify({txn, LogKind::compliance});
    EXPECT_TRUE(compliance.ok) << compliance.problem;
    EXPECT_EQ(compliance.entries, 1);
    EXPECT_EQ(log_.list({txn, LogKind::security}, 0, 1).front().event, "message.edited");
  });
}

INSTANTIATE_TEST_SUITE_P(Logs, OneLogBefore, testing::Values(LogKind::security), name_of);

// What the server's administrator takes away must not be what an attack shows in.
TEST(Catalogue, WhoGotInAndWhoMayIsAlwaysLogged) {
  for (const auto& event : catalogue) {
    const bool of_data = event.name.starts_with("message.") || event.name == "channel.created" ||
                         event.name == "channel.updated" || event.name == "workspace.updated";
    EXPECT_EQ(event.logs == Logs::compliance, of_data) << event.name;
  }
}

}  // namespace
}  // namespace wardroom::audit
