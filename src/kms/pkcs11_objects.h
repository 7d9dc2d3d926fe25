// Looking for a token's objects by their attributes. Hold module().in_use() meanwhile.
#pragma once
#include <p11-kit/pkcs11.h>

#include <expected>
#include <span>
#include <vector>

namespace wardroom::kms {

// At most two: whether there is one, and whether it is the only one, is all that anybody asks.
std::expected<std::vector<CK_OBJECT_HANDLE>, CK_RV> find_objects(CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session,
                                                                 std::span<CK_ATTRIBUTE> wanted);

}  // namespace wardroom::kms
