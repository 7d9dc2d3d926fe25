#include "audit/export.h"

#include <boost/json/parse.hpp>

#include "audit/chain.h"
#include "audit_fixture.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

using Lines = std::vector<std::string>;

class Export : public AuditTest {
 protected:
  void SetUp() override {
    append_some(9);
    append({.event = "audit.exported", .actor = "usr_1", .detail = "for the auditor"});
    std::istringstream in(exported());
    for (std::string line; std::getline(in, line);) lines_.push_back(line);
  }

  ExportReport check(const Lines& lines) { return check(lines, signing_key()->public_key()); }
  static ExportReport check(const Lines& lines, std::optional<crypto::PublicKey> key) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return check(text, key);
  }
  static ExportReport check(const std::string& text, std::optional<crypto::PublicKey> key) {
    std::istringstream in(text);
    return verify_export(in, key);
  }
  static std::string with(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
  }

  Lines lines_;  // [0] header, [n] entry n, [11] end
};

TEST_P(Export, IsVerifiedWithNothingButThePublicKey) {
  const auto report = check(lines_);
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_TRUE(report.signature_checked);
  EXPECT_EQ(report.entries, 10);
  EXPECT_EQ(report.log, name_);
  EXPECT_EQ(report.chain, verify().chain);
}

TEST_P(Export, WithoutAKeySaysThatTheSignatureWasNotChecked) {
  const auto report = check(lines_, std::nullopt);
  EXPECT_TRUE(report.ok) << report.problem;
  EXPECT_FALSE(report.signature_checked);
}

TEST_P(Export, KeepsDetailsSealed) {
  for (const auto& line : lines_) EXPECT_EQ(line.find("auditor"), std::string::npos);
}

TEST_P(Export, OfALogThatWasNeverSignedIsRefused) {
  const auto other = base::TenantId::make();
  keys_.create_tenant(other);
  store_.create(other);
  std::stringstream file;
  EXPECT_THROW(store_.read_now(other, [&](store::TenantTxn& txn) { return export_log({txn, kind_}, file); }),
               std::runtime_error);
}

TEST_P(Export, VerifiesByEveryKeyOfThePastAndByNoOther) {
  std::vector<crypto::PublicKey> known{signing_key()->public_key()};
  for (int i = 0; i < 3; ++i) {
    rotate_signing_key();
    known.push_back(signing_key()->public_key());
  }
  append_some(1);  // as a rotation does
  const auto file = exported();
  for (const auto& key : known) {
    std::istringstream in(file);
    const auto report = verify_export(in, key);
    EXPECT_TRUE(report.ok) << report.problem;
    EXPECT_EQ(report.signed_by, base::to_hex(known.back()));
  }
  std::istringstream in(file);
  EXPECT_FALSE(verify_export(in, crypto::SigningKey::generate().public_key()).ok);
}

TEST_P(Export, SignedByAKeyThatWasHandedOverFromIsRefused) {
  const auto old = crypto::SigningKey(static_cast<const crypto::SigningKey&>(*signing_key()).seed());
  rotate_signing_key();
  append_some(1);
  const auto file = exported();
  ASSERT_TRUE(check(file, old.public_key()).ok);
  const auto last = file.rfind('\n', file.size() - 2) + 1;
  auto end = boost::json::parse(file.substr(last)).as_object();
  const auto signed_now = read_checkpoint(end.at("checkpoint").as_string());
  end["checkpoint"] = sign_checkpoint(*signed_now, old);
  EXPECT_FALSE(check(file.substr(0, last) + crypto::canonical_json(end) + "\n", old.public_key()).ok);
}

TEST_P(Export, ChangedEntryIsFound) {
  lines_[5] = with(lines_[5], "msg_4", "msg_5");
  EXPECT_NE(check(lines_).problem.find("an entry was changed"), std::string::npos);
}

TEST_P(Export, RespelledEntryIsFound) {
  lines_[5] = with(lines_[5], "\"ok\"", "\"\\u006fk\"");
  EXPECT_EQ(check(lines_).problem, "entry 5 is damaged: it is not canonical JSON");
}

TEST_P(Export, RemovedEntryIsFound) {
  lines_.erase(lines_.begin() + 4);
  EXPECT_EQ(check(lines_).problem, "entry 4 is missing: 5 follows");
}

TEST_P(Export, SwappedEntriesAreFound) {
  std::swap(lines_[4], lines_[5]);
  EXPECT_EQ(check(lines_).problem, "entry 4 is missing: 5 follows");
}

TEST_P(Export, EntriesThatSwappedTheirNumbersTooAreFound) {
  std::swap(lines_[4], lines_[5]);
  lines_[4] = with(lines_[4], "\"seq\":5", "\"seq\":4");
  lines_[5] = with(lines_[5], "\"seq\":4", "\"seq\":5");
  EXPECT_NE(check(lines_).problem.find("an entry was changed"), std::string::npos);
}

TEST_P(Export, TruncatedTailIsFound) {
  const Lines without_end(lines_.begin(), lines_.end() - 1);
  EXPECT_EQ(check(without_end).problem, "the end is missing: the file was cut off");
  auto without_last_entry = lines_;
  without_last_entry.erase(without_last_entry.end() - 2);
  EXPECT_EQ(check(without_last_entry).problem, "it ends at entry 9, but the last line says 10");
}

TEST_P(Export, CutAnywhereIsFound) {
  std::string whole;
  for (const auto& line : lines_) whole += line + "\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(check(whole.substr(0, size), signing_key()->public_key()).ok) << size;
  }
}

TEST_P(Export, EveryChangedByteIsFound) {
  std::string whole;
  for (const auto& line : lines_) whole += line + "\n";
  const auto key = signing_key()->public_key();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto text = whole;
    text[i] = static_cast<char>(text[i] ^ 1);
    EXPECT_FALSE(check(text, key).ok) << i << ": " << whole[i];
  }
}

TEST_P(Export, SignedByAnotherKeyIsFound) {
  const auto report = check(lines_, crypto::SigningKey::generate().public_key());
  EXPECT_EQ(report.problem, "the checkpoint is not signed by the given key");
}

TEST_P(Export, ForgeryWithSumsMadeAnewPassesOnlyWithoutTheKey) {
  // The forger leaves out the last entry and signs the shorter log with a key of their own.
  ChainReader chain(name_, {});
  for (std::size_t i = 1; i <= 9; ++i) ASSERT_TRUE(chain.add(lines_[i]));
  const auto& at = chain.at();
  const auto note = sign_checkpoint({name_, at.tree.size(), at.tree.root()}, crypto::SigningKey::generate());
  Lines forged(lines_.begin(), lines_.begin() + 10);
  forged.push_back(crypto::canonical_json(
      boost::json::object{{"chain", base::to_hex(at.chain)}, {"checkpoint", note}, {"seq", at.seq}}));
  EXPECT_TRUE(check(forged, std::nullopt).ok);
  EXPECT_FALSE(check(forged).ok);
}

TEST_P(Export, MoreAfterTheEndIsFound) {
  lines_.push_back(lines_[1]);
  EXPECT_EQ(check(lines_).problem, "there is more after the last line");
}

TEST_P(Export, OfAnotherTenantDoesNotMixIn) {
  lines_[0] = with(lines_[0], tenant_.text(), base::TenantId::make().text());
  EXPECT_FALSE(check(lines_).ok);
}

INSTANTIATE_TEST_SUITE_P(Logs, Export, testing::ValuesIn(log_kinds), name_of);

}  // namespace
}  // namespace wardroom::audit
