#include "lifecycle/backup_keys.h"

#include "lifecycle/records.h"

namespace wardroom::lifecycle {
namespace {

using base::Bytes;
using base::TenantId;
using base::Timestamp;

constexpr std::string_view head_kind = "wardroom-backup-keys";
constexpr std::int64_t format = 1;

// ---- the lines

struct Head {
  std::int64_t format = 0;
  std::string made_by;
  Timestamp written_at;
  std::vector<std::string> recipients;
};
BOOST_DESCRIBE_STRUCT(Head, (), (format, made_by, written_at, recipients))

struct ArchiveLine {
  std::string name, identity;
  Timestamp made_at;
  std::int64_t bytes = 0, databases = 0, missing = 0;
  std::optional<Timestamp> drilled_at;
};
BOOST_DESCRIBE_STRUCT(ArchiveLine, (), (name, identity, made_at, bytes, databases, missing, drilled_at))

struct TenantLine {
  TenantId tenant;
  std::string slug, provider;
};
BOOST_DESCRIBE_STRUCT(TenantLine, (), (tenant, slug, provider))

struct RootLine {
  TenantId tenant;
  std::int64_t epoch = 0;
  std::string root, wrapped;
  std::optional<Timestamp> gone_at;
};
BOOST_DESCRIBE_STRUCT(RootLine, (), (tenant, epoch, root, wrapped, gone_at))

struct MessageLine {
  TenantId tenant;
  base::ShredKeyId id;
  base::ChannelId channel;
  Timestamp from, until;
  std::string key;
  Timestamp created_at;
  std::optional<Timestamp> gone_at;
};
BOOST_DESCRIBE_STRUCT(MessageLine, (), (tenant, id, channel, from, until, key, created_at, gone_at))

struct FileLine {
  std::string path, content;
};
BOOST_DESCRIBE_STRUCT(FileLine, (), (path, content))

Bytes bytes_of(const std::string& base64) {
  auto out = base::from_base64(base64);
  if (!out) throw BadRecord();
  return std::move(*out);
}

// ---- writing

class Lines {
 public:
  Lines(const std::vector<crypto::AgeRecipient>& recipients, const crypto::AgeWriter::Sink& sink)
      : out_(recipients, sink) {}

  template <class T>
  void put(std::string_view kind, const T& value) {
    auto line = record_line(kind, value);
    out_.write(base::as_bytes(line));
    base::wipe(line);
  }
  void finish() { out_.finish(); }

 private:
  crypto::AgeWriter out_;
};

RootLine line_of(TenantId tenant, std::uint32_t epoch, const RootKey& root) {
  return {tenant, epoch, root.plain ? base::to_base64(root.plain->view()) : std::string(),
          base::to_base64(root.wrapped), root.gone_at};
}

MessageLine line_of(TenantId tenant, const KeptMessageKey& kept) {
  const auto& key = kept.key;
  return {tenant,         key.id,      key.channel, key.from, key.until, base::to_base64(key.key.bytes()),
          key.created_at, kept.gone_at};
}

void put_tenant(Lines& lines, TenantId tenant, const TenantBackupKeys& keys) {
  lines.put("tenant", TenantLine{tenant, keys.slug, base::to_base64(keys.provider)});
  for (const auto& [epoch, root] : keys.roots) lines.put("root", line_of(tenant, epoch, root));
  for (const auto& [id, kept] : keys.messages) lines.put("message", line_of(tenant, kept));
}

// ---- reading

void take(BackupKeys& out, const ArchiveLine& line) {
  auto identity = crypto::AgeIdentity::parse(line.identity);
  if (!identity) throw BadRecord();
  out.archives.insert_or_assign(line.name, ArchiveKey{std::move(*identity), line.made_at, line.bytes, line.databases,
                                                      line.missing, line.drilled_at});
}

void take(BackupKeys& out, const RootLine& line) {
  RootKey root{std::nullopt, bytes_of(line.wrapped), line.gone_at};
  auto plain = bytes_of(line.root);
  if (!plain.empty()) {
    if (plain.size() != 32) throw BadRecord();
    root.plain.emplace(std::span<const std::uint8_t, 32>(plain.data(), 32));
    base::wipe(plain);
  }
  if (root.plain.has_value() != root.wrapped.empty() || line.epoch < 1 || line.epoch > UINT32_MAX) throw BadRecord();
  out.tenants[line.tenant].roots.insert_or_assign(static_cast<std::uint32_t>(line.epoch), std::move(root));
}

void take(BackupKeys& out, const MessageLine& line) {
  out.tenants[line.tenant].messages.insert_or_assign(
      line.id, KeptMessageKey{{line.id, line.channel, line.from, line.until,
                               crypto::Sealed<keys::ShredKey>::stored(bytes_of(line.key)), line.created_at},
                              line.gone_at});
}

void take(BackupKeys& out, const Record& record) {
  if (record.kind == "archive") return take(out, record.as<ArchiveLine>());
  if (record.kind == "root") return take(out, record.as<RootLine>());
  if (record.kind == "message") return take(out, record.as<MessageLine>());
  if (record.kind == "tenant") {
    const auto line = record.as<TenantLine>();
    auto& keys = out.tenants[line.tenant];
    keys.slug = line.slug;
    keys.provider = bytes_of(line.provider);
  } else if (record.kind == "file") {
    const auto line = record.as<FileLine>();
    out.files.insert_or_assign(line.path, line.content);
  } else {
    throw BadRecord();
  }
}

}  // namespace

void write_backup_keys(const BackupKeys& keys, std::string_view made_by,
                       const std::vector<crypto::AgeRecipient>& recipients, const crypto::AgeWriter::Sink& sink) {
  Lines lines(recipients, sink);
  Head head{format, std::string(made_by), base::now(), {}};
  for (const auto& recipient : recipients) head.recipients.push_back(recipient.text());
  lines.put(head_kind, head);
  for (const auto& [name, key] : keys.archives) {
    lines.put("archive", ArchiveLine{name, key.identity.text(), key.made_at, key.bytes, key.databases, key.missing,
                                     key.drilled_at});
  }
  for (const auto& [tenant, kept] : keys.tenants) put_tenant(lines, tenant, kept);
  for (const auto& [path, content] : keys.files) lines.put("file", FileLine{path, content});
  lines.finish();
}

BackupKeys read_backup_keys(const std::vector<crypto::AgeIdentity>& identities, crypto::AgeReader::Source source) {
  crypto::AgeReader opened(identities, std::move(source));
  RecordReader records([&opened](std::span<std::uint8_t> out) { return opened.read(out); });
  const auto first = records.next();
  if (!first || first->kind != head_kind) throw BadRecord();
  BackupKeys out;
  require_known_format(*first, format);
  const auto head = first->as<Head>();
  if (head.format != format) throw BadRecord();
  out.recipients = head.recipients;
  while (const auto record = records.next()) take(out, *record);
  return out;
}

}  // namespace wardroom::lifecycle
