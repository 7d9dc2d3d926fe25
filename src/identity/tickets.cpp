#include "identity/tickets.h"

#include "crypto/hash.h"
#include "crypto/random.h"

namespace wardroom::identity {
namespace {

std::string hash_of(std::string_view ticket) {
  const auto digest = crypto::sha256(base::as_bytes(ticket));
  return std::string(base::as_text(digest));
}

}  // namespace

void Tickets::drop_old(base::Timestamp now) {
  while (!order_.empty() && (order_.front().first <= now || by_hash_.size() >= max_tickets)) {
    by_hash_.erase(order_.front().second);
    order_.pop_front();
  }
}

std::string Tickets::issue(const access::Credentials& credentials, std::string_view address, base::Timestamp now) {
  auto ticket = crypto::random_token();
  auto hash = hash_of(ticket);
  const std::lock_guard lock(mutex_);
  drop_old(now);
  order_.emplace_back(now + ttl_, hash);
  by_hash_.emplace(std::move(hash), Issued{credentials, std::string(address), now + ttl_});
  return ticket;
}

std::optional<access::Credentials> Tickets::redeem(std::string_view ticket, std::string_view address,
                                                   base::Timestamp now) {
  const auto hash = hash_of(ticket);
  const std::lock_guard lock(mutex_);
  const auto at = by_hash_.find(hash);
  if (at == by_hash_.end()) return std::nullopt;
  const auto issued = std::move(at->second);
  by_hash_.erase(at);  // single use, also for who comes from the wrong address
  if (issued.expires_at <= now || issued.address != address) return std::nullopt;
  return issued.credentials;
}

}  // namespace wardroom::identity
