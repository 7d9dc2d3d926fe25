#include "chat/notice.h"

#include "base/bytes.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t header_size = 1 + 3 * 16 + 8;

}  // namespace

std::string encode(const Notice& notice) {
  std::string out;
  out.reserve(header_size + notice.json.size());
  out.push_back(static_cast<char>(notice.kind));
  out += base::as_text(notice.channel.bytes());
  out += base::as_text(notice.user.bytes());
  out += base::as_text(notice.session.bytes());
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(static_cast<std::uint64_t>(notice.seq) >> shift));
  out += notice.json;
  return out;
}

std::optional<Notice> decode_notice(std::string_view payload) {
  if (payload.size() < header_size) return std::nullopt;
  const auto bytes = base::as_bytes(payload);
  const auto kind = static_cast<Notice::Kind>(bytes[0]);
  if (kind < Notice::Kind::event || kind > Notice::Kind::to_tenant) return std::nullopt;
  return Notice{kind,
                *base::ChannelId::from_bytes(bytes.subspan(1, 16)),
                *base::UserId::from_bytes(bytes.subspan(17, 16)),
                *base::SessionId::from_bytes(bytes.subspan(33, 16)),
                static_cast<std::int64_t>(base::read_u64(bytes.subspan(49, 8))),
                payload.substr(header_size)};
}

}  // namespace wardroom::chat
