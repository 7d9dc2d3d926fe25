// Input types that several of this room's operations share.
#pragma once
#include <boost/describe/class.hpp>

#include "base/id.h"

namespace wardroom::groups {

struct OneGroup {
  base::GroupId group;
};
BOOST_DESCRIBE_STRUCT(OneGroup, (), (group))

struct OneGroupMember {
  base::GroupId group;
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(OneGroupMember, (), (group, user))

inline std::string target_of(const OneGroupMember& in) { return in.group.text() + " " + in.user.text(); }

}  // namespace wardroom::groups
