// Letters to people, and the tokens in their links. A token is sealed under the workspace's key and says what it is
// for, of which address, until when; it is not stored. Any thread.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "identity/parts.h"
#include "net/rate_limit.h"

namespace wardroom::identity {

enum class LetterPurpose { join, invitation, address };
BOOST_DESCRIBE_ENUM(LetterPurpose, join, invitation, address)

struct LetterToken {
  LetterPurpose purpose{};
  std::string address;
  std::string about;  // invitation: its id; address: the user's
  std::int64_t ends_at = 0;
};
BOOST_DESCRIBE_STRUCT(LetterToken, (), (purpose, address, about, ends_at))

// Small letters, without blanks around. Problem 422 at `field` for what is no address.
std::string mail_address(std::string_view given, const std::string& field);
// Problem 422 for what is no domain in small letters.
void check_domain(std::string_view domain, const std::string& field);

class Letters {
 public:
  explicit Letters(const Parts& parts) : parts_(parts) {}

  bool possible() const { return static_cast<bool>(parts_.options.post); }
  void require_possible() const;  // Problem 409 mail_not_configured

  std::string token(base::TenantId tenant, LetterToken given) const;  // ends_at is filled in: 24 hours
  struct Read {
    base::TenantId tenant;
    LetterToken token;
  };
  // Problem 404 letter_invalid when it is none of ours, of another purpose, or has expired.
  Read read(std::string_view text, LetterPurpose purpose) const;

  // At most three letters an hour to one address of a workspace: more are dropped. False: this one was.
  bool send(base::TenantId tenant, const std::string& to, const std::string& subject, const std::string& text) const;

 private:
  const Parts& parts_;
  mutable net::RateLimiter limiter_;
};

}  // namespace wardroom::identity
