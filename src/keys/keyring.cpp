#include "keys/keyring.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "crypto/hash.h"
#include "kms/durable_file.h"

namespace wardroom::keys {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::ByteView;

constexpr std::string_view magic{"wardroom-keyring\x01", 17};
constexpr std::size_t digest_size = 32;
constexpr std::size_t record_head = 16 + 4 + 2;
constexpr std::size_t max_file_size = std::size_t{256} * 1024 * 1024;
constexpr std::size_t max_wrapped_size = 4096;

fs::path beside(fs::path path, const char* suffix) { return path += suffix; }

}  // namespace

Bytes encode_keyring(const Keyring& keyring) {
  std::uint32_t count = 0;
  for (const auto& [tenant, epochs] : keyring) count += static_cast<std::uint32_t>(epochs.size());
  Bytes out = base::to_bytes(magic);
  base::append_u32(out, count);
  for (const auto& [tenant, epochs] : keyring) {
    for (const auto& [epoch, wrapped] : epochs) {
      if (wrapped.size() > max_wrapped_size) throw KeyringFault("a wrapped key is too long for the keyring");
      base::append(out, tenant.bytes());
      base::append_u32(out, epoch);
      out.push_back(static_cast<std::uint8_t>(wrapped.size() >> 8));
      out.push_back(static_cast<std::uint8_t>(wrapped.size()));
      base::append(out, wrapped);
    }
  }
  base::append(out, crypto::sha256(out));
  return out;
}

std::expected<Keyring, std::string> decode_keyring(ByteView file) {
  if (!base::as_text(file).starts_with(magic)) return std::unexpected("it is no keyring of this version");
  if (file.size() < magic.size() + 4 + digest_size) return std::unexpected("it is too short");
  const auto body = file.first(file.size() - digest_size);
  const auto digest = crypto::sha256(body);
  if (!std::ranges::equal(digest, file.last(digest_size))) return std::unexpected("its checksum does not match");

  auto rest = body.subspan(magic.size());
  const auto count = base::read_u32(rest);
  rest = rest.subspan(4);
  Keyring keyring;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (rest.size() < record_head) return std::unexpected("a record is cut off");
    const auto tenant = *base::TenantId::from_bytes(rest.first(16));
    const auto epoch = base::read_u32(rest.subspan(16, 4));
    const auto length = static_cast<std::size_t>(rest[20] << 8 | rest[21]);
    rest = rest.subspan(record_head);
    if (epoch == 0) return std::unexpected("an epoch is 0: they are counted from 1");
    if (length > max_wrapped_size || rest.size() < length) return std::unexpected("a record is cut off");
    const auto wrapped = rest.first(length);
    if (!keyring[tenant].emplace(epoch, Bytes(wrapped.begin(), wrapped.end())).second) {
      return std::unexpected("a record is there twice");
    }
    rest = rest.subspan(length);
  }
  if (!rest.empty()) return std::unexpected("there is more than it says");
  return keyring;
}

Keyring load_keyring(const fs::path& path) {
  const auto file = kms::read_file(path, max_file_size);
  if (!file) {
    const auto previous = beside(path, ".previous");
    if (!fs::exists(previous)) return {};
    throw KeyringFault(fmt::format("the keyring {0} is gone: run `cp {1} {0}`", path.string(), previous.string()));
  }
  auto keyring = decode_keyring(*file);
  if (keyring) return std::move(*keyring);
  throw KeyringFault(fmt::format("the keyring {0} is damaged ({1}): keep a copy of it, then run `cp {0}.previous {0}`",
                                 path.string(), keyring.error()));
}

void save_keyring(const fs::path& path, const Keyring& keyring) {
  const auto content = encode_keyring(keyring);
  if (const auto current = kms::read_file(path, max_file_size)) kms::replace_file(beside(path, ".previous"), *current);
  kms::replace_file(path, content);
}

Bytes wrap_context(base::TenantId tenant, std::uint32_t epoch) {
  Bytes out;
  base::append(out, tenant.bytes());
  base::append_u32(out, epoch);
  return out;
}

KeyringLock::KeyringLock(const fs::path& path)
    : fd_(::open(beside(path, ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  int result = fd_ < 0 ? -1 : ::flock(fd_, LOCK_EX);
  while (fd_ >= 0 && result != 0 && errno == EINTR) result = ::flock(fd_, LOCK_EX);
  if (result != 0) {
    const std::system_error error(errno, std::generic_category(), "cannot lock " + path.string());
    if (fd_ >= 0) ::close(fd_);
    throw error;
  }
}

KeyringLock::~KeyringLock() { ::close(fd_); }

}  // namespace wardroom::keys
