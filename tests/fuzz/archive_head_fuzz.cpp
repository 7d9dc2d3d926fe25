// rooms: lifecycle
// The input as the head of a workspace's archive: what is read is read again from what is written of it.
#include <cstdlib>

#include "lifecycle/archive_head.h"

using namespace wardroom;

namespace {

lifecycle::ArchiveHead read(base::ByteView bytes) {
  return lifecycle::read_head([bytes](std::span<std::uint8_t> out) mutable {
    const auto count = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), count, out.begin());
    bytes = bytes.subspan(count);
    return count;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto head = read({data, size});
    const auto packed = lifecycle::packed(head.manifest, head.roots);
    const auto again = read(packed);
    if (lifecycle::packed(again.manifest, again.roots) != packed) std::abort();
  } catch (const std::runtime_error&) {
  }
  return 0;
}
