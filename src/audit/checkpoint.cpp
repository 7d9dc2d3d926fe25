#include "audit/checkpoint.h"

#include <fmt/format.h>

#include "base/lines.h"
#include "crypto/hkdf.h"

namespace wardroom::audit {

using crypto::Refused;

std::string sign_checkpoint(const Checkpoint& checkpoint, const crypto::Signer& key) {
  const auto text = fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base::to_base64(checkpoint.root));
  return crypto::sign_note(text, checkpoint.origin, key);
}

std::expected<Checkpoint, Refused> read_checkpoint(std::string_view note) {
  constexpr auto refused = std::unexpected(Refused::refused);
  const auto parts = crypto::split_note(note);
  if (!parts) return refused;
  std::string_view rest = parts->text;
  Checkpoint checkpoint{.origin = std::string(base::take_line(rest).value_or(""))};
  const auto size = base::read_decimal(base::take_line(rest).value_or(""));
  const auto root = base::from_base64(base::take_line(rest).value_or(""));
  if (checkpoint.origin.empty() || !size || !root || root->size() != checkpoint.root.size()) return refused;
  checkpoint.size = *size;
  std::ranges::copy(*root, checkpoint.root.begin());
  return checkpoint;
}

bool is_signed_by(std::string_view note, const crypto::PublicKey& key) {
  const auto checkpoint = read_checkpoint(note);
  return checkpoint && crypto::open_note(note, checkpoint->origin, key).has_value();
}

keys::KeyChain checkpoint_chain(base::TenantId tenant, LogKind kind) {
  return {kind == LogKind::security ? "audit" : "compliance", log_name(tenant, kind)};
}

std::vector<std::string> handovers_to(const LogTxn& txn, std::string_view note) {
  std::vector<std::string> out;
  for (const auto& link : checkpoint_chain(txn.tenant(), txn.kind()).links(txn.txn())) {
    if (!link.handover.empty()) out.push_back(link.handover);
    if (is_signed_by(note, link.public_key)) break;
  }
  return out;
}

crypto::SigningKey first_checkpoint_key(const keys::TenantKeys& keys, LogKind kind) {
  const auto* const label =
      kind == LogKind::security ? "wardroom/v1/audit-checkpoint" : "wardroom/v1/compliance-checkpoint";
  const auto key = keys.purpose_key(crypto::Purpose::export_, keys.oldest_epoch());
  return crypto::SigningKey(crypto::derive_key(*key, keys.tenant().bytes(), label));
}

}  // namespace wardroom::audit
