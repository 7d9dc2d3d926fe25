#include "server/custody.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audit/checkpoint.h"
#include "audit/details.h"
#include "keys/queries.h"

namespace wardroom::server {
namespace {

using store::TenantTxn;

keys::KeyChain identity_chain() { return {"identity", "wardroom/identity"}; }

base::Problem in_use(const keys::OldValues& old) {
  std::vector<std::string> columns;
  columns.reserve(old.by_column.size());
  for (const auto& [column, values] : old.by_column) columns.push_back(fmt::format("{} in {}", values, column));
  return {409, "epoch_in_use",
          fmt::format("Old keys still protect {} values ({}). Re-encrypt first; what does not open then was damaged "
                      "before, and `wardroomctl keys verify` names it.",
                      old.total, fmt::join(columns, ", "))};
}

}  // namespace

void Custody::record(TenantTxn& txn, audit::Event event, const Who& who, std::string target, std::string detail) const {
  parts_.audit.append(txn, {.event = event,
                            .actor = who.actor,
                            .target = std::move(target),
                            .address = who.address,
                            .request = who.request,
                            .session = who.session,
                            .detail = std::move(detail)});
}

std::int64_t Custody::rotate(base::TenantId tenant, const Who& who) const {
  parts_.keys.rotate(tenant);
  record_epochs(tenant, who);
  return parts_.keys.open(tenant)->epoch();
}

void Custody::record_epochs(base::TenantId tenant, const Who& who) const {
  parts_.store.write_now(tenant, [&](TenantTxn& txn) {
    for (const auto epoch : parts_.keys.open(tenant)->epochs()) {
      if (epoch == 1 || txn.exec(keys::queries::add_epoch, epoch, base::now()) == 0) continue;
      record(txn, "keys.rotated", who, fmt::format("workspace epoch {}", epoch));
    }
  });
}

bool Custody::begin_reencryption(base::TenantId tenant, const Who& who) const {
  const auto& reencryption = parts_.reencryption;
  const auto total = parts_.store.read_now(tenant, [&](TenantTxn& txn) { return reencryption.count_all(txn); });
  return parts_.store.write_now(tenant, [&](TenantTxn& txn) {
    if (!reencryption.begin(txn, total)) return false;
    record(txn, "keys.reencryption_started", who, fmt::format("workspace epoch {}", parts_.keys.open(tenant)->epoch()));
    return true;
  });
}

// Once this process's writer and every other one have been through a transaction, nobody holds keys from before.
Retired Custody::retire(base::TenantId tenant, const Who& who) const {
  parts_.store.write_now(tenant, [](TenantTxn&) {});
  const auto keys = parts_.keys.open(tenant);
  auto old_epochs = keys->epochs();
  old_epochs.pop_back();
  if (old_epochs.empty()) {
    throw base::Problem(409, "no_old_epoch", "Only the current keys are held: there is nothing to retire.");
  }
  const auto old = parts_.store.read_now(tenant, [&](TenantTxn& txn) { return parts_.reencryption.old_values(txn); });
  if (old.total > 0) throw in_use(old);
  if (!parts_.store.has_newest_key(tenant)) {
    throw base::Problem(409, "epoch_in_use", "The database file is still under an old key. Re-encrypt first.");
  }
  parts_.store.write_now(tenant, [&](TenantTxn& txn) {
    for (const auto epoch : old_epochs) audit::hand_on_detail_key(txn, *keys, epoch);
    record(txn, "keys.retired", who, fmt::format("workspace epoch {}", fmt::join(old_epochs, ", ")));
  });
  Retired out;
  for (const auto epoch : old_epochs) {
    parts_.keys.retire_epoch(tenant, epoch);
    out.epochs.push_back(epoch);
  }
  return out;
}

KeysChecked Custody::verify(base::TenantId tenant, const Who& who) const {
  const auto found = parts_.store.read_now(tenant, [&](TenantTxn& txn) { return parts_.reencryption.check(txn); });
  KeysChecked out{found.broken == 0, found.values, found.broken, found.examples};
  parts_.store.write_now(tenant, [&](TenantTxn& txn) {
    record(txn, "keys.verified", who, fmt::format("{} values, {} broken", out.values, out.broken),
           fmt::format("{}", fmt::join(out.examples, ", ")));
  });
  return out;
}

std::string Custody::rotate_audit_key(base::TenantId tenant, audit::LogKind kind, const Who& who) const {
  const auto link =
      parts_.audit.rotate_signing_key(parts_.store, tenant, kind, [&](TenantTxn& txn, const keys::ChainLink& adopted) {
        record(txn, "keys.rotated", who,
               fmt::format("{} signing key {}", kind == audit::LogKind::security ? "audit" : "compliance",
                           adopted.number));
      });
  return base::to_hex(link.public_key);
}

std::string Custody::rotate_signing_key(identity::SigningKeys& signing_keys, const Who& who) const {
  signing_keys.rotate();
  return parts_.store.write_now(base::platform_tenant, [&](TenantTxn& platform) {
    auto kid = signing_keys.current_id();
    record(platform, "keys.rotated", who, "access token key " + kid);
    return kid;
  });
}

void Custody::ensure_identity(TenantTxn& platform) const {
  identity_chain().ensure(platform, *parts_.keys.open(base::platform_tenant), crypto::SigningKey::generate());
}

std::string Custody::rotate_identity(const Who& who) const {
  parts_.store.write_now(base::platform_tenant, [&](TenantTxn& platform) { ensure_identity(platform); });
  const auto link = identity_chain().rotate(
      parts_.store, parts_.keys, base::platform_tenant, [&](TenantTxn& platform, const keys::ChainLink& adopted) {
        record(platform, "keys.rotated", who, fmt::format("server identity {}", adopted.number));
      });
  return base::to_hex(link.public_key);
}

bool Custody::out_of_place(const keys::KeyChain& chain, base::TenantId tenant) const {
  const auto current = parts_.store.read_now(tenant, [&](TenantTxn& txn) { return chain.current(txn, parts_.keys); });
  return current && !parts_.keys.signers().in_place(current->key);
}

void Custody::settle_signing_keys(base::TenantId tenant) const {
  for (const auto kind : audit::log_kinds) {
    parts_.audit.signing_key(parts_.store, tenant, kind);  // there is one
    if (out_of_place(audit::checkpoint_chain(tenant, kind), tenant)) rotate_audit_key(tenant, kind, {});
  }
  if (tenant == base::platform_tenant && out_of_place(identity_chain(), tenant)) rotate_identity({});
}

std::int64_t Custody::rotate_root(const Who& who) const {
  const auto roots = static_cast<std::int64_t>(parts_.keys.rotate_root());
  parts_.store.write_now(base::platform_tenant, [&](TenantTxn& platform) {
    record(platform, "keys.rotated", who, fmt::format("root key, {} keys wrapped anew", roots));
  });
  return roots;
}

std::string Custody::identity_json() const {
  const auto known = [](TenantTxn& platform) { return identity_chain().links(platform); };
  auto links = parts_.store.read_now(base::platform_tenant, known);
  if (links.empty()) {  // the first start
    links = parts_.store.write_now(base::platform_tenant, [&](TenantTxn& platform) {
      ensure_identity(platform);
      return known(platform);
    });
  }
  boost::json::array chain;
  for (const auto& link : links) {
    chain.push_back({{"number", link.number},
                     {"public_key", base::to_hex(link.public_key)},
                     {"created_at", base::to_rfc3339(link.created_at)},
                     {"handover", link.handover.empty() ? boost::json::value() : boost::json::value(link.handover)}});
  }
  return base::json_text(boost::json::object{{"name", "wardroom/identity"}, {"chain", std::move(chain)}});
}

std::string Custody::create_recovery_key(keys::Recovery& recovery, const Who& who) const {
  const auto key = keys::RecoveryKey::make();
  parts_.store.write_now(base::platform_tenant, [&](TenantTxn& txn) {
    recovery.adopt(txn, key.public_key());
    record(txn, "keys.recovery_created", who, "public key " + base::to_hex(key.public_key()));
  });
  recovery.update();
  return key.text();
}

keys::Recovery::Drill Custody::drill_recovery(keys::Recovery& recovery, const keys::RecoveryKey& key,
                                              const Who& who) const {
  recovery.update();
  const auto drill = recovery.drill(key);
  parts_.store.write_now(base::platform_tenant, [&](TenantTxn& txn) {
    if (drill.missing.empty()) recovery.drilled(txn);
    record(txn, "keys.recovery_drilled", who, "public key " + base::to_hex(key.public_key()),
           fmt::format("{} roots open, {} do not", drill.opened, drill.missing.size()));
  });
  return drill;
}

}  // namespace wardroom::server
