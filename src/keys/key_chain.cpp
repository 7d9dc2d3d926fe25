#include "keys/key_chain.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "base/lines.h"
#include "crypto/signed_note.h"
#include "keys/queries.h"

namespace wardroom::keys {
namespace {

constexpr std::string_view kind_of_note = "wardroom/key-handover";

Place seed_place(const base::TenantId& tenant, std::string_view id) {
  return {tenant, "key_chain", "seed_sealed", base::as_bytes(id)};
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::vector<queries::LinkRow> rows(store::TenantTxn& txn, std::string_view chain) {
  return txn.all<queries::LinkRow>(queries::chain_links, std::string(chain) + "/", std::string(chain) + "0");
}

StoredSigner opened(const queries::LinkRow& row, const TenantKeys& keys, const Signers& signers) {
  if (!row.seed) throw std::runtime_error("the current key of the chain " + row.id + " is gone");
  auto secret = keys.open(*row.seed, seed_place(keys.tenant(), row.id));
  if (!secret) throw std::runtime_error("the signing key " + row.id + " does not open");
  return signers.open(*secret);
}

base::Problem rotated_meanwhile() {
  return {409, "keys_changed", "The keys were changed by somebody else meanwhile; try again."};
}

}  // namespace

std::string KeyChain::id(std::int64_t number) const { return fmt::format("{}/{:06}", chain_, number); }

std::vector<ChainLink> KeyChain::links(store::TenantTxn& txn) const {
  std::vector<ChainLink> out;
  for (const auto& row : rows(txn, chain_)) {
    out.push_back(
        {number_of(std::string_view(row.id).substr(chain_.size() + 1)), row.public_key, row.handover, row.created_at});
  }
  return out;
}

std::optional<KeyChain::Current> KeyChain::current(store::TenantTxn& txn, KeyStore& keys) const {
  const auto all = rows(txn, chain_);
  if (all.empty()) return std::nullopt;
  return Current{number_of(std::string_view(all.back().id).substr(chain_.size() + 1)),
                 opened(all.back(), *keys.open(txn.tenant()), keys.signers())};
}

void KeyChain::insert(store::TenantTxn& txn, const TenantKeys& keys, std::int64_t number,
                      const crypto::PublicKey& public_key, std::string_view secret, std::string_view handover) const {
  const auto place = id(number);
  txn.exec(queries::add_link, place, public_key,
           keys.seal(Purpose::credential, seed_place(txn.tenant(), place), secret), std::string(handover), base::now());
}

void KeyChain::ensure(store::TenantTxn& txn, const TenantKeys& keys, const crypto::SigningKey& first) const {
  if (!rows(txn, chain_).empty()) return;
  const auto seed = first.seed();
  insert(txn, keys, 1, first.public_key(), base::as_text(seed.view()), "");
}

KeyChain::Successor KeyChain::successor(const Current& current, const Signers& signers) const {
  auto made = signers.make();
  const auto number = current.number + 1;
  const auto text = fmt::format("{}\n{}\n{}\n{}\n{}\n", kind_of_note, name_, number,
                                base::to_base64(made.stored.signer->public_key()), base::to_rfc3339(base::now()));
  try {
    return {number, made, crypto::sign_note(text, name_, *current.key.signer)};
  } catch (...) {
    signers.destroy(made.stored);
    throw;
  }
}

ChainLink KeyChain::adopt(store::TenantTxn& txn, const TenantKeys& keys, const Successor& next) const {
  if (links(txn).back().number + 1 != next.number) throw rotated_meanwhile();
  insert(txn, keys, next.number, next.made.stored.signer->public_key(), next.made.secret, next.handover);
  txn.exec(queries::forget_seed, id(next.number - 1));
  return links(txn).back();
}

ChainLink KeyChain::rotate(store::Store& store, KeyStore& keys, base::TenantId tenant, const Adopted& adopted) const {
  const auto from = store.read_now(tenant, [&](store::TenantTxn& txn) { return current(txn, keys).value(); });
  auto next = successor(from, keys.signers());
  try {
    auto link = store.write_now(tenant, [&](store::TenantTxn& txn) {
      auto stored = adopt(txn, *keys.open(tenant), next);
      adopted(txn, stored);
      return stored;
    });
    base::wipe(next.made.secret);
    keys.signers().destroy(from.key);
    return link;
  } catch (...) {
    keys.signers().destroy(next.made.stored);
    throw;
  }
}

std::optional<Handover> read_handover(std::string_view note, std::string_view name, const crypto::PublicKey& from) {
  const auto signed_text = crypto::open_note(note, name, from);
  if (!signed_text) return std::nullopt;
  std::string_view rest = *signed_text;
  if (base::take_line(rest) != kind_of_note || base::take_line(rest) != name) return std::nullopt;
  Handover out{.number = number_of(base::take_line(rest).value_or(""))};
  const auto key = base::from_base64(base::take_line(rest).value_or(""));
  if (out.number < 2 || !key || key->size() != out.to.size()) return std::nullopt;
  std::ranges::copy(*key, out.to.begin());
  return out;
}

crypto::PublicKey follow_handovers(const std::vector<std::string>& notes, std::string_view name,
                                   const crypto::PublicKey& trusted) {
  auto key = trusted;
  for (const auto& note : notes) {
    if (const auto next = read_handover(note, name, key)) key = next->to;
  }
  return key;
}

}  // namespace wardroom::keys
