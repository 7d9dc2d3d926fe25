// What the snippets have in common.
#pragma once
#include "crypto/sealed.h"
#include "store/txn.h"

using wardroom::store::Statement;
using wardroom::store::TenantTxn;

struct ThingTag {
  static constexpr std::string_view prefix = "thing";
};
using ThingId = wardroom::base::Id<ThingTag>;
