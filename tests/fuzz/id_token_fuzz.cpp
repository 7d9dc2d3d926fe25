// rooms: sso
// The input as a token of a provider whose keys are known, and as a key set: nothing is signed, so nothing is believed.
#include <cstdlib>

#include "sso/failure.h"
#include "sso/token.h"

using namespace wardroom;

namespace {

constexpr std::string_view keys =
    R"({"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  try {
    sso::verified_claims(input, keys);
    std::abort();
  } catch (const sso::Failure&) {
  }
  try {
    // RFC 7515, appendix A.3: signed by a key that the input may hold.
    sso::verified_claims(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
        "cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        input);
  } catch (const sso::Failure&) {
  }
  return 0;
}
