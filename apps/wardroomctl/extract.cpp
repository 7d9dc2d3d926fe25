#include "wardroomctl/extract.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/wardroom.h"
#include "wardroomctl/archive.h"
#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
namespace {

// It came out of the backup whole; or why it did not.
void require_whole(const server::Restored& restored, const std::string& slug) {
  for (const auto& missing : restored.missing) {
    if (missing.slug == slug) throw std::runtime_error(slug + " is not in this backup: " + missing.why);
  }
  if (std::ranges::find(restored.destroyed, slug) != restored.destroyed.end()) {
    throw std::runtime_error("the keys of " + slug + " were destroyed since: no backup opens it any more");
  }
  for (const auto& database : restored.databases) {
    if (database.slug != slug || database.what.audit_problem.empty()) continue;
    throw std::runtime_error(
        fmt::format("the audit log of {} did not hold when it was backed up: {}. Nothing takes in "
                    "such an archive; restore the whole backup elsewhere",
                    slug, database.what.audit_problem));
  }
}

}  // namespace

base::TenantId extract_workspace(const server::Settings& there, const server::Restored& restored,
                                 const Extract& wanted) {
  require_whole(restored, wanted.slug);
  server::Foundation foundation(there);
  const auto id = named(foundation, wanted.slug);
  require_movable(foundation, id);
  const auto workspace =
      foundation.store.read_now(id, [&](store::TenantTxn& txn) { return foundation.workspaces.current(txn); });
  const auto record = [&] {
    foundation.store.write_now(id, [&](store::TenantTxn& txn) {
      foundation.audit.append(
          txn, {.event = "workspace.exported", .target = id.text(), .detail = "out of the backup " + wanted.backup});
    });
  };
  lifecycle::write_archive(archive_parts(foundation, there), workspace, server::version, wanted.recipients, wanted.file,
                           record, archive_progress("Writing"));
  return id;
}

}  // namespace wardroom::ctl
