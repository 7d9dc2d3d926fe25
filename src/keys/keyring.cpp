#include "keys/keyring.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "crypto/hash.h"
#include "kms/durable_file.h"

namespace wardroom::keys {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::ByteView;

constexpr std::string_view magic{"wardroom-keyring", 16};
constexpr std::uint8_t version = 2;
constexpr std::uint8_t version_without_providers = 1;
constexpr std::size_t head_size = 17;
constexpr std::size_t digest_size = 32;
constexpr std::size_t max_file_size = std::size_t{256} * 1024 * 1024;
constexpr std::size_t max_wrapped_size = 4096;
constexpr std::size_t max_provider_size = 32768;

fs::path beside(fs::path path, const char* suffix) { return path += suffix; }

void append_field(Bytes& out, ByteView field, std::size_t max_size) {
  if (field.size() > max_size) throw KeyringFault("a wrapped key or a provider is too long for the keyring");
  out.push_back(static_cast<std::uint8_t>(field.size() >> 8));
  out.push_back(static_cast<std::uint8_t>(field.size()));
  base::append(out, field);
}

// Takes records off the front; once something does not fit, `broken` says what and the rest is worthless.
struct Reader {
  ByteView rest;
  const char* broken = nullptr;

  ByteView take(std::size_t size) {
    static constexpr std::array<std::uint8_t, 16> nothing{};
    if (broken || rest.size() < size) {
      if (!broken) broken = "a record is cut off";
      return ByteView(nothing).first(std::min(size, nothing.size()));
    }
    const auto taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  }
  std::uint32_t u32() { return base::read_u32(take(4)); }
  base::TenantId tenant() { return *base::TenantId::from_bytes(take(16)); }
  Bytes field(std::size_t max_size) {
    const auto head = take(2);
    const auto length = static_cast<std::size_t>(head[0] << 8 | head[1]);
    if (length > max_size) broken = "a record is cut off";
    const auto bytes = broken ? ByteView() : take(length);
    return {bytes.begin(), bytes.end()};
  }
};

void read_providers(Reader& in, Keyring& out) {
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.broken; ++i) {
    const auto tenant = in.tenant();
    auto provider = in.field(max_provider_size);
    if (in.broken) return;
    if (provider.empty()) in.broken = "a provider is empty";
    if (!out[tenant].provider.empty()) in.broken = "a provider is there twice";
    out[tenant].provider = std::move(provider);
  }
}

void read_roots(Reader& in, Keyring& out) {
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && !in.broken; ++i) {
    const auto tenant = in.tenant();
    const auto epoch = in.u32();
    auto wrapped = in.field(max_wrapped_size);
    if (in.broken) return;
    if (epoch == 0) in.broken = "an epoch is 0: they are counted from 1";
    if (!out[tenant].epochs.emplace(epoch, std::move(wrapped)).second) in.broken = "a record is there twice";
  }
}

}  // namespace

Bytes encode_keyring(const Keyring& keyring) {
  std::uint32_t providers = 0;
  std::uint32_t count = 0;
  for (const auto& [tenant, roots] : keyring) {
    providers += roots.provider.empty() ? 0 : 1;
    count += static_cast<std::uint32_t>(roots.epochs.size());
  }
  Bytes out = base::to_bytes(magic);
  out.push_back(version);
  base::append_u32(out, providers);
  for (const auto& [tenant, roots] : keyring) {
    if (roots.provider.empty()) continue;
    base::append(out, tenant.bytes());
    append_field(out, roots.provider, max_provider_size);
  }
  base::append_u32(out, count);
  for (const auto& [tenant, roots] : keyring) {
    for (const auto& [epoch, wrapped] : roots.epochs) {
      base::append(out, tenant.bytes());
      base::append_u32(out, epoch);
      append_field(out, wrapped, max_wrapped_size);
    }
  }
  base::append(out, crypto::sha256(out));
  return out;
}

std::expected<Keyring, std::string> decode_keyring(ByteView file) {
  if (file.size() < head_size + 4 + digest_size) return std::unexpected("it is too short");
  const auto its_version = file[magic.size()];
  if (!base::as_text(file).starts_with(magic) || (its_version != version && its_version != version_without_providers)) {
    return std::unexpected("it is no keyring of this version");
  }
  const auto digest = crypto::sha256(file.first(file.size() - digest_size));
  if (!std::ranges::equal(digest, file.last(digest_size))) return std::unexpected("its checksum does not match");

  Reader in{file.subspan(head_size, file.size() - head_size - digest_size)};
  Keyring keyring;
  if (its_version == version) read_providers(in, keyring);
  read_roots(in, keyring);
  if (in.broken) return std::unexpected(in.broken);
  if (!in.rest.empty()) return std::unexpected("there is more than it says");
  for (const auto& [tenant, roots] : keyring) {
    if (roots.epochs.empty()) return std::unexpected("a provider is of a tenant without roots");
  }
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
