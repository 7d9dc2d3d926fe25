#include "search_fill.h"

#include <algorithm>
#include <cmath>

#include "chat/channels.h"
#include "chat/messages.h"
#include "chat/queries.h"
#include "chat/search_index.h"
#include "offline.h"

namespace wardroom::bench {
namespace {

constexpr int posts_at_once = 5000;
constexpr std::int64_t between_posts_ms = 30'000;  // a million of them make a year

// One statement for the index of a whole batch.
constexpr store::Statement<
    "INSERT INTO message_index (tenant_id, rowid, words, extras) SELECT $1, i.id, i.words, i.extras "
    "FROM indexed_messages i WHERE i.tenant_id = $1 AND i.id >= $2 AND i.id < $3">
    put_batch_into_index;

// Pronounceable, and different for each number.
std::string word_of(std::size_t n) {
  constexpr std::string_view consonants = "bdfgklmnprstvz";
  constexpr std::string_view vowels = "aeiou";
  std::string out;
  for (n += 20; n > 0; n /= consonants.size() * vowels.size()) {
    const auto syllable = n % (consonants.size() * vowels.size());
    out += consonants[syllable / vowels.size()];
    out += vowels[syllable % vowels.size()];
  }
  return out + "k";
}

struct Filler : Offline {
  explicit Filler(const Fill& fill) : Offline(fill.data, fill.key_file) {}

  void put(store::TenantTxn& txn, const chat::Generation& generation, base::ChannelId channel, bool is_public,
           base::Timestamp at, const std::string& text) {
    const auto id = base::MessageId::make();
    const auto taken = txn.one<chat::sql::TakenSeq>(chat::sql::take_seq, channel).value();
    txn.exec(chat::sql::insert_message, channel, taken.seq, id, owner.user, std::optional<std::string>(),
             foundation.shred_keys.seal(txn, taken.shred_key, id, text), at, std::optional<base::BotId>());
    const chat::Tokens tokens(*generation.key, chat::scope_of(channel, is_public));
    const auto index = chat::index_text(tokens, chat::stemmer_of(generation.language), channel, owner.user, text);
    txn.exec(chat::sql::insert_indexed, chat::first_indexed_id(at), id, channel, generation.number, index.words,
             index.extras);
  }
};

}  // namespace

Vocabulary::Vocabulary(std::size_t size) {
  double sum = 0;
  for (std::size_t n = 0; n < size; ++n) {
    words_.push_back(word_of(n));
    sums_.push_back(sum += 1.0 / static_cast<double>(n + 2));
  }
}

const std::string& Vocabulary::any(std::mt19937& random) const {
  const double at = std::uniform_real_distribution<double>(0, sums_.back())(random);
  const auto found = std::ranges::lower_bound(sums_, at) - sums_.begin();
  return words_[std::min(static_cast<std::size_t>(found), words_.size() - 1)];
}

std::string Vocabulary::sentence(std::mt19937& random) const {
  std::string out;
  for (int n = std::uniform_int_distribution<int>(4, 20)(random); n > 0; --n) {
    if (!out.empty()) out += ' ';
    out += any(random);
  }
  return out;
}

void fill_history(const Fill& fill, const Vocabulary& vocabulary) {
  Filler filler(fill);
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same history each time
  std::vector<base::ChannelId> channels;
  for (int n = 0; n < 2 * fill.channels; ++n) {
    const auto kind = n % 2 == 0 ? chat::ChannelKind::public_ : chat::ChannelKind::private_;
    channels.push_back(filler.write([&](store::TenantTxn& txn) {
      return chat::create_channel(filler.chat, txn, filler.owner, kind, "filled-" + std::to_string(n), "").id;
    }));
  }
  filler.write([&](store::TenantTxn& txn) {
    chat::post_message(filler.chat, txn, filler.owner, channels[0], "the first one", std::nullopt);
    chat::fold_pending(filler.chat, txn, 1);  // begins the first generation
  });
  // Before the first one.
  const base::Timestamp begin{base::now().ms - (fill.messages + 1) * between_posts_ms};
  for (int done = 0; done < fill.messages; done += posts_at_once) {
    filler.write([&](store::TenantTxn& txn) {
      const auto generation = chat::live_generations(filler.chat, txn).front();
      const int end = std::min(done + posts_at_once, fill.messages);
      for (int n = done; n < end; ++n) {
        // Nine of ten in public channels.
        auto channel = std::uniform_int_distribution<std::size_t>(0, channels.size() - 1)(random);
        if (channel % 2 == 1 && random() % 5 != 0) --channel;
        filler.put(txn, generation, channels[channel], channel % 2 == 0, {begin.ms + n * between_posts_ms},
                   vocabulary.sentence(random));
      }
      txn.exec(put_batch_into_index, chat::first_indexed_id({begin.ms + done * between_posts_ms}),
               chat::first_indexed_id({begin.ms + end * between_posts_ms}));
    });
  }
  while (filler.write([&](store::TenantTxn& txn) { return chat::index_upkeep(filler.chat, txn); })) {
  }
}

}  // namespace wardroom::bench
