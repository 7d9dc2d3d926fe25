#include "kms/local.h"

#include <fmt/format.h>

#include <mutex>
#include <optional>
#include <system_error>
#include <vector>

#include "crypto/random.h"
#include "kms/durable_file.h"
#include "kms/local_file.h"
#include "kms/wrapped_key.h"

namespace wardroom::kms {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::ByteView;

constexpr std::size_t key_file_size = 32;
constexpr std::size_t min_passphrase_size = 12;

template <typename... Args>
std::unexpected<LocalKmsError> refuse(fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(LocalKmsError{fmt::format(text, std::forward<Args>(args)...)});
}

// A wrapped key: 0x01 | nonce (24) | sealed key (32) | tag (16); associated data = "wardroom/v1/kms" | context.
//
// Rotation: PATH.next is made, holds the new root and is sealed by the same unlocking; wraps are under it from then on;
// then it takes PATH's place. Another process, or the next start after a crash in between, finds the roots by reading
// both files when a wrap does not open.
class LocalKms final : public Kms {
 public:
  LocalKms(fs::path path, LocalHeader header, Key unlock)
      : path_(std::move(path)), header_(header), unlock_(std::move(unlock)) {
    read_roots();
  }

  Bytes wrap(const Key& key, ByteView context) override {
    const std::lock_guard lock(mutex_);
    read_roots();  // never under a root that another process has let go of
    return encode_wrapped(WrapKind::local, crypto::aead_seal(roots_.front(), key.view(), bound(context)));
  }

  std::expected<Key, KmsError> unwrap(ByteView wrapped, ByteView context) override {
    const auto payload = payload_of(WrapKind::local, wrapped);
    if (!payload) return std::unexpected(payload.error());
    const std::lock_guard lock(mutex_);
    if (auto key = try_roots(*payload, context)) return std::move(*key);
    read_roots();  // rotated by another process
    if (auto key = try_roots(*payload, context)) return std::move(*key);
    return std::unexpected(KmsError(
        KmsError::refused, fmt::format("{} does not open it: it holds another root key than the one that wrapped, or "
                                       "the keyring is damaged; restore both from one backup",
                                       path_.string())));
  }

  void begin_root_rotation() override {
    const std::lock_guard lock(mutex_);
    try {
      if (!fs::exists(next_path())) replace_file(next_path(), seal_local_file(header_, unlock_, Key::random()));
    } catch (const std::system_error& e) {
      throw KmsFault(e.what());
    }
    read_roots();
    if (roots_.size() != 2)
      throw KmsFault(fmt::format("{} does not open: remove it and try again", next_path().string()));
  }

  void end_root_rotation() override {
    const std::lock_guard lock(mutex_);
    try {
      const auto next = read_file(next_path(), local_file_size);
      if (!next || !open_local_file(*next, unlock_)) throw KmsFault(next_path().string() + " does not open");
      replace_file(path_, *next);
      fs::remove(next_path());
    } catch (const std::system_error& e) {
      throw KmsFault(e.what());
    }
    read_roots();
  }

  std::string describe() const override { return "local file " + path_.string(); }

 private:
  fs::path next_path() const { return fs::path(path_) += ".next"; }

  // The newest first. While nothing can be read, what was read before stays.
  void read_roots() {
    std::vector<Key> roots;
    for (const auto& path : {next_path(), path_}) {
      const auto file = read_file(path, local_file_size);
      if (!file) continue;
      if (auto root = open_local_file(*file, unlock_)) roots.push_back(std::move(*root));
    }
    if (!roots.empty()) roots_ = std::move(roots);
  }

  std::optional<Key> try_roots(ByteView sealed, ByteView context) const {
    for (const auto& root : roots_) {
      auto plain = crypto::aead_open(root, sealed, bound(context));
      if (!plain || plain->size() != 32) continue;
      Key key(ByteView(*plain).first<32>());
      base::wipe(*plain);
      return key;
    }
    return std::nullopt;
  }

  static Bytes bound(ByteView context) {
    Bytes out = base::to_bytes("wardroom/v1/kms");
    base::append(out, context);
    return out;
  }

  fs::path path_;
  LocalHeader header_;
  Key unlock_;  // kept to open the next root with
  mutable std::mutex mutex_;
  std::vector<Key> roots_;
};

// A fresh header for this way of unlocking, and the key it gives.
struct Unlocking {
  LocalHeader header;
  Key key;
};

std::expected<Key, LocalKmsError> key_for(const LocalHeader& header, const Unlock& unlock) {
  if (const auto* const passphrase = std::get_if<Passphrase>(&unlock)) {
    return unlock_key(header, base::as_bytes(passphrase->text));
  }
  const auto& path = std::get<KeyFile>(unlock).path;
  auto content = read_private_file(path, key_file_size);
  if (!content) return std::unexpected(LocalKmsError{std::move(content.error())});
  if (content->size() != key_file_size) return refuse("{} must hold exactly {} bytes", path.string(), key_file_size);
  auto key = unlock_key(header, *content);
  base::wipe(*content);
  return key;
}

std::expected<Unlocking, LocalKmsError> new_unlocking(const Unlock& unlock, crypto::PasswordCost cost) {
  LocalHeader header;
  const auto salt = crypto::random_bytes(header.salt.size());
  std::ranges::copy(salt, header.salt.begin());
  if (const auto* const passphrase = std::get_if<Passphrase>(&unlock)) {
    if (passphrase->text.size() < min_passphrase_size) {
      return refuse("the passphrase is too short: use at least {} characters", min_passphrase_size);
    }
    if (cost.memory_kib < min_unlock_memory_kib || cost.memory_kib > max_unlock_memory_kib || cost.passes < 1 ||
        cost.passes > max_unlock_passes) {
      return refuse("the passphrase's cost must be {} to {} KiB of memory and 1 to {} passes", min_unlock_memory_kib,
                    max_unlock_memory_kib, max_unlock_passes);
    }
    header.cost = cost;
  } else {
    header.unlocked_by = UnlockedBy::key_file;
  }
  auto key = key_for(header, unlock);
  if (!key) return std::unexpected(std::move(key.error()));
  return Unlocking{header, std::move(*key)};
}

// The file's header and the key that opens it.
std::expected<Unlocking, LocalKmsError> open_file(const fs::path& path, const Unlock& unlock) {
  auto file = read_private_file(path, local_file_size);
  if (!file) return std::unexpected(LocalKmsError{std::move(file.error())});
  const auto header = parse_local_header(*file);
  if (!header) return refuse("{} is damaged or no root key file: restore it from your backup", path.string());
  const bool by_passphrase = header->unlocked_by == UnlockedBy::passphrase;
  if (by_passphrase != std::holds_alternative<Passphrase>(unlock)) {
    return refuse("{} is unlocked by a {}: configure that", path.string(), by_passphrase ? "passphrase" : "key file");
  }
  auto key = key_for(*header, unlock);
  if (!key) return std::unexpected(key.error());
  if (!open_local_file(*file, *key)) {
    return refuse("the {} does not open {}", by_passphrase ? "passphrase" : "key file", path.string());
  }
  return Unlocking{*header, std::move(*key)};
}

// I/O errors say enough themselves ("cannot write /x: Permission denied").
template <class Deed>
auto reporting(Deed&& deed) -> decltype(deed()) {
  try {
    return deed();
  } catch (const std::system_error& e) {
    return std::unexpected(LocalKmsError{e.what()});
  }
}

}  // namespace

std::expected<void, LocalKmsError> create_key_file(const fs::path& path) {
  return reporting([&]() -> std::expected<void, LocalKmsError> {
    if (fs::exists(path)) return refuse("{} exists already", path.string());
    auto key = crypto::random_bytes(key_file_size);
    replace_file(path, key);
    base::wipe(key);
    return {};
  });
}

std::expected<std::unique_ptr<Kms>, LocalKmsError> create_local_kms(const fs::path& path, const Unlock& unlock,
                                                                    crypto::PasswordCost cost) {
  return reporting([&]() -> std::expected<std::unique_ptr<Kms>, LocalKmsError> {
    if (fs::exists(path)) return refuse("{} exists already: it may hold the key to all data", path.string());
    auto unlocking = new_unlocking(unlock, cost);
    if (!unlocking) return std::unexpected(unlocking.error());
    replace_file(path, seal_local_file(unlocking->header, unlocking->key, Key::random()));
    return std::make_unique<LocalKms>(path, unlocking->header, std::move(unlocking->key));
  });
}

std::expected<std::unique_ptr<Kms>, LocalKmsError> open_local_kms(const fs::path& path, const Unlock& unlock) {
  return reporting([&]() -> std::expected<std::unique_ptr<Kms>, LocalKmsError> {
    auto unlocking = open_file(path, unlock);
    if (!unlocking) return std::unexpected(std::move(unlocking.error()));
    return std::make_unique<LocalKms>(path, unlocking->header, std::move(unlocking->key));
  });
}

std::expected<void, LocalKmsError> change_local_unlock(const fs::path& path, const Unlock& from, const Unlock& to,
                                                       crypto::PasswordCost cost) {
  return reporting([&]() -> std::expected<void, LocalKmsError> {
    if (fs::exists(fs::path(path) += ".next")) {
      return refuse("a rotation of the root key was not finished: run `wardroomctl keys rotate --root` first");
    }
    const auto now = open_file(path, from);
    if (!now) return std::unexpected(now.error());
    const auto root = open_local_file(*read_file(path, local_file_size), now->key);
    if (!root) return refuse("{} changed meanwhile: try again", path.string());
    const auto unlocking = new_unlocking(to, cost);
    if (!unlocking) return std::unexpected(unlocking.error());
    replace_file(path, seal_local_file(unlocking->header, unlocking->key, *root));
    return {};
  });
}

}  // namespace wardroom::kms
