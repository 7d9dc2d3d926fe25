#include "lifecycle/archive_head.h"

#include "base/json.h"
#include "base/problem.h"

namespace wardroom::lifecycle {
namespace {

using Source = std::function<std::size_t(std::span<std::uint8_t>)>;

constexpr std::string_view magic = "wardroom-workspace";
constexpr std::int64_t format = 1;
constexpr std::size_t max_manifest = std::size_t{16} * 1024;
constexpr std::uint32_t max_epochs = 10'000;

void read_whole(const Source& source, std::span<std::uint8_t> out) {
  if (source(out) != out.size()) throw not_an_archive();
}

std::uint32_t read_number(const Source& source) {
  std::array<std::uint8_t, 4> bytes{};
  read_whole(source, bytes);
  return base::read_u32(bytes);
}

std::string read_line(const Source& source) {
  std::string line;
  for (std::uint8_t byte = 0;;) {
    read_whole(source, std::span(&byte, 1));
    if (byte == '\n') return line;
    if (line.size() >= max_manifest) throw not_an_archive();
    line.push_back(static_cast<char>(byte));
  }
}

// Before all else, which a newer version may have changed.
void require_known(const boost::json::value& manifest) {
  const auto* const version = manifest.is_object() ? manifest.as_object().if_contains("format") : nullptr;
  if (version && version->is_int64() && version->as_int64() > format) {
    throw std::runtime_error("it was made by a newer Wardroom: update this one first");
  }
}

Manifest parsed(std::string_view line) {
  try {
    const auto value = base::parse_json(line);
    require_known(value);
    auto out = base::from_json<Manifest>(value);
    if (out.format != format || out.database_bytes < 0 || out.workspace == base::platform_tenant) {
      throw not_an_archive();
    }
    return out;
  } catch (const base::Problem&) {
    throw not_an_archive();
  }
}

}  // namespace

std::runtime_error not_an_archive() {
  return std::runtime_error("the file opens, but what is in it is no archive of a workspace");
}

base::Bytes packed(const Manifest& manifest, const Roots& roots) {
  auto out = base::to_bytes(magic);
  base::append(out, base::as_bytes(base::to_json_text(manifest) + "\n"));
  base::append_u32(out, static_cast<std::uint32_t>(roots.size()));
  out.reserve(out.size() + roots.size() * 36);  // so that no copy of a root is left behind
  for (const auto& [epoch, root] : roots) {
    base::append_u32(out, epoch);
    base::append(out, root.view());
  }
  return out;
}

ArchiveHead read_head(const Source& source) {
  std::array<std::uint8_t, magic.size()> begin{};
  read_whole(source, begin);
  if (base::as_text(begin) != magic) throw not_an_archive();
  ArchiveHead out{parsed(read_line(source)), {}};
  const auto count = read_number(source);
  if (count == 0 || count > max_epochs) throw not_an_archive();
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto epoch = read_number(source);
    crypto::Key root;
    read_whole(source, root.writable());
    if (!out.roots.emplace(epoch, std::move(root)).second) throw not_an_archive();
  }
  return out;
}

}  // namespace wardroom::lifecycle
