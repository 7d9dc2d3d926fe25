// Who asks: proof that authentication happened. Only an Authenticator makes one, inside the transaction that serves the
// request, so that a session revoked or a tier taken a moment ago already counts; and webhooks/maker.h, for what
// somebody set up to go on without them.
#pragma once
#include <optional>
#include <string>

#include "access/permission.h"
#include "base/id.h"
#include "base/problem.h"
#include "crypto/hash.h"

namespace wardroom::access {

// How the request came in; known before anybody is authenticated.
struct Origin {
  std::string address;
  std::string client;  // user agent, at most 200 bytes
  std::string cookie;  // the refresh cookie's value, empty without
  bool web = false;    // a browser that keeps its refresh token in the cookie
  base::RequestId request;
};

// What a verified access token says. Not yet a Caller: the session may have ended since. Of an API key only the
// workspace is known, and the token's SHA-256, until it is looked up.
struct Credentials {
  base::TenantId tenant;
  base::UserId user;
  base::SessionId session;
  std::optional<crypto::Digest> api_key = std::nullopt;
  std::optional<crypto::Digest> jti = std::nullopt;  // SHA-256 of the access token's, which alone may be revoked
};

struct ByApiKey {
  crypto::Digest hash{};
  bool read_only = false;
};

struct Caller {
  base::TenantId tenant;
  base::UserId user;
  base::SessionId session;
  Tier tier = Tier::viewer;
  PermissionSet permissions;
  bool fresh = false;       // proved who they are a short while ago: by signing in, or by a password or factor since
  bool must_enrol = false;  // the workspace demands a second factor of this tier, and there is none yet
  std::optional<ByApiKey> api_key = std::nullopt;  // a program's, not the person themselves
  std::optional<crypto::Digest> jti = std::nullopt;

  Credentials credentials() const {
    return {tenant, user, session, api_key ? std::optional(api_key->hash) : std::nullopt, jti};
  }
  bool may(Permission p) const { return permissions.has(p); }
};

// Problem 403 that names the permission missing.
base::Problem permission_needed(Permission permission);
inline void require(const Caller& caller, Permission permission) {
  if (!caller.may(permission)) throw permission_needed(permission);
}

base::Problem refused_to_api_key();  // 403 api_key_refused

// Problem 403 step_up_required: the session is good, and too old for this. An API key never proves anything.
void require_fresh(const Caller& caller);
// Problem 403 factor_enrolment_required.
void require_enrolled(const Caller& caller);

}  // namespace wardroom::access
