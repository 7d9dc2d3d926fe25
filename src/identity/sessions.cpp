#include "identity/sessions.h"

#include <algorithm>

#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/token_text.h"

namespace wardroom::identity {

std::string Sessions::new_refresh_token(store::TenantTxn& txn, base::SessionId session, base::Timestamp now) const {
  auto token = new_tenant_token(TokenKind::refresh, txn.tenant());
  txn.exec(queries::insert_refresh_token, token_hash(token), session, now);
  return token;
}

base::Timestamp Sessions::end_of(base::Timestamp created_at) const {
  return std::min(parts_.now() + parts_.options.session_ttl, created_at + parts_.options.session_limit);
}

void Sessions::tell_ended(store::TenantTxn& txn, base::SessionId session) const {
  txn.on_commit([this, tenant = txn.tenant(), session] {
    if (parts_.listener.session_ended) parts_.listener.session_ended(tenant, session);
  });
}

Opened Sessions::open(store::TenantTxn& txn, base::UserId user, const access::Origin& origin) const {
  const auto now = parts_.now();
  const auto id = base::SessionId::make();
  txn.exec(queries::insert_session, id, user, now, end_of(now), origin.address, origin.client);
  return {id, new_refresh_token(txn, id, now)};
}

std::optional<Sessions::Owner> Sessions::owner(store::TenantTxn& txn, const crypto::Digest& token) {
  const auto row = txn.one<RefreshRow>(queries::refresh_token, token);
  if (!row) return std::nullopt;
  return Owner{row->user, row->session};
}

Refreshed Sessions::refresh(store::TenantTxn& txn, const crypto::Digest& token, const access::Origin& origin) const {
  const auto row = txn.one<RefreshRow>(queries::refresh_token, token);
  if (!row) return {};
  const auto now = parts_.now();
  Refreshed out{Refresh::ended, row->session, row->user, {}};
  // The limit counts also when it was shortened since the session was extended.
  const bool over = row->expires_at <= now || row->created_at + parts_.options.session_limit <= now;
  if (row->revoked_at || over || !row->active) return out;
  if (row->used_at) {
    const bool newer_used = txn.one<std::int64_t>(queries::used_since, row->session, *row->used_at).value() > 0;
    if (newer_used || *row->used_at + parts_.options.refresh_grace < now) {
      revoke(txn, row->user, row->session);
      out.outcome = Refresh::reused;
      return out;
    }
  }
  txn.exec(queries::forget_used_tokens, row->session, now - parts_.options.session_ttl);
  // What a lost answer brought counts as used when its predecessor was: the same retry may get lost, or come from
  // several tabs, more than once.
  txn.exec(queries::use_up_family, row->session, row->used_at.value_or(now));
  txn.exec(queries::extend_session, row->session, now, end_of(row->created_at), origin.address, origin.client);
  out.refresh_token = new_refresh_token(txn, row->session, now);
  out.outcome = Refresh::refreshed;
  return out;
}

SessionPage Sessions::list(store::TenantTxn& txn, base::UserId user, base::SessionId current,
                           std::optional<base::SessionId> after, int limit) const {
  auto rows =
      txn.all<SessionRow>(queries::open_sessions, user, after.value_or(base::SessionId{}), parts_.now(), limit + 1);
  SessionPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  for (const auto& row : rows) {
    page.items.push_back(
        {row.id, row.created_at, row.last_seen_at, row.expires_at, row.address, row.client, row.id == current});
  }
  return page;
}

bool Sessions::revoke(store::TenantTxn& txn, base::UserId user, base::SessionId session) const {
  if (txn.exec(queries::revoke_session, session, user, parts_.now()) == 0) return false;
  tell_ended(txn, session);
  return true;
}

std::int64_t Sessions::revoke_all(store::TenantTxn& txn, base::UserId user,
                                  std::optional<base::SessionId> except) const {
  const auto ended =
      txn.all<base::SessionId>(queries::revoke_sessions_but, user, except.value_or(base::SessionId{}), parts_.now());
  for (const auto session : ended) tell_ended(txn, session);
  return static_cast<std::int64_t>(ended.size());
}

std::int64_t Sessions::sweep(store::TenantTxn& txn, std::chrono::seconds keep) const {
  const auto now = parts_.now();
  for (const auto session : txn.all<base::SessionId>(queries::end_expired_sessions, now)) tell_ended(txn, session);
  return txn.exec(queries::forget_sessions, now - keep);
}

void Sessions::revoke_token(store::TenantTxn& txn, const access::Credentials& credentials) const {
  txn.exec(queries::revoke_token, credentials.jti.value(), parts_.now() + parts_.options.access_ttl);
  txn.exec(queries::mark_session, credentials.session);
  tell_ended(txn, credentials.session);
}

}  // namespace wardroom::identity
