#include "identity/passkeys.h"

#include <stdexcept>

#include "base/json.h"
#include "crypto/hash.h"

namespace wardroom::identity {
namespace {

constexpr std::int64_t max_passkeys = 20;

struct Credential {
  std::string id;
  base::Bounded<-257, -7> algorithm;  // COSE
  std::string key;
};
BOOST_DESCRIBE_STRUCT(Credential, (), (id, algorithm, key))

keys::Place credential_place(const base::TenantId& tenant, const base::PasskeyId& id) {
  return {tenant, "passkeys", "credential_sealed", id.bytes()};
}
keys::Place name_place(const base::TenantId& tenant, const base::PasskeyId& id) {
  return {tenant, "passkeys", "name_sealed", id.bytes()};
}

// What the browser compares: the host of server.public_url, and the address it shows. An address of numbers cannot be
// a relying party.
crypto::RelyingParty party_of(std::string_view public_url) {
  constexpr std::string_view scheme = "https://";
  constexpr std::string_view usual_port = ":443";
  if (public_url.ends_with(usual_port)) public_url.remove_suffix(usual_port.size());
  const auto authority = public_url.substr(std::min(scheme.size(), public_url.size()));
  const auto host = authority.substr(0, authority.find(':'));
  const bool numbers = host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
  return {numbers ? std::string() : std::string(host), std::string(public_url)};
}

base::Problem refused(crypto::PasskeyRefusal why) {
  return {422, "passkey_refused", "This passkey cannot be used: " + std::string(crypto::explain(why)) + "."};
}

base::Problem passkey_not_found() { return {404, "passkey_not_found", "You have no such passkey."}; }

base::Bytes user_handle(base::TenantId tenant, base::UserId user) {
  base::Bytes out(tenant.uuid.begin(), tenant.uuid.end());
  base::append(out, user.bytes());
  return out;
}

std::string purpose_of_adding(base::UserId user) { return "add " + user.text(); }

Credential credential_of(const keys::TenantKeys& keys, base::TenantId tenant, const queries::PasskeyRow& row) {
  const auto text = keys.open(row.credential, credential_place(tenant, row.id));
  if (!text) throw std::runtime_error("a passkey's row is damaged");
  Credential out;
  base::read_json(out, base::parse_json(*text), "credential");
  return out;
}

}  // namespace

std::optional<PasskeyHolder> holder_of(base::ByteView handle) {
  constexpr std::size_t half = sizeof(base::Uuid);
  if (handle.size() != 2 * half) return std::nullopt;
  return PasskeyHolder{base::TenantId::from_bytes(handle.first(half)).value(),
                       base::UserId::from_bytes(handle.subspan(half)).value()};
}

Passkeys::Passkeys(const Parts& parts)
    : parts_(parts), party_(party_of(parts.options.public_url)), challenges_(parts.options.challenge_ttl) {}

PasskeyOffer Passkeys::offer(store::TenantTxn& txn, const User& user, std::string_view workspace) const {
  if (!possible()) {
    throw base::Problem(409, "passkeys_need_a_name",
                        "Passkeys work only where the server is reached by a name; server.public_url has an address.");
  }
  if (txn.one<std::int64_t>(queries::count_passkeys, user.id).value() >= max_passkeys) {
    throw base::Problem(409, "too_many_passkeys", "You have 20 passkeys; remove one that you do not need.");
  }
  PasskeyOffer out{.challenge = challenge_for(purpose_of_adding(user.id)),
                   .rp_id = party_.id,
                   .rp_name = "Wardroom",
                   .user_handle = base::to_base64url(user_handle(txn.tenant(), user.id)),
                   .username = user.username + " (" + std::string(workspace) + ")",
                   .display_name = user.display_name,
                   .algorithms = {crypto::passkey_algorithms.begin(), crypto::passkey_algorithms.end()},
                   .exclude = {},
                   .timeout_ms = std::chrono::milliseconds(challenges_.ttl()).count()};
  out.exclude = request(txn, user.id, "").allow;
  return out;
}

Passkey Passkeys::add(store::TenantTxn& txn, base::UserId user, std::string_view name, base::ByteView client_data,
                      base::ByteView attestation_object) const {
  const auto now = parts_.now();
  const auto challenge = crypto::challenge_of(client_data);
  if (!challenge) throw refused(crypto::PasskeyRefusal::malformed).at("body.client_data");
  if (!challenges_.is_good(*challenge, purpose_of_adding(user), now)) {
    throw base::Problem(409, "challenge_over", "This took too long; begin again.");
  }
  const auto made = crypto::check_registration(party_, *challenge, client_data, attestation_object);
  if (!made) throw refused(made.error());
  const auto hash = crypto::sha256(made->id);
  if (!challenges_.spend(*challenge, now) || txn.one<queries::PasskeyRow>(queries::passkey, hash)) {
    throw base::Problem(409, "passkey_exists", "This passkey is known already.");
  }
  const auto keys = parts_.keys.open(txn.tenant());
  const auto id = base::PasskeyId::make();
  const auto credential = base::to_json_text(
      Credential{base::to_base64url(made->id), {made->key.algorithm}, base::to_base64url(made->key.key)});
  txn.exec(queries::insert_passkey, id, user, hash,
           keys->seal(keys::Purpose::factor, credential_place(txn.tenant(), id), credential),
           keys->seal(keys::Purpose::content, name_place(txn.tenant(), id), name),
           static_cast<std::int64_t>(made->counter), made->backed_up, now);
  return {id, std::string(name), made->backed_up, now, std::nullopt};
}

Passkey Passkeys::shown(store::TenantTxn& txn, const queries::PasskeyRow& row) const {
  auto name = parts_.keys.open(txn.tenant())->open(row.name, name_place(txn.tenant(), row.id));
  if (!name) throw std::runtime_error("a passkey's row is damaged");
  return {row.id, std::move(*name), row.backed_up, row.created_at, row.last_used_at};
}

std::vector<Passkey> Passkeys::list(store::TenantTxn& txn, base::UserId user) const {
  std::vector<Passkey> out;
  for (const auto& row : txn.all<queries::PasskeyRow>(queries::passkeys_of, user)) out.push_back(shown(txn, row));
  return out;
}

void Passkeys::rename(store::TenantTxn& txn, base::UserId user, base::PasskeyId id, std::string_view name) const {
  const auto sealed = parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), id), name);
  if (txn.exec(queries::rename_passkey, user, id, sealed) == 0) throw passkey_not_found();
}

void Passkeys::remove(store::TenantTxn& txn, base::UserId user, base::PasskeyId id) const {
  if (txn.exec(queries::drop_passkey, user, id) == 0) throw passkey_not_found();
}

bool Passkeys::any(store::TenantTxn& txn, base::UserId user) const {
  return txn.one<std::int64_t>(queries::count_passkeys, user).value() > 0;
}

PasskeyRequest Passkeys::request_anybody() const {
  return {challenge_for(to_sign_in), party_.id, {}, true, std::chrono::milliseconds(challenges_.ttl()).count()};
}

PasskeyRequest Passkeys::request(store::TenantTxn& txn, base::UserId user, std::string challenge) const {
  const auto keys = parts_.keys.open(txn.tenant());
  PasskeyRequest out{std::move(challenge), party_.id, {}, false, std::chrono::milliseconds(challenges_.ttl()).count()};
  for (const auto& row : txn.all<queries::PasskeyRow>(queries::passkeys_of, user)) {
    out.allow.push_back(credential_of(*keys, txn.tenant(), row).id);
  }
  return out;
}

std::optional<std::string> Passkeys::use_challenge(const GivenPasskey& given, std::string_view purpose) const {
  auto challenge = crypto::challenge_of(given.client_data);
  const auto now = parts_.now();
  if (!challenge || !challenges_.is_good(*challenge, purpose, now) || !challenges_.spend(*challenge, now)) return {};
  return challenge;
}

std::expected<void, std::string> Passkeys::use(store::TenantTxn& txn, base::UserId user, std::string_view challenge,
                                               const GivenPasskey& given, bool must_verify) const {
  const auto row = txn.one<queries::PasskeyRow>(queries::passkey, crypto::sha256(given.credential));
  if (!row || row->user != user) return std::unexpected("an unknown passkey");
  const auto credential = credential_of(*parts_.keys.open(txn.tenant()), txn.tenant(), *row);
  const auto used = crypto::check_assertion(
      party_, challenge, {static_cast<int>(credential.algorithm.value), base::from_base64url(credential.key).value()},
      {given.client_data, given.authenticator_data, given.signature});
  if (!used) return std::unexpected("a passkey: " + std::string(crypto::explain(used.error())));
  if (must_verify && !used->verified) return std::unexpected("a passkey: it asked for no PIN, finger or face");
  const bool counts = used->counter != 0 || row->counter != 0;
  if (counts && used->counter <= row->counter)
    return std::unexpected("a passkey: its counter went back; is it a copy?");
  txn.exec(queries::used_passkey, row->id, static_cast<std::int64_t>(used->counter), used->backed_up, parts_.now());
  return {};
}

}  // namespace wardroom::identity
