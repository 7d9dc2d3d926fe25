#include "server/key_operations.h"

#include "base/log.h"
#include "server/on_pool.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

enum class RotatedKey { workspace, audit, compliance, access_tokens, identity };
BOOST_DESCRIBE_ENUM(RotatedKey, workspace, audit, compliance, access_tokens, identity)

struct RotateKey {
  RotatedKey key{};
};
BOOST_DESCRIBE_STRUCT(RotateKey, (), (key))

struct Rotated {
  RotatedKey key{};
  std::string current;  // the new epoch, public key or key id
};
BOOST_DESCRIBE_STRUCT(Rotated, (), (key, current))

struct ReencryptionStatus {
  std::string state;  // idle, running, done, stuck
  std::int64_t epoch = 0;
  std::string column;
  std::int64_t looked_at = 0, resealed = 0, broken = 0, total = 0;
  std::int64_t per_second = 0;
  std::optional<base::Timestamp> began_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(ReencryptionStatus, (),
                      (state, epoch, column, looked_at, resealed, broken, total, per_second, began_at, updated_at))

struct Inventory {
  std::vector<KeyEntry> items;
};
BOOST_DESCRIBE_STRUCT(Inventory, (), (items))

constexpr Operation<Empty, Inventory> inventory{
    .name = "keys.inventory",
    .method = Method::get,
    .path = "/keys",
    .summary = "Every key of the workspace: purpose, age, state, and how many values it protects",
    .policy = Policy<Empty>::needs(Permission::manage_encryption),
    .rate = Rate::costly,
    .audited = Audited::no("reading; no key material is shown"),
};

constexpr Operation<Empty, ReencryptionStatus> status{
    .name = "keys.status",
    .method = Method::get,
    .path = "/keys/status",
    .summary = "How far re-encryption has got",
    .policy = Policy<Empty>::needs(Permission::manage_encryption),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<RotateKey, Rotated> rotate{
    .name = "keys.rotate",
    .method = Method::post,
    .path = "/keys/rotate",
    .summary = "Begin the next key; nobody is signed out. Keys of the whole server only where it has one workspace",
    .policy = Policy<RotateKey>::needs(Permission::manage_encryption).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("keys.rotated"),
};

constexpr Operation<Empty, ReencryptionStatus> reencrypt{
    .name = "keys.reencrypt",
    .method = Method::post,
    .path = "/keys/reencrypt",
    .summary = "Move everything to the newest keys, in the background; also goes on with what was stuck",
    .policy = Policy<Empty>::needs(Permission::manage_encryption),
    .rate = Rate::costly,
    .audited = Audited::as("keys.reencryption_started"),
};

constexpr Operation<Empty, Retired> retire{
    .name = "keys.retire",
    .method = Method::post,
    .path = "/keys/retire",
    .summary = "Destroy the old epochs' keys; refused while anything is still protected by them",
    .policy = Policy<Empty>::needs(Permission::manage_encryption).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("keys.retired"),
};

constexpr Operation<Empty, KeysChecked> verify{
    .name = "keys.verify",
    .method = Method::post,
    .path = "/keys/verify",
    .summary = "Open every sealed value and tell which do not open",
    .policy = Policy<Empty>::needs(Permission::manage_encryption),
    .rate = Rate::costly,
    .audited = Audited::as("keys.verified"),
};

template <typename Out>
Who who(const AsyncCall<Out>& call) {
  return {call.caller->user.text(), call.origin.address, call.origin.request.text(), call.caller->session.text()};
}

ReencryptionStatus status_of(store::TenantTxn& txn) {
  const auto found = keys::Reencryption::status(txn);
  if (!found) return {.state = "idle"};
  const auto ms = std::max<std::int64_t>(1, found->updated_at.ms - found->began_at.ms);
  return {found->state,    found->epoch,     found->column, found->looked_at,
          found->resealed, found->broken,    found->total,  found->looked_at * 1000 / ms,
          found->began_at, found->updated_at};
}

// One workspace's owner does not decide for the others on the server.
void require_sole_workspace(const KeyParts& parts) {
  if (parts.workspaces.list().size() == 1) return;
  throw base::Problem(409, "shared_server",
                      "This key is shared by several workspaces: the server's administrator rotates it with "
                      "`wardroomctl keys rotate`.")
      .at("body.key");
}

std::string rotate_one(const KeyParts& parts, RotatedKey key, base::TenantId tenant, const Who& by) {
  switch (key) {
    case RotatedKey::workspace:
      return std::to_string(parts.custody.rotate(tenant, by));
    case RotatedKey::audit:
      return parts.custody.rotate_audit_key(tenant, audit::LogKind::security, by);
    case RotatedKey::compliance:
      return parts.custody.rotate_audit_key(tenant, audit::LogKind::compliance, by);
    case RotatedKey::access_tokens:
      require_sole_workspace(parts);
      return parts.custody.rotate_signing_key(parts.signing_keys, by);
    case RotatedKey::identity:
      require_sole_workspace(parts);
      return parts.custody.rotate_identity(by);
  }
  return {};
}

std::string rotated(const KeyParts& parts, RotatedKey key, base::TenantId tenant, const Who& by) try {
  return rotate_one(parts, key, tenant, by);
} catch (const kms::KmsFault& fault) {
  base::log_error("a key of {} was not rotated: {}", tenant.text(), fault.what());
  throw base::Problem(503, "key_service_unavailable",
                      "The server's key service or token does not make a new key now; nothing was changed. The "
                      "server's log says why.");
}

}  // namespace

void declare_keys(operation::Registry& registry, const KeyParts& parts) {
  on_pool(registry, parts.pool, parts, inventory, [](const KeyParts& p, const auto& call, const Empty&) {
    return Inventory{p.custody.inventory(call.caller->tenant)};
  });
  registry.reads(status, [](Call& call, const Empty&) { return status_of(call.txn); });
  on_pool(registry, parts.pool, parts, rotate, [](const KeyParts& p, const auto& call, const RotateKey& in) {
    return Rotated{in.key, rotated(p, in.key, call.caller->tenant, who(call))};
  });
  on_pool(registry, parts.pool, parts, reencrypt, [](const KeyParts& p, const auto& call, const Empty&) {
    p.custody.begin_reencryption(call.caller->tenant, who(call));
    p.worker.take(call.caller->tenant);
    return p.store.read_now(call.caller->tenant, status_of);
  });
  on_pool(registry, parts.pool, parts, retire, [](const KeyParts& p, const auto& call, const Empty&) {
    return p.custody.retire(call.caller->tenant, who(call));
  });
  on_pool(registry, parts.pool, parts, verify, [](const KeyParts& p, const auto& call, const Empty&) {
    return p.custody.verify(call.caller->tenant, who(call));
  });
}

}  // namespace wardroom::server
