// Small files that must survive: replaced whole, so that a reader (or the next start) finds the old content or the new,
// never a piece, whatever moment the machine stops at. Files are made with mode 0600. I/O errors throw
// std::system_error.
#pragma once
#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace wardroom::kms {

// Written beside it (PATH.new), synced, renamed over it, directory synced. Two writers at once are the caller's to
// prevent.
void replace_file(const std::filesystem::path& path, base::ByteView content);

std::optional<base::Bytes> read_file(const std::filesystem::path& path, std::size_t max_size);  // empty: no such file

// A file of secrets: must be a plain file of ours or root's that nobody else may read. The error is a sentence for the
// administrator, with the command that mends it.
std::expected<base::Bytes, std::string> read_private_file(const std::filesystem::path& path, std::size_t max_size);

}  // namespace wardroom::kms
