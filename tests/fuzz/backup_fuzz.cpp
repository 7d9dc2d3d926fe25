// rooms: lifecycle
// The input as what stands inside a backup's files, which whoever knows a recipient can make: lines, and the bytes
// after those that announce some.
#include "crypto/age.h"
#include "lifecycle/backup_archive.h"
#include "lifecycle/backup_keys.h"

using namespace wardroom;

namespace {

lifecycle::RecordReader::Source source_of(base::ByteView bytes) {
  return [bytes](std::span<std::uint8_t> out) mutable {
    const auto count = std::min(out.size(), bytes.size());
    std::copy_n(bytes.begin(), count, out.begin());
    bytes = bytes.subspan(count);
    return count;
  };
}

std::vector<crypto::AgeIdentity> known() {
  const base::Bytes scalar(32, 0x42);
  std::vector<crypto::AgeIdentity> out;
  out.push_back(crypto::AgeIdentity::of(crypto::Key(base::ByteView(scalar).first<32>())));
  return out;
}

void read_lines(base::ByteView input) {
  lifecycle::RecordReader reader(source_of(input));
  base::Bytes some(7);
  while (const auto record = reader.next()) {
    if (record->kind == "database") reader.read(some);
  }
}

void read_keys(base::ByteView input) {
  static const auto identities = known();
  base::Bytes file;
  crypto::AgeWriter writer({identities.front().recipient()},
                           [&file](base::ByteView part) { base::append(file, part); });
  writer.write(input);
  writer.finish();
  lifecycle::read_backup_keys(identities, source_of(file));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input(data, size);
  for (auto* const read : {&read_lines, &read_keys}) {
    try {
      read(input);
    } catch (const std::runtime_error&) {  // a sentence
    }
  }
  return 0;
}
