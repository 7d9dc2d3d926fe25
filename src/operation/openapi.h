// Documents made from the declarations: the OpenAPI 3.1 description and the permission matrix (docs/permissions.md).
#pragma once
#include <string>

#include "operation/registry.h"

namespace wardroom::operation {

std::string openapi_json(const Registry& registry, std::string_view version);
std::string permissions_markdown(const Registry& registry);

}  // namespace wardroom::operation
