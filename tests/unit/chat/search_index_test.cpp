#include "search_fixture.h"

namespace wardroom::chat {
namespace {

TEST(SearchTokens, HaveNothingInCommonBetweenScopesKindsAndKeys) {
  const auto key = crypto::Key::random();
  const auto other_key = crypto::Key::random();
  const auto channel = ChannelId::make();
  const auto token = Tokens(key, shared_scope).of(TermKind::word, "word");
  EXPECT_EQ(token.size(), 16U);
  EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567"), std::string::npos);
  EXPECT_EQ(token, Tokens(key, shared_scope).of(TermKind::word, "word"));
  EXPECT_NE(token, Tokens(key, channel).of(TermKind::word, "word"));
  EXPECT_NE(token, Tokens(key, shared_scope).of(TermKind::prefix, "word"));
  EXPECT_NE(token, Tokens(other_key, shared_scope).of(TermKind::word, "word"));
}

TEST(SearchTokens, OfOneMessageAreBounded) {
  const auto key = crypto::Key::random();
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    for (const int letter : {i % 26, i / 26 % 26, i / 676}) text += static_cast<char>('a' + letter);
    text += "tail ";
  }
  const auto made = index_text(Tokens(key, shared_scope), stemmer_of(workspace::Language::english), ChannelId::make(),
                               UserId::make(), text);
  EXPECT_EQ(made.words.size(), max_words * 17 - 1);
  EXPECT_EQ(made.extras.size(), max_extras * 17 - 1);
}

TEST_F(SearchIndexTest, HoldsNoWordOfWhatItFinds) {
  say("zebulon zebulon meetings https://zebulon.example");
  EXPECT_EQ(count("zebulon meeting has:link"), 1U);
  for (const auto* table : {"indexed_messages", "message_index_content", "message_index_data", "message_index_idx",
                            "message_index_docsize", "search_generations"}) {
    ASSERT_NE(rows(std::string("SELECT COUNT(*) FROM ") + table)[0][0], "0") << table;
    for (const auto& row : rows(std::string("SELECT * FROM ") + table))
      for (const auto& value : row)
        for (const auto* word : {"zebulon", "meeting", "zeb", "link", "http"})
          EXPECT_EQ(value.find(word), std::string::npos) << table;
  }
  EXPECT_NE(places_of(token("zebulon")), "0");
}

TEST_F(SearchIndexTest, TokensOfADeletedMessageAreNowhereAnyMore) {
  const auto id = say("zebulon");
  say("something else");
  const auto token_of_it = token("zebulon");
  ASSERT_NE(places_of(token_of_it), "0");
  write([&](store::TenantTxn& txn) { delete_message(parts_, txn, caller_, id); });
  EXPECT_EQ(count("zebulon"), 0U);
  EXPECT_EQ(places_of(token_of_it), "0");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "1");
}

TEST_F(SearchIndexTest, TokensOfAnEditedMessageAreReplaced) {
  const auto id = say("zebulon");
  const auto token_of_it = token("zebulon");
  write([&](store::TenantTxn& txn) { edit_message(parts_, txn, caller_, id, "quagga"); });
  EXPECT_EQ(places_of(token_of_it), "0");
  EXPECT_EQ(count("quagga"), 1U);
}

TEST_F(SearchIndexTest, ADeletedChannelLeavesNothingEvenWhenItIsLong) {
  const auto channel = write(
      [&](store::TenantTxn& txn) { return create_channel(parts_, txn, caller_, ChannelKind::public_, "Long", "").id; });
  write([&](store::TenantTxn& txn) {
    for (int i = 0; i < 230; ++i) post_message(parts_, txn, caller_, channel, "zebulon", std::nullopt);
  });
  const auto token_of_it = token("zebulon");
  write([&](store::TenantTxn& txn) {
    delete_channel(parts_, txn, caller_, txn.one<sql::ChannelRow>(sql::channel, channel).value());
  });
  EXPECT_EQ(count("zebulon"), 0U);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "130");
  reindex();
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "0");
  EXPECT_EQ(places_of(token_of_it), "0");
}

TEST_F(SearchIndexTest, ManyMessagesOfOneMillisecondAllFindAPlace) {
  write([&](store::TenantTxn& txn) {
    const auto at = base::now();
    auto id = MessageId::make();
    for (int i = 0; i < 50; ++i) {
      id.uuid[0] = static_cast<std::uint8_t>(i);
      index_message(parts_, txn, {id, channel_, true, caller_.user, at, "zebulon"});
    }
  });
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "50");
}

TEST_F(SearchIndexTest, APostOnlyNotesWhatThereIsToIndex) {
  const auto pending = [&] { return store_.read_now(tenant_, [](store::TenantTxn& txn) { return has_pending(txn); }); };
  const auto id = say("zebulon");
  EXPECT_TRUE(pending());
  EXPECT_EQ(index_queue_.take(), std::set{tenant_});
  fold();
  EXPECT_FALSE(pending());
  EXPECT_EQ(count("zebulon"), 1U);
  write([&](store::TenantTxn& txn) { return edit_message(parts_, txn, caller_, id, "philomena"); });
  EXPECT_TRUE(pending());
  EXPECT_EQ(count("zebulon"), 0U);
  EXPECT_EQ(count("philomena"), 1U);
}

TEST_F(SearchIndexTest, WhatIsDeletedBeforeItWasIndexedNeverIs) {
  const auto id = say("zebulon");
  write([&](store::TenantTxn& txn) { return delete_message(parts_, txn, caller_, id); });
  EXPECT_FALSE(store_.read_now(tenant_, [](store::TenantTxn& txn) { return has_pending(txn); }));
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "0");
}

TEST_F(SearchIndexTest, AMessageThatDoesNotOpenKeepsNoOtherFromBeingFound) {
  for (const auto* text : {"zebulon", "zebulon", "philomena"}) say(text);
  store::Sqlite(database(), file_key_.view(), store::Sqlite::Use::write)
      .script(
          "UPDATE messages SET body_sealed = (SELECT o.body_sealed FROM messages o ORDER BY o.seq DESC LIMIT 1) "
          "WHERE seq = (SELECT MIN(seq) FROM messages)");
  EXPECT_EQ(count("zebulon"), 1U);
}

TEST_F(SearchIndexTest, AWriteThatFailsLeavesNothing) {
  EXPECT_THROW(write([&](store::TenantTxn& txn) {
                 post_message(parts_, txn, caller_, channel_, "zebulon", std::nullopt);
                 throw std::runtime_error("later");
               }),
               std::runtime_error);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM indexed_messages")[0][0], "0");
  say("zebulon");
  EXPECT_EQ(count("zebulon"), 1U);
}

TEST_F(SearchIndexTest, FindsWhatBothEpochsHoldWhileItMovesToTheNewOne) {
  for (int i = 0; i < 120; ++i) say("zebulon " + std::to_string(i));
  reindex();
  const auto old_token = token("zebulon");
  keys_.rotate(tenant_);
  say("zebulon of the new epoch");
  EXPECT_EQ(generations(), 2U);
  EXPECT_EQ(search("zebulon").items.size(), 50U);
  EXPECT_EQ(count("\"new epoch\" zebulon"), 1U);
  EXPECT_EQ(count("zebulon 7"), 1U);
  EXPECT_NE(token("zebulon"), old_token);
  const auto step = write([&](store::TenantTxn& txn) { return reindex_batch(parts_, txn, 30); });
  EXPECT_FALSE(step.done);
  EXPECT_EQ(count("zebulon 7"), 1U);
  EXPECT_EQ(count("zebulon 119"), 1U);
  reindex();
  EXPECT_EQ(generations(), 1U);
  EXPECT_EQ(places_of(old_token), "0");
  EXPECT_EQ(count("zebulon 7"), 1U);
}

TEST_F(SearchIndexTest, TakesInMessagesThatWereThereBeforeIt) {
  const auto id = say("zebulon");
  write([&](store::TenantTxn& txn) {
    unindex_message(txn, id, find_message(parts_, txn, id).value().created_at);
    txn.exec(sql::forget_older_generations, std::int64_t{1} << 40);
  });
  EXPECT_EQ(count("zebulon"), 0U);
  EXPECT_FALSE(store_.read_now(tenant_, [&](store::TenantTxn& txn) { return index_is_settled(parts_, txn); }));
  reindex();
  EXPECT_EQ(count("zebulon"), 1U);
  EXPECT_TRUE(store_.read_now(tenant_, [&](store::TenantTxn& txn) { return index_is_settled(parts_, txn); }));
}

TEST_F(SearchIndexTest, AChangedLanguageMovesEverythingToItsRules) {
  say("Häuser");
  EXPECT_EQ(count("Häusern"), 0U);
  write([&](store::TenantTxn& txn) { workspaces_.set_language(txn, workspace::Language::german, base::now()); });
  reindex();
  EXPECT_EQ(count("Häusern"), 1U);
  EXPECT_EQ(generations(), 1U);
}

TEST_F(SearchIndexTest, PutsTheBetterFirstAndOfEqualsTheNewer) {
  const auto often = say("zebulon zebulon");
  const auto first = say("zebulon once");
  const auto second = say("zebulon once");
  const auto page = search("zebulon");
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(page.items[0].message.id, often);
  EXPECT_EQ(page.items[1].message.id, second);
  EXPECT_EQ(page.items[2].message.id, first);
}

}  // namespace
}  // namespace wardroom::chat
