// Typed ids: TypeIDs (prefix + "_" + 26 characters of Crockford base32) over UUIDv7 (RFC 9562). Each kind of thing has
// its own type, so that a channel's id cannot be passed for a user's. Sorting ids sorts by creation time.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace wardroom::base {

using Uuid = std::array<std::uint8_t, 16>;

Uuid uuid_v7();  // monotonic within a process, safe from any thread
std::string typeid_text(std::string_view prefix, const Uuid& uuid);
std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text);

template <typename Tag>
struct Id {
  Uuid uuid{};
  static constexpr std::string_view prefix = Tag::prefix;
  static Id make() { return {uuid_v7()}; }
  static std::optional<Id> parse(std::string_view text) {
    if (const auto uuid = parse_typeid(prefix, text)) return Id{*uuid};
    return std::nullopt;
  }
  static std::optional<Id> from_bytes(ByteView b) {
    if (b.size() != 16) return std::nullopt;
    Id id;
    std::copy(b.begin(), b.end(), id.uuid.begin());
    return id;
  }
  std::string text() const { return typeid_text(prefix, uuid); }
  ByteView bytes() const { return uuid; }
  auto operator<=>(const Id&) const = default;
};

// NOLINTBEGIN(bugprone-macro-parentheses): a name is declared
#define WARDROOM_ID(Name, Prefix)                      \
  struct Name##Tag {                                   \
    static constexpr std::string_view prefix = Prefix; \
  };                                                   \
  using Name = ::wardroom::base::Id<Name##Tag>

// NOLINTEND(bugprone-macro-parentheses)

WARDROOM_ID(TenantId, "ws");
WARDROOM_ID(UserId, "usr");
WARDROOM_ID(SessionId, "ses");
WARDROOM_ID(InvitationId, "inv");
WARDROOM_ID(ApiKeyId, "key");
WARDROOM_ID(PasskeyId, "pky");
WARDROOM_ID(RoleId, "rol");
WARDROOM_ID(GroupId, "grp");
WARDROOM_ID(FeedId, "fed");
WARDROOM_ID(SsoProviderId, "sso");
WARDROOM_ID(ScimTokenId, "sct");
WARDROOM_ID(ScimGroupId, "scg");
WARDROOM_ID(ChannelId, "chn");
WARDROOM_ID(MessageId, "msg");
WARDROOM_ID(BotId, "bot");
WARDROOM_ID(WebhookId, "whk");
WARDROOM_ID(RequestId, "req");
WARDROOM_ID(ShredKeyId, "shk");
WARDROOM_ID(AuditEntryId, "aud");

// The platform is a tenant of its own with this reserved id (all zero).
inline constexpr TenantId platform_tenant{};

}  // namespace wardroom::base

template <typename Tag>
struct std::hash<wardroom::base::Id<Tag>> {
  std::size_t operator()(const wardroom::base::Id<Tag>& id) const noexcept {
    std::size_t h = 0;
    for (std::size_t i = 8; i < 16; ++i) h = h << 8 | id.uuid[i];  // the random half of a UUIDv7
    return h;
  }
};
