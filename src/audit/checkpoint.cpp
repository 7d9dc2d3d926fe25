#include "audit/checkpoint.h"

#include <fmt/format.h>

#include <charconv>

#include "audit/log.h"
#include "crypto/hkdf.h"

namespace wardroom::audit {
namespace {

using crypto::Refused;

// Takes a line off the front; empty if there is none.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return {};
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string sign_checkpoint(const Checkpoint& checkpoint, const crypto::Signer& key) {
  const auto text = fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base::to_base64(checkpoint.root));
  return crypto::sign_note(text, checkpoint.origin, key);
}

std::expected<Checkpoint, Refused> read_checkpoint(std::string_view note) {
  constexpr auto refused = std::unexpected(Refused::refused);
  const auto parts = crypto::split_note(note);
  if (!parts) return refused;
  std::string_view rest = parts->text;
  Checkpoint checkpoint{.origin = std::string(take_line(rest))};
  const auto size = take_line(rest);
  const auto root = base::from_base64(take_line(rest));
  if (checkpoint.origin.empty() || size.empty() || !root || root->size() != checkpoint.root.size()) return refused;
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  if (error != std::errc() || end != size.data() + size.size() || (size[0] == '0' && size != "0")) return refused;
  std::ranges::copy(*root, checkpoint.root.begin());
  return checkpoint;
}

bool is_signed_by(std::string_view note, const crypto::PublicKey& key) {
  const auto checkpoint = read_checkpoint(note);
  return checkpoint && crypto::open_note(note, checkpoint->origin, key).has_value();
}

keys::KeyChain checkpoint_chain(base::TenantId tenant) { return {"audit", log_name(tenant)}; }

std::vector<std::string> handovers_to(store::TenantTxn& txn, std::string_view note) {
  std::vector<std::string> out;
  for (const auto& link : checkpoint_chain(txn.tenant()).links(txn)) {
    if (!link.handover.empty()) out.push_back(link.handover);
    if (is_signed_by(note, link.public_key)) break;
  }
  return out;
}

crypto::SigningKey first_checkpoint_key(const keys::TenantKeys& keys) {
  const auto key = keys.purpose_key(crypto::Purpose::export_, keys.oldest_epoch());
  return crypto::SigningKey(crypto::derive_key(*key, keys.tenant().bytes(), "wardroom/v1/audit-checkpoint"));
}

}  // namespace wardroom::audit
