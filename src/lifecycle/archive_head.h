// What stands at the beginning of a workspace's archive, before its database. Whoever knows a server's recipient can
// make one, so nothing in it is believed. Any thread.
//
//   "wardroom-workspace" | manifest, one line of JSON | count (u32) | count * { epoch (u32) | root (32) }
#pragma once
#include <boost/describe/class.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "crypto/aead.h"

namespace wardroom::lifecycle {

struct Manifest {
  std::int64_t format = 1;
  base::TenantId workspace;
  std::string slug;
  base::Timestamp created_at;  // the workspace
  base::Timestamp archived_at;
  std::string made_by;  // version of the server
  std::int64_t database_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, workspace, slug, created_at, archived_at, made_by, database_bytes))

using Roots = std::map<std::uint32_t, crypto::Key>;  // by epoch

struct ArchiveHead {
  Manifest manifest;
  Roots roots;
};

base::Bytes packed(const Manifest& manifest, const Roots& roots);  // a secret: wipe it

// source: fills as much of the buffer as it has, and answers how much. Throws std::runtime_error with a sentence.
ArchiveHead read_head(const std::function<std::size_t(std::span<std::uint8_t>)>& source);
std::runtime_error not_an_archive();

}  // namespace wardroom::lifecycle
