#include "lifecycle/workspace_archive.h"

#include <fmt/format.h>

#include "lifecycle/export_identity.h"
#include "lifecycle/new_file.h"
#include "workspace/administration.h"

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;
using base::Bytes;
using base::ByteView;

constexpr std::size_t piece = std::size_t{1} << 20;
constexpr std::chrono::seconds patience{10};

fs::path database_of(const ArchiveParts& parts, base::TenantId tenant) {
  return parts.databases / (tenant.text() + ".db");
}

// ---- writing

// Everything that was acknowledged is in the file itself afterwards, and the file is closed.
void fold_and_close(const ArchiveParts& parts, base::TenantId tenant) {
  if (!parts.store.truncate_log_now(tenant) || !parts.store.close_now(tenant, patience)) {
    throw std::runtime_error("it is still read or written; is it suspended? Wait a moment and try again");
  }
}

void write_database(crypto::AgeWriter& out, const fs::path& path, const Progress& progress) {
  ReadFile in(path);
  const auto total = static_cast<std::int64_t>(in.size());
  Bytes part(piece);
  std::int64_t done = 0;
  for (;;) {
    const auto count = in.read(part);
    out.write(ByteView(part).first(count));
    done += static_cast<std::int64_t>(count);
    progress(done, total);
    if (count < part.size()) return;
  }
}

// ---- reading

void read_database(crypto::AgeReader& in, NewFile& out, std::int64_t total, const Progress& progress) {
  Bytes part(piece);
  std::int64_t done = 0;
  for (;;) {
    const auto count = in.read(part);
    out.write(ByteView(part).first(count));
    done += static_cast<std::int64_t>(count);
    progress(done, total);
    if (done > total) throw not_an_archive();
    if (count < part.size()) break;
  }
  if (done != total) throw not_an_archive();
}

void forget(const ArchiveParts& parts, base::TenantId tenant) {
  parts.store.close_now(tenant, patience);
  if (parts.keys.has(tenant)) parts.keys.destroy_tenant(tenant);
  for (const char* const kind : {".db", ".db-wal", ".db-shm", ".db.receiving"}) {
    fs::remove(parts.databases / (tenant.text() + kind));
  }
}

void require_absent(const ArchiveParts& parts, const Manifest& manifest, const std::string& slug) {
  if (!workspace::is_slug(slug)) throw std::runtime_error("'" + slug + "' is no short name: small letters, digits, -");
  const bool here = parts.store.read_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    return parts.workspaces.exists(platform, manifest.workspace);
  });
  if (here) throw std::runtime_error("this workspace is on this server already: nothing was done");
  if (parts.workspaces.find_by_slug(slug)) {
    throw std::runtime_error("another workspace has the short name '" + slug + "'; give another one with --slug");
  }
}

std::int64_t proven(const ArchiveParts& parts, base::TenantId tenant) {
  return parts.store.read_now(tenant, [&](store::TenantTxn& txn) {
    parts.workspaces.current(txn);  // throws when it does not open
    std::int64_t entries = 0;
    for (const auto kind : audit::log_kinds) {
      const auto verified = parts.audit.verify({txn, kind});
      if (!verified.ok) {
        throw std::runtime_error(fmt::format("{} does not hold: {}", audit::log_name(tenant, kind), verified.problem));
      }
      entries += verified.entries;
    }
    return entries;
  });
}

}  // namespace

std::vector<crypto::AgeIdentity> receiving_identities(keys::KeyStore& keys) {
  return export_identities(keys, "wardroom/receive/v1");
}

crypto::AgeRecipient receiving_recipient(keys::KeyStore& keys) { return receiving_identities(keys).back().recipient(); }

Manifest write_archive(const ArchiveParts& parts, const workspace::Workspace& workspace, std::string_view made_by,
                       const std::vector<crypto::AgeRecipient>& recipients, const fs::path& file,
                       const std::function<void()>& record, const Progress& progress) {
  NewFile out(file);
  record();
  fold_and_close(parts, workspace.id);
  const auto database = database_of(parts, workspace.id);
  const Manifest manifest{1,
                          workspace.id,
                          workspace.slug,
                          workspace.created_at,
                          base::now(),
                          std::string(made_by),
                          static_cast<std::int64_t>(fs::file_size(database))};
  crypto::AgeWriter archive(recipients, [&out](ByteView bytes) { out.write(bytes); });
  auto head = packed(manifest, parts.keys.roots(workspace.id));
  archive.write(head);
  base::wipe(head);
  write_database(archive, database, progress);
  archive.finish();
  out.keep();
  return manifest;
}

Received read_archive(const ArchiveParts& parts, const std::vector<crypto::AgeIdentity>& identities,
                      const fs::path& file, const std::optional<std::string>& slug,
                      const std::function<void(store::TenantTxn&, const Received&)>& register_it,
                      const Progress& progress) {
  ReadFile in(file);
  crypto::AgeReader archive(identities, [&in](std::span<std::uint8_t> out) { return in.read(out); });
  const auto head = read_head([&archive](std::span<std::uint8_t> bytes) { return archive.read(bytes); });
  Received out{head.manifest, {}, 0};
  const auto tenant = out.manifest.workspace;
  out.slug = slug.value_or(out.manifest.slug);
  require_absent(parts, out.manifest, out.slug);
  require_space(parts.databases, out.manifest.database_bytes);
  forget(parts, tenant);  // what an earlier try left that was killed
  try {
    NewFile database(parts.databases / (tenant.text() + ".db.receiving"));
    read_database(archive, database, out.manifest.database_bytes, progress);
    parts.keys.take_in(tenant, head.roots);
    database.keep_as(database_of(parts, tenant));
    out.audit_entries = proven(parts, tenant);
    if (slug) {
      parts.store.write_now(tenant, [&](store::TenantTxn& txn) { workspace::set_slug(txn, out.slug); });
    }
    parts.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
      workspace::take_in(platform, tenant, out.slug, out.manifest.created_at);
      register_it(platform, out);
    });
  } catch (...) {
    forget(parts, tenant);
    throw;
  }
  return out;
}

}  // namespace wardroom::lifecycle
