#include "chat/sealed_messages.h"

#include "chat/queries.h"
#include "keys/reencrypt.h"

namespace wardroom::chat {
namespace {

using keys::Walked;
using store::TenantTxn;

template <class T>
T from(base::ByteView position) {
  return T::from_bytes(position).value_or(T{});
}

std::optional<std::string> opened(ShredKeys& shred_keys, TenantTxn& txn, const sql::SealedMessageRow& row) {
  try {
    return shred_keys.open(txn, *row.body, row.id);
  } catch (const std::runtime_error&) {  // damaged, moved, or its key is gone
    return std::nullopt;
  }
}

bool is_newest(ShredKeys& shred_keys, TenantTxn& txn, const sql::SealedMessageRow& row) {
  const auto id = keys::shred_key_of(*row.body);
  return id && txn.one<sql::ShredKeyRow>(sql::shred_key, *id) && shred_keys.is_newest(txn, *id);
}

Walked walk_messages(ShredKeys& shred_keys, TenantTxn& txn, base::ByteView position, int limit, bool change) {
  Walked out;
  const auto began = keys::Reencryption::status(txn).value_or(keys::Reencrypted{}).began_at;
  for (const auto& row : txn.all<sql::SealedMessageRow>(sql::sealed_messages_after, from<MessageId>(position), limit)) {
    ++out.rows;
    out.position.assign(row.id.bytes().begin(), row.id.bytes().end());
    if (!row.body) continue;
    if (change && is_newest(shred_keys, txn, row)) {
      // In the order of time: what was written after the walk began need not be walked, or it might never catch up.
      if (row.created_at > began) {
        out.end = true;
        return out;
      }
      continue;
    }
    auto text = opened(shred_keys, txn, row);
    if (!text) out.broken.push_back(row.id.text());
    if (!text || !change) continue;
    const auto key = shred_keys.of_time(txn, row.channel, row.created_at);
    txn.exec(sql::reseal_message, shred_keys.seal(txn, key, row.id, *text), row.id);
    base::wipe(*text);
    ++out.resealed;
  }
  out.end = out.rows < limit;
  return out;
}

// A channel that nobody wrote to since the rotation still hangs from an old key.
void move_channel(ShredKeys& shred_keys, TenantTxn& txn, const sql::ShredKeyRow& row) {
  const auto channel = txn.one<sql::ChannelRow>(sql::channel, row.channel);
  if (channel && channel->shred_key == row.id) {
    txn.exec(sql::hang_from, shred_keys.of_time(txn, row.channel, base::now()), row.channel, row.id);
  }
}

Walked walk_keys(ShredKeys& shred_keys, const keys::TenantKeys& tenant_keys, TenantTxn& txn, base::ByteView position,
                 int limit, bool change) {
  Walked out;
  for (const auto& row : txn.all<sql::ShredKeyRow>(sql::shred_keys_after, from<base::ShredKeyId>(position), limit)) {
    ++out.rows;
    out.position.assign(row.id.bytes().begin(), row.id.bytes().end());
    if (!tenant_keys.unwrap(row.key, row.id)) {
      out.broken.push_back(row.id.text());
      continue;
    }
    if (!change || shred_keys.is_newest(txn, row.id)) continue;
    move_channel(shred_keys, txn, row);
    shred_keys.destroy(txn, row.id);
    ++out.resealed;
  }
  out.end = out.rows < limit;
  return out;
}

}  // namespace

keys::SealedColumn sealed_messages(ShredKeys& shred_keys) {
  const auto walker = [&shred_keys](bool change) -> keys::SealedColumn::Walk {
    return [&shred_keys, change](TenantTxn& txn, const keys::TenantKeys&, base::ByteView position, int limit) {
      return walk_messages(shred_keys, txn, position, limit, change);
    };
  };
  return {"messages.body_sealed", walker(true), walker(false),
          [](TenantTxn& txn) {
            keys::HeaderCounts out;
            for (const auto& row : txn.all<sql::HeaderRow>(sql::count_messages)) {
              if (row.header) out[keys::header_kind(*row.header)] += row.values;  // without: its key was destroyed
            }
            return out;
          },
          ""};
}

keys::SealedColumn sealed_shred_keys(ShredKeys& shred_keys) {
  const auto walker = [&shred_keys](bool change) -> keys::SealedColumn::Walk {
    return
        [&shred_keys, change](TenantTxn& txn, const keys::TenantKeys& tenant_keys, base::ByteView position, int limit) {
          return walk_keys(shred_keys, tenant_keys, txn, position, limit, change);
        };
  };
  return {"shred_keys.key_sealed", walker(true), walker(false),
          [](TenantTxn& txn) {
            keys::HeaderCounts out;
            for (const auto& row : txn.all<sql::HeaderRow>(sql::count_shred_keys)) {
              out[row.header ? keys::header_kind(*row.header) : keys::HeaderKind{}] += row.values;
            }
            return out;
          },
          "messages.body_sealed"};
}

}  // namespace wardroom::chat
