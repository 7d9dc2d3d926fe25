#include "identity/factors.h"

#include <algorithm>
#include <stdexcept>

#include "access/holding.h"
#include "base/secret.h"
#include "crypto/random.h"
#include "crypto/totp.h"
#include "identity/factor_queries.h"
#include "identity/queries.h"
#include "identity/rows.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t recovery_code_count = 10;
constexpr std::size_t code_letters = 10;  // of 5 bits each
// Crockford's base 32: nothing that is read for something else.
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

keys::Place secret_place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "totp", "secret_sealed", user.bytes()};
}
keys::Place codes_place(const base::TenantId& tenant, const base::UserId& user) {
  return {tenant, "recovery_codes", "codes_sealed", user.bytes()};
}

std::string new_code() {
  std::string code;
  for (const auto byte : crypto::random_bytes(code_letters)) {
    if (code.size() == code_letters / 2) code.push_back('-');
    code.push_back(alphabet[byte % alphabet.size()]);
  }
  return code;
}

// As people write it down: capitals, blanks, with or without the hyphen, o for 0, i and l for 1.
std::string plain_code(std::string_view text) {
  std::string out;
  for (const char given : text) {
    if (given == ' ' || given == '-') continue;
    const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
    out.push_back(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
  }
  return out;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ') out.push_back(c);
  }
  return out;
}

base::Bytes opened(const keys::TenantKeys& keys, const crypto::Sealed<std::string>& sealed, const keys::Place& place) {
  auto text = keys.open(sealed, place);
  if (!text) throw std::runtime_error("a second factor's row is damaged");
  const auto bytes = base::as_bytes(*text);
  base::Bytes out(bytes.begin(), bytes.end());
  base::wipe(*text);
  return out;
}

}  // namespace

FactorState Factors::state(store::TenantTxn& txn, base::UserId user) const {
  return {has_totp(txn, user), static_cast<std::int64_t>(code_hashes(txn, user).size() / sizeof(crypto::Digest)),
          passkeys_.list(txn, user), passkeys_.possible()};
}

bool Factors::has(store::TenantTxn& txn, base::UserId user) const {
  return txn.one<base::Timestamp>(queries::factor_since, user).has_value();
}

std::vector<std::string> Factors::kinds(store::TenantTxn& txn, base::UserId user) const {
  std::vector<std::string> out;
  if (passkeys_.any(txn, user)) out.emplace_back("passkey");
  if (has_totp(txn, user)) out.emplace_back("totp");
  if (!code_hashes(txn, user).empty()) out.emplace_back("recovery_code");
  return out;
}

void Factors::settle(store::TenantTxn& txn, base::UserId user) const {
  if (has_totp(txn, user) || passkeys_.any(txn, user)) {
    txn.exec(queries::hold_factor, user, parts_.now());
  } else {
    txn.exec(queries::drop_holder, user);
    txn.exec(queries::drop_recovery_codes, user);
  }
}

bool Factors::has_totp(store::TenantTxn& txn, base::UserId user) const {
  const auto row = txn.one<queries::TotpRow>(queries::totp, user);
  return row && row->confirmed_at;
}

TotpBegun Factors::begin_totp(store::TenantTxn& txn, base::UserId user, std::string_view issuer,
                              std::string_view account) const {
  if (has_totp(txn, user)) {
    throw base::Problem(409, "factor_exists", "There is an authenticator app already; remove it first.");
  }
  auto secret = crypto::random_bytes(crypto::totp_secret_size);
  txn.exec(queries::put_totp, user,
           parts_.keys.open(txn.tenant())
               ->seal(keys::Purpose::factor, secret_place(txn.tenant(), user), base::as_text(secret)),
           parts_.now());
  TotpBegun begun{crypto::base32(secret), crypto::totp_uri(issuer, account, secret)};
  base::wipe(secret);
  return begun;
}

RecoveryCodes Factors::confirm_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const {
  const auto row = txn.one<queries::TotpRow>(queries::totp, user);
  if (!row || row->confirmed_at) {
    throw base::Problem(409, "nothing_begun", "Begin with a new authenticator app first.");
  }
  if (!use_totp(txn, user, code)) {
    throw base::Problem(422, "wrong_code",
                        "This is not the app's code of now. Check the clocks of both devices and enter the newest one.")
        .at("body.code");
  }
  txn.exec(queries::confirm_totp, user, parts_.now());
  settle(txn, user);
  return new_recovery_codes(txn, user);
}

AddedPasskey Factors::add_passkey(store::TenantTxn& txn, base::UserId user, std::string_view name,
                                  base::ByteView client_data, base::ByteView attestation_object) const {
  const bool is_first = !has(txn, user);
  AddedPasskey out{passkeys_.add(txn, user, name, client_data, attestation_object), std::nullopt};
  settle(txn, user);
  if (is_first) out.codes = new_recovery_codes(txn, user).codes;
  return out;
}

bool Factors::remove_totp(store::TenantTxn& txn, base::UserId user) const {
  const bool there_was = has_totp(txn, user);
  txn.exec(queries::drop_totp, user);
  settle(txn, user);
  return there_was;
}

void Factors::remove_passkey(store::TenantTxn& txn, base::UserId user, base::PasskeyId id) const {
  passkeys_.remove(txn, user, id);
  settle(txn, user);
}

void Factors::remove_all(store::TenantTxn& txn, base::UserId user) const {
  txn.exec(queries::drop_totp, user);
  txn.exec(queries::drop_passkeys, user);
  settle(txn, user);
}

RecoveryCodes Factors::new_recovery_codes(store::TenantTxn& txn, base::UserId user) const {
  if (!has(txn, user)) throw base::Problem(409, "no_factor", "Set up an authenticator app or a passkey first.");
  RecoveryCodes out;
  base::Bytes hashes;
  while (out.codes.size() < recovery_code_count) {
    out.codes.push_back(new_code());
    base::append(hashes, crypto::sha256(std::string_view(plain_code(out.codes.back()))));
  }
  put_code_hashes(txn, user, hashes);
  return out;
}

FactorUse Factors::use(store::TenantTxn& txn, base::UserId user, const FactorAnswer& given) const {
  if (!has(txn, user)) return {};
  if (!given.passkey) return {use_code(txn, user, given.code.value_or("")), {}};
  const auto used = passkeys_.use(txn, user, given.challenge, *given.passkey, false);
  return used ? FactorUse{UsedFactor::passkey, {}} : FactorUse{UsedFactor::none, used.error()};
}

UsedFactor Factors::use_code(store::TenantTxn& txn, base::UserId user, std::string_view code) const {
  if (has_totp(txn, user) && use_totp(txn, user, code)) return UsedFactor::totp;
  return use_recovery_code(txn, user, code) ? UsedFactor::recovery_code : UsedFactor::none;
}

bool Factors::use_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const {
  const auto row = txn.one<queries::TotpRow>(queries::totp, user);
  if (!row) return false;
  auto secret = opened(*parts_.keys.open(txn.tenant()), row->secret, secret_place(txn.tenant(), user));
  const auto step = crypto::totp_step_of(secret, digits_of(code), parts_.now().ms / 1000, row->last_step);
  base::wipe(secret);
  return step && txn.exec(queries::use_totp_step, user, *step) > 0;
}

bool Factors::use_recovery_code(store::TenantTxn& txn, base::UserId user, std::string_view code) const {
  const auto wanted = crypto::sha256(std::string_view(plain_code(code)));
  const auto hashes = code_hashes(txn, user);
  base::Bytes left;
  for (std::size_t at = 0; at + wanted.size() <= hashes.size(); at += wanted.size()) {
    const auto one = base::ByteView(hashes).subspan(at, wanted.size());
    if (!base::equal_secret(one, wanted)) base::append(left, one);
  }
  if (left.size() == hashes.size()) return false;
  put_code_hashes(txn, user, left);
  return true;
}

base::Bytes Factors::code_hashes(store::TenantTxn& txn, base::UserId user) const {
  const auto sealed = txn.one<crypto::Sealed<std::string>>(queries::recovery_codes, user);
  if (!sealed) return {};
  return opened(*parts_.keys.open(txn.tenant()), *sealed, codes_place(txn.tenant(), user));
}

void Factors::put_code_hashes(store::TenantTxn& txn, base::UserId user, base::ByteView hashes) const {
  txn.exec(queries::put_recovery_codes, user,
           parts_.keys.open(txn.tenant())
               ->seal(keys::Purpose::factor, codes_place(txn.tenant(), user), base::as_text(hashes)),
           parts_.now());
}

std::optional<access::Tier> Factors::required_from(store::TenantTxn& txn) const {
  const auto name = txn.one<std::string>(queries::factor_policy);
  return name ? access::tier_from(*name) : std::nullopt;
}

bool Factors::demanded_of(store::TenantTxn& txn, const User& user) const {
  const auto from = required_from(txn);
  if (!from || has(txn, user.id)) return false;
  const auto row = txn.one<HoldingRow>(queries::holding, user.id).value();
  return access::holding_of(row.tier, row.granted).standing() >= *from;
}

void Factors::require_from(store::TenantTxn& txn, std::optional<access::Tier> tier) const {
  if (tier) {
    txn.exec(queries::put_factor_policy, std::string(access::name(*tier)));
  } else {
    txn.exec(queries::drop_factor_policy);
  }
}

std::vector<base::UserId> Factors::people_without(store::TenantTxn& txn, access::Tier from) const {
  std::vector<base::UserId> out;
  for (const auto& row : txn.all<queries::UnprotectedRow>(queries::people_without_factor)) {
    if (access::holding_of(row.tier, row.granted).standing() >= from) out.push_back(row.id);
  }
  return out;
}

}  // namespace wardroom::identity
