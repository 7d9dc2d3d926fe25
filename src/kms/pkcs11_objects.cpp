#include "kms/pkcs11_objects.h"

#include <algorithm>

namespace wardroom::kms {

std::expected<std::vector<CK_OBJECT_HANDLE>, CK_RV> find_objects(CK_FUNCTION_LIST& token, CK_SESSION_HANDLE session,
                                                                 std::span<CK_ATTRIBUTE> wanted) {
  if (const auto rv = token.C_FindObjectsInit(session, wanted.data(), wanted.size()); rv != CKR_OK) {
    return std::unexpected(rv);
  }
  std::vector<CK_OBJECT_HANDLE> found(2);
  CK_ULONG count = 0;
  const auto rv = token.C_FindObjects(session, found.data(), found.size(), &count);
  token.C_FindObjectsFinal(session);
  if (rv != CKR_OK) return std::unexpected(rv);
  found.resize(std::min<std::size_t>(count, found.size()));
  return found;
}

}  // namespace wardroom::kms
