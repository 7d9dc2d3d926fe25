// Input types that several of this room's operations share.
#pragma once
#include <boost/describe/class.hpp>

#include "base/id.h"
#include "base/text.h"

namespace wardroom::identity {

using Name = base::Text<1, 80>;
using Username = base::Text<1, 64>;  // what is a username is said by check_username; more is refused before that
using Password = base::SecretText<1, 256>;
using Token = base::SecretText<1, 256>;
using Slug = base::Text<1, 64>;
using MailAddress = base::Text<1, 254>;
using LetterText = base::SecretText<1, 2048>;  // the token of a letter
using Limit = base::Bounded<1, 200>;

struct OneUser {
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(OneUser, (), (user))

inline constexpr int page_size = 50;

}  // namespace wardroom::identity
