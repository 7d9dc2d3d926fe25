#include "access/grant.h"
#include "base/json.h"
#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/records.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct LoginInput {
  base::Text<1, 64> workspace;
  Username username;
  Password password;
};
BOOST_DESCRIBE_STRUCT(LoginInput, (), (workspace, username, password))

struct RefreshInput {
  std::optional<Token> refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshInput, (), (refresh_token))

struct ListSessions {
  std::optional<base::SessionId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListSessions, (), (after, limit))

struct OneSession {
  base::SessionId session;
};
BOOST_DESCRIBE_STRUCT(OneSession, (), (session))

struct Ticket {
  std::string ticket;
  std::int64_t expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(Ticket, (), (ticket, expires_in))

constexpr Operation<LoginInput, Tokens> login{
    .name = "auth.login",
    .method = Method::post,
    .path = "/auth/login",
    .summary = "Sign in with workspace, username and password",
    .policy = Policy<LoginInput>::anyone("this is how one signs in"),
    .rate = Rate::authentication,
    .audited = Audited::as("auth.login"),
};

constexpr Operation<RefreshInput, Tokens> refresh{
    .name = "auth.refresh",
    .method = Method::post,
    .path = "/auth/refresh",
    .summary = "Take new tokens for a refresh token, which is used up; browsers send it in their cookie",
    .policy = Policy<RefreshInput>::anyone("the refresh token is the right"),
    .rate = Rate::writing,
    .audited = Audited::no("continues a session; its reuse is recorded as token.reuse_detected"),
};

constexpr Operation<Empty, Empty> logout{
    .name = "auth.logout",
    .method = Method::post,
    .path = "/auth/logout",
    .summary = "End this session",
    .policy = Policy<Empty>::self(),
    .rate = Rate::writing,
    .audited = Audited::as("auth.logout"),
};

struct RevokeToken {
  base::SecretText<1, crypto::max_access_token_size> token;
};
BOOST_DESCRIBE_STRUCT(RevokeToken, (), (token))

constexpr Operation<RevokeToken, Empty> revoke_token{
    .name = "auth.token.revoke",
    .method = Method::post,
    .path = "/auth/token/revoke",
    .summary = "Void one access token before its time; its session goes on. Answers alike for what is none (RFC 7009)",
    .policy = Policy<RevokeToken>::anyone("whoever has a token may void it"),
    .rate = Rate::writing,
    .audited = Audited::as("token.revoked"),
};

constexpr Operation<ListSessions, SessionPage> list{
    .name = "session.list",
    .method = Method::get,
    .path = "/me/sessions",
    .summary = "One's own open sessions",
    .policy = Policy<ListSessions>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneSession, Empty> revoke{
    .name = "session.revoke",
    .method = Method::delete_,
    .path = "/me/sessions/{session}",
    .summary = "End one of one's own sessions",
    .policy = Policy<OneSession>::self(),
    .rate = Rate::writing,
    .audited = Audited::as("session.revoked"),
};

struct ListSessionsOf {
  base::UserId user;
  std::optional<base::SessionId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListSessionsOf, (), (user, after, limit))

struct OneSessionOf {
  base::UserId user;
  base::SessionId session;
};
BOOST_DESCRIBE_STRUCT(OneSessionOf, (), (user, session))

constexpr Operation<ListSessionsOf, SessionPage> list_of{
    .name = "user.sessions",
    .method = Method::get,
    .path = "/users/{user}/sessions",
    .summary = "A person's open sessions, of somebody who holds no more than oneself",
    .policy = Policy<ListSessionsOf>::needs(access::Permission::manage_users),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneSessionOf, Empty> revoke_of{
    .name = "user.session.revoke",
    .method = Method::delete_,
    .path = "/users/{user}/sessions/{session}",
    .summary = "End one of a person's sessions",
    .policy = Policy<OneSessionOf>::needs(access::Permission::manage_users),
    .rate = Rate::writing,
    .audited = Audited::as("session.revoked"),
};

constexpr Operation<Empty, Ticket> ticket{
    .name = "realtime.ticket",
    .method = Method::post,
    .path = "/realtime/tickets",
    .summary = "A one-time ticket for a WebSocket at /api/v1/realtime?ticket=",
    .policy = Policy<Empty>::self().for_programs(),
    .rate = Rate::writing,
    .audited = Audited::no("lives for 30 seconds in memory"),
};

// Whose sessions an administrator looks at: somebody who holds no more than they do.
void require_reach(const Identity& identity, Call& call, base::UserId user) {
  identity.directory().get(call.txn, user);  // there is one
  access::require_grant(call.caller, identity.directory().held_by(call.txn, user));
}

base::Problem session_ended() { return {401, "session_ended", "Your session has ended; sign in again."}; }

std::string token_of(const AsyncCall<Tokens>& call, const RefreshInput& in) {
  if (in.refresh_token) return in.refresh_token->value;
  return call.origin.web ? call.origin.cookie : std::string();
}

void void_token(Identity& identity, const std::string& token, const access::Origin& origin) {
  access::Credentials credentials;
  try {
    credentials = identity.authenticator().verify(token);
  } catch (const base::Problem&) {
    return;  // nothing to void
  }
  if (!credentials.jti) return;
  identity.parts().store.write_now(credentials.tenant, [&](store::TenantTxn& txn) {
    identity.sessions().revoke_token(txn, credentials);
    auto entry = record_of("token.revoked", origin, credentials.user, credentials.session);
    entry.target = credentials.user.text();
    identity.parts().audit.append(txn, entry);
  });
}

// None: the session has ended.
std::optional<SignedIn> refresh_in(const Identity& identity, store::TenantTxn& txn, const crypto::Digest& hash,
                                   const access::Origin& origin) {
  auto refreshed = identity.sessions().refresh(txn, hash, origin);
  if (refreshed.outcome == Refresh::reused) {
    identity.parts().audit.append(txn, record_of("token.reuse_detected", origin, refreshed.user, refreshed.session));
  }
  if (refreshed.outcome != Refresh::refreshed) return std::nullopt;  // no throw: what reuse ended stays ended
  return SignedIn{Directory(identity.parts().keys).get(txn, refreshed.user),
                  identity.parts().workspaces.current(txn),
                  {refreshed.session, std::move(refreshed.refresh_token)}};
}

// Signs first: where the signing key does not answer, the refresh token is not used up, and nobody is logged out.
operation::Answer refreshed(Identity& identity, const TenantToken& token, const access::Origin& origin) {
  auto& store = identity.parts().store;
  const auto owner =
      store.read_now(token.tenant, [&](store::TenantTxn& txn) { return Sessions::owner(txn, token.hash); });
  if (!owner) throw session_ended();
  auto access_token = identity.signing_keys().sign({token.tenant, owner->user, owner->session});
  auto signed_in = store.write_now(
      token.tenant, [&](store::TenantTxn& txn) { return refresh_in(identity, txn, token.hash, origin); });
  if (!signed_in) throw session_ended();
  return identity.sign_in().answer(std::move(*signed_in), std::move(access_token), origin);
}

void run_refresh(Identity& identity, AsyncCall<Tokens> given, const RefreshInput& in) {
  const auto parsed = parse_tenant_token(TokenKind::refresh, token_of(given, in));
  if (!parsed || !identity.parts().store.exists(parsed->tenant)) throw session_ended();
  identity.signing_pool().answer(std::move(given), [&identity, token = *parsed](const AsyncCall<Tokens>& asked) {
    return refreshed(identity, token, asked.origin);
  });
}

void run_logout(const Identity& identity, AsyncCall<Empty> given) {
  const auto caller = *given.caller;
  auto call = std::make_shared<AsyncCall<Empty>>(std::move(given));
  identity.parts().store.write(
      caller.tenant,
      [&identity, caller, call](store::TenantTxn& txn) {
        if (!identity.sessions().revoke(txn, caller.user, caller.session)) return;
        identity.parts().audit.append(txn, record_of("auth.logout", call->origin, caller.user, caller.session));
      },
      [call](std::exception_ptr error) {
        if (error) return call->fail(std::move(error));
        operation::Headers headers;
        if (call->origin.web) headers.emplace_back("Set-Cookie", cleared_refresh_cookie());
        call->reply({}, std::move(headers));
      });
}

}  // namespace

void declare_sessions(operation::Registry& registry, Identity& identity) {
  registry.async(login, [&identity](AsyncCall<Tokens> call, LoginInput in) {
    const auto workspace = in.workspace.value;
    identity.pool().answer_for(
        workspace, std::move(call), [&identity, in = std::move(in)](const AsyncCall<Tokens>& asked) {
          return identity.sign_in().login(in.workspace.value, in.username.value, in.password.value, asked.origin);
        });
  });
  registry.async(refresh, [&identity](AsyncCall<Tokens> call, const RefreshInput& in) {
    run_refresh(identity, std::move(call), in);
  });
  registry.async(logout, [&identity](AsyncCall<Empty> call, const Empty&) { run_logout(identity, std::move(call)); });
  registry.async(revoke_token, [&identity](AsyncCall<Empty> call, RevokeToken in) {
    identity.signing_pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      void_token(identity, in.token.value, asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
  registry.reads(list, [&identity](Call& call, const ListSessions& in) {
    return identity.sessions().list(call.txn, call.caller.user, call.caller.session, in.after,
                                    in.limit ? static_cast<int>(in.limit->value) : page_size);
  });
  registry.writes(revoke, [&identity](Call& call, const OneSession& in) {
    call.target = in.session.text();
    if (!identity.sessions().revoke(call.txn, call.caller.user, in.session)) {
      throw base::Problem(404, "session_not_found", "You have no open session of this id.");
    }
    return Empty{};
  });
  registry.reads(list_of, [&identity](Call& call, const ListSessionsOf& in) {
    require_reach(identity, call, in.user);
    return identity.sessions().list(call.txn, in.user, call.caller.session, in.after,
                                    in.limit ? static_cast<int>(in.limit->value) : page_size);
  });
  registry.writes(revoke_of, [&identity](Call& call, const OneSessionOf& in) {
    require_reach(identity, call, in.user);
    call.target = in.user.text() + " " + in.session.text();
    if (!identity.sessions().revoke(call.txn, in.user, in.session)) {
      throw base::Problem(404, "session_not_found", "They have no open session of this id.");
    }
    return Empty{};
  });
  registry.reads(ticket, [&identity](Call& call, const Empty&) {
    access::require_enrolled(call.caller);  // a socket is told of everything, not of one's own account alone
    return Ticket{identity.tickets().issue(call.caller.credentials(), call.origin.address),
                  identity.tickets().ttl().count()};
  });
}

}  // namespace wardroom::identity
