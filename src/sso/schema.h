// The tables of single sign-on.
#pragma once
#include <vector>

#include "keys/sealed_column.h"
#include "store/schema.h"

namespace wardroom::sso {

store::SchemaPart schema();
std::vector<keys::SealedColumn> sealed_columns();

}  // namespace wardroom::sso
