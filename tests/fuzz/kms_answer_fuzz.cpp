// rooms: kms
// Any bytes as what Vault or AWS KMS answers: a key comes only out of a good answer, never out of a status of failure.
#include <cstdlib>

#include "kms/aws_wire.h"
#include "kms/vault_wire.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static constexpr int statuses[] = {200, 204, 307, 400, 403, 404, 429, 500, 503};
  const int status = statuses[data[0] % std::size(statuses)];
  const auto body = base::as_text({data + 1, size - 1});
  const auto encrypted = kms::vault::read_encrypted(status, body);
  if (encrypted && (status != 200 || !kms::vault::is_ciphertext(*encrypted))) std::abort();
  const auto decrypted = kms::vault::read_decrypted(status, body);
  if (decrypted && status != 200) std::abort();
  static_cast<void>(kms::vault::read_key(status, body));
  const auto blob = kms::aws::read_encrypted(status, body);
  if (blob && (status != 200 || blob->size() > kms::aws::max_ciphertext)) std::abort();
  if (kms::aws::read_decrypted(status, body) && status != 200) std::abort();
  if (kms::aws::read_described(status, body) && status != 200) std::abort();
  if (!encrypted && encrypted.error().reason.size() > 2000) std::abort();
  return 0;
}
