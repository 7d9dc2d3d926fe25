#include "lifecycle/backup_archive.h"

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::ByteView;

constexpr std::string_view head_kind = "wardroom-backup";
constexpr std::int64_t format = 1;
constexpr std::size_t piece = std::size_t{1} << 20;
constexpr std::size_t pieces_between_syncs = 2;

struct End {
  std::int64_t databases = 0;
};
BOOST_DESCRIBE_STRUCT(End, (), (databases))

std::vector<crypto::AgeIdentity> only(const crypto::AgeIdentity& identity) {
  std::vector<crypto::AgeIdentity> out;
  out.push_back(crypto::AgeIdentity::of(identity.scalar().clone()));
  return out;
}

BackupHead head_of(const std::optional<Record>& first) {
  if (!first || first->kind != head_kind) throw BadRecord();
  require_known_format(*first, format);
  auto head = first->as<BackupHead>();
  if (head.format != format) throw BadRecord();
  return head;
}

}  // namespace

BackupWriter::BackupWriter(const fs::path& file, const crypto::AgeRecipient& recipient, const BackupHead& head)
    : file_(file), out_({recipient}, [this](ByteView bytes) {
        file_.write(bytes);
        bytes_ += static_cast<std::int64_t>(bytes.size());
      }) {
  auto first = head;
  first.format = format;
  put(record_line(head_kind, first));
}

void BackupWriter::put(std::string_view line) { out_.write(base::as_bytes(line)); }

void BackupWriter::add(base::TenantId tenant, const std::string& slug, const fs::path& database,
                       const std::function<void()>& pace) {
  ReadFile in(database);
  const auto total = in.size();
  put(record_line("database", BackupDatabase{tenant, slug, static_cast<std::int64_t>(total)}));
  Bytes part(piece);
  std::uintmax_t done = 0;
  for (std::size_t pieces = 1;; ++pieces) {
    const auto count = in.read(part);
    out_.write(ByteView(part).first(count));
    done += count;
    if (count < part.size()) break;
    // In small portions, so that those who wait for the disk meanwhile do not wait for all of it.
    if (pieces % pieces_between_syncs == 0) file_.flush();
    pace();
  }
  if (done != total) throw std::runtime_error(database.string() + " changed while it was read");
  ++databases_;
}

void BackupWriter::add(const Missing& missing) { put(record_line("missing", missing)); }

void BackupWriter::finish() {
  put(record_line("end", End{databases_}));
  out_.finish();
  file_.flush();
}

void BackupWriter::keep_as(const fs::path& file) { file_.keep_as(file); }

BackupReader::BackupReader(const fs::path& file, const crypto::AgeIdentity& identity)
    : file_(file),
      opened_(only(identity), [this](std::span<std::uint8_t> out) { return file_.read(out); }),
      records_([this](std::span<std::uint8_t> out) { return opened_.read(out); }),
      head_(head_of(records_.next())) {}

std::optional<BackupDatabase> BackupReader::next(const std::function<Sink(const BackupDatabase&)>& sink_for) {
  for (;;) {
    const auto record = records_.next();
    if (!record) throw BadRecord();
    if (record->kind == "missing") {
      missing_.push_back(record->as<Missing>());
      continue;
    }
    if (record->kind == "end") {
      if (record->as<End>().databases != databases_ || records_.next()) throw BadRecord();
      return std::nullopt;
    }
    if (record->kind != "database") throw BadRecord();
    auto database = record->as<BackupDatabase>();
    const auto sink = sink_for(database);
    Bytes part(piece);
    for (auto left = database.bytes; left > 0;) {
      const auto wanted = std::min<std::size_t>(part.size(), static_cast<std::size_t>(left));
      const auto count = records_.read(std::span(part).first(wanted));
      if (count < wanted) throw BadRecord();
      if (sink) sink(ByteView(part).first(count));
      left -= static_cast<std::int64_t>(count);
    }
    ++databases_;
    return database;
  }
}

}  // namespace wardroom::lifecycle
