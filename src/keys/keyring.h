// The keyring file: every tenant's wrapped roots, readable before any database is open. Only wrapped keys, so its
// secrecy rests on the KMS; its survival does not rest on luck: replaced whole and synced, its predecessor kept beside
// it.
//
//   "wardroom-keyring" 0x02 | providers (u32)
//   providers * { tenant id (16) | length (u16) | sealed provider }             of tenants that bring their own KMS
//   count (u32)
//   count * { tenant id (16) | epoch (u32) | length (u16) | wrapped root }      by tenant, then epoch
//   SHA-256 of all before it (32)
//
// Version 0x01 had no providers; it is still read.
#pragma once
#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "base/id.h"

namespace wardroom::keys {

using Epochs = std::map<std::uint32_t, base::Bytes>;  // epoch -> wrapped root

struct Roots {
  Epochs epochs;
  base::Bytes provider;  // which KMS wraps them, sealed under the platform's keys; empty: the platform's own
  bool operator==(const Roots&) const = default;
};
using Keyring = std::map<base::TenantId, Roots>;

struct KeyringFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

base::Bytes encode_keyring(const Keyring& keyring);
std::expected<Keyring, std::string> decode_keyring(base::ByteView file);  // the error says what is wrong

Keyring load_keyring(const std::filesystem::path& path);  // empty if there never was one; throws KeyringFault
void save_keyring(const std::filesystem::path& path, const Keyring& keyring);  // predecessor to PATH.previous

// What the KMS binds a root to: tenant id | epoch.
base::Bytes wrap_context(base::TenantId tenant, std::uint32_t epoch);

// Keeps other processes from changing the keyring while it lives (flock on PATH.lock).
class KeyringLock {
 public:
  explicit KeyringLock(const std::filesystem::path& path);
  KeyringLock(const KeyringLock&) = delete;
  KeyringLock& operator=(const KeyringLock&) = delete;
  ~KeyringLock();

 private:
  int fd_;
};

}  // namespace wardroom::keys
