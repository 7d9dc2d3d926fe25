#include "keys/key_chain.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

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

crypto::SigningKey opened(const queries::LinkRow& row, const TenantKeys& keys) {
  if (!row.seed) throw std::runtime_error("the current key of the chain " + row.id + " is gone");
  auto seed = keys.open(*row.seed, seed_place(keys.tenant(), row.id));
  if (!seed || seed->size() != 32) throw std::runtime_error("the signing key " + row.id + " does not open");
  crypto::SigningKey key(base::Secret<32>(base::as_bytes(*seed).first<32>()));
  base::wipe(*seed);
  return key;
}

std::string take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  std::string line(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
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

std::optional<crypto::SigningKey> KeyChain::current(store::TenantTxn& txn, const TenantKeys& keys) const {
  const auto all = rows(txn, chain_);
  if (all.empty()) return std::nullopt;
  return opened(all.back(), keys);
}

void KeyChain::insert(store::TenantTxn& txn, const TenantKeys& keys, std::int64_t number, const crypto::SigningKey& key,
                      std::string_view handover) const {
  const auto place = id(number);
  const auto seed = key.seed();
  txn.exec(queries::add_link, place, key.public_key(),
           keys.seal(Purpose::credential, seed_place(txn.tenant(), place), base::as_text(seed.view())),
           std::string(handover), base::now());
}

void KeyChain::ensure(store::TenantTxn& txn, const TenantKeys& keys, const crypto::SigningKey& first) const {
  if (rows(txn, chain_).empty()) insert(txn, keys, 1, first, "");
}

ChainLink KeyChain::rotate(store::TenantTxn& txn, const TenantKeys& keys) const {
  const auto all = links(txn);
  const auto from = current(txn, keys).value();
  const auto next = crypto::SigningKey::generate();
  const auto number = all.back().number + 1;
  const auto text = fmt::format("{}\n{}\n{}\n{}\n{}\n", kind_of_note, name_, number, base::to_base64(next.public_key()),
                                base::to_rfc3339(base::now()));
  insert(txn, keys, number, next, crypto::sign_note(text, name_, from));
  txn.exec(queries::forget_seed, id(all.back().number));
  return links(txn).back();
}

std::optional<Handover> read_handover(std::string_view note, std::string_view name, const crypto::PublicKey& from) {
  const auto signed_text = crypto::open_note(note, name, from);
  if (!signed_text) return std::nullopt;
  std::string_view rest = *signed_text;
  if (take_line(rest) != kind_of_note || take_line(rest) != name) return std::nullopt;
  Handover out{.number = number_of(take_line(rest))};
  const auto key = base::from_base64(take_line(rest));
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
