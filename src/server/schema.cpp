#include "server/schema.h"

#include "audit/schema.h"
#include "chat/schema.h"
#include "groups/schema.h"
#include "identity/schema.h"
#include "keys/schema.h"
#include "scim/schema.h"
#include "sso/schema.h"
#include "webhooks/schema.h"
#include "workspace/schema.h"

namespace wardroom::server {

std::vector<store::SchemaPart> whole_schema() {
  return {keys::schema(),
          audit::schema(),
          workspace::schema(),
          identity::schema(),
          identity::factor_schema(),
          identity::api_key_schema(),
          identity::passkey_schema(),
          identity::address_schema(),
          identity::recovery_schema(),
          identity::role_schema(),
          groups::schema(),
          sso::schema(),
          scim::schema(),
          chat::schema(),
          chat::search_schema(),
          webhooks::schema()};
}

std::vector<keys::SealedColumn> all_sealed_columns(chat::ShredKeys& shred_keys) {
  std::vector<keys::SealedColumn> all;
  for (auto part : {keys::sealed_columns(), audit::sealed_columns(), workspace::sealed_columns(),
                    identity::sealed_columns(), groups::sealed_columns(), sso::sealed_columns(), scim::sealed_columns(),
                    chat::sealed_columns(shred_keys), webhooks::sealed_columns()}) {
    std::ranges::move(part, std::back_inserter(all));
  }
  return all;
}

}  // namespace wardroom::server
