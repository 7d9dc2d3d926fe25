// What the API says about people: the described values that operations answer with.
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/permission.h"
#include "base/clock.h"
#include "base/id.h"
#include "workspace/workspace.h"

namespace wardroom::identity {

struct User {
  base::UserId id;
  std::string username;
  std::string display_name;
  access::Tier tier = access::Tier::viewer;
  bool active = false;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, username, display_name, tier, active, created_at))

struct Session {
  base::SessionId id;
  base::Timestamp created_at;
  base::Timestamp last_seen_at;
  base::Timestamp expires_at;
  std::string address;
  std::string client;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, created_at, last_seen_at, expires_at, address, client, current))

struct Invitation {
  base::InvitationId id;
  access::Tier tier = access::Tier::viewer;
  std::int64_t max_uses = 0;
  std::int64_t uses = 0;
  base::Timestamp expires_at;
  base::Timestamp created_at;
  base::UserId created_by;
  bool revoked = false;
  std::optional<std::string> address = std::nullopt;  // who may use it, once they showed that they are
  std::optional<std::string> domain = std::nullopt;   // … or whose addresses are of this domain
};
BOOST_DESCRIBE_STRUCT(Invitation, (),
                      (id, tier, max_uses, uses, expires_at, created_at, created_by, revoked, address, domain))

struct UserPage {
  std::vector<User> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(UserPage, (), (items, next))

struct SessionPage {
  std::vector<Session> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SessionPage, (), (items, next))

struct InvitationPage {
  std::vector<Invitation> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(InvitationPage, (), (items, next))

// The answer to every way of signing in. A browser's refresh token travels in the cookie only, never here.
struct Tokens {
  std::string access_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;
  std::optional<std::string> refresh_token;
  User user;
  workspace::Workspace workspace;
};
BOOST_DESCRIBE_STRUCT(Tokens, (), (access_token, token_type, expires_in, refresh_token, user, workspace))

struct Me {
  User user;
  workspace::Workspace workspace;
  std::vector<std::string> permissions;
  bool must_enrol_factor = false;  // until then nothing but one's own account is served
};
BOOST_DESCRIBE_STRUCT(Me, (), (user, workspace, permissions, must_enrol_factor))

}  // namespace wardroom::identity
