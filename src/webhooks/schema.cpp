#include "webhooks/schema.h"

namespace wardroom::webhooks {

store::SchemaPart schema() {
  return {.room = "webhooks",
          .version = 1,
          .sql =
#include "webhooks/schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"outgoing_webhooks", "config_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"outgoing_webhooks", "failure_sealed", keys::IdKey<"id">>()};
}

}  // namespace wardroom::webhooks
