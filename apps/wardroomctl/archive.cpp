#include "wardroomctl/archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "audit/checkpoint.h"
#include "kms/durable_file.h"
#include "lifecycle/workspace_archive.h"
#include "server/wardroom.h"
#include "server/workspace_administration.h"
#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
lifecycle::ArchiveParts archive_parts(server::Foundation& foundation, const server::Settings& settings) {
  return {foundation.keys, foundation.store, foundation.audit, foundation.workspaces, settings.data / "databases"};
}

// Nothing in a log.
lifecycle::Progress archive_progress(const char* deed) {
  if (::isatty(STDERR_FILENO) == 0) return [](std::int64_t, std::int64_t) {};
  return [deed](std::int64_t done, std::int64_t total) {
    fmt::print(stderr, "\r{} {} of {} MB{}", deed, done / 1'000'000, total / 1'000'000, done == total ? "\n" : "");
  };
}

std::vector<crypto::AgeRecipient> recipients_of(const std::vector<std::string>& texts) {
  std::vector<crypto::AgeRecipient> out;
  for (const auto& text : texts) {
    const auto recipient = crypto::AgeRecipient::parse(text);
    if (!recipient) {
      throw std::runtime_error("'" + text + "' is no recipient: give the line that `wardroomctl workspace receive` " +
                               "printed on the server it goes to, or that of `age-keygen` (age1…)");
    }
    out.push_back(*recipient);
  }
  return out;
}

namespace {

constexpr std::size_t max_identity_file = 4096;

// As `age-keygen` writes it: a line with the key, others that begin with #.
std::vector<crypto::AgeIdentity> identities_of(const std::string& file) {
  auto content = kms::read_private_file(file, max_identity_file);
  if (!content) throw std::runtime_error(content.error());
  std::vector<crypto::AgeIdentity> out;
  std::string_view rest = base::as_text(*content);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (auto identity = crypto::AgeIdentity::parse(line)) out.push_back(std::move(*identity));
  }
  base::wipe(*content);
  if (out.empty()) throw std::runtime_error("there is no line AGE-SECRET-KEY-1… in " + file);
  return out;
}

}  // namespace

void require_movable(server::Foundation& foundation, base::TenantId tenant) {
  if (foundation.keys.provider_spec(tenant)) {
    throw std::runtime_error(
        "its keys are held by a key service of its owners. They move them back under the server's first (Keys, in the "
        "administration), and bring their own again on the other server: nothing was done");
  }
  for (const auto kind : audit::log_kinds) {
    const auto chain = audit::checkpoint_chain(tenant, kind);
    const auto signer =
        foundation.store.read_now(tenant, [&](store::TenantTxn& txn) { return chain.current(txn, foundation.keys); });
    if (!signer || !signer->key.in_token) continue;
    throw std::runtime_error(
        "a key that signs its audit logs lives in the token, which it never leaves. Set keys.signing to \"sealed\", "
        "run the server for a minute, and try again: nothing was done");
  }
}

ArchiveCommands::ArchiveCommands(CLI::App& group, Settings settings) : settings_(std::move(settings)) {
  export_ = group.add_subcommand("export", "Write a suspended workspace to a file, sealed for the server it goes to");
  export_->add_option("slug", slug_, "Which workspace")->required();
  export_->add_option("--to", file_, "The file; it must not be there yet")->required();
  export_->add_option("--recipient", recipients_, "For whom: the line of `workspace receive` there; may be repeated")
      ->required();
  receive_ = group.add_subcommand("receive", "Print the recipient that archives for this server are sealed for");
  import_ = group.add_subcommand("import", "Take a workspace in from such a file, and prove that it is whole");
  import_->add_option("file", file_, "The file")->required();
  import_->add_option("--slug", slug_, "Another short name for it, where its own is taken");
  import_->add_option("--identity", identity_file_, "A key file of `age-keygen`, when it was sealed for that");
}

int ArchiveCommands::run() {
  if (*export_) return write();
  if (*receive_) return receive();
  try {
    return read();
  } catch (const crypto::AgeFault& fault) {
    throw std::runtime_error(file_ + " does not open: " + fault.what() + ". Nothing was done");
  }
}

int ArchiveCommands::receive() const {
  server::Foundation foundation(settings_());
  fmt::print("{}\n", lifecycle::receiving_recipient(foundation.keys).text());
  return 0;
}

int ArchiveCommands::write() const {
  const auto recipients = recipients_of(recipients_);
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const server::WorkspaceAdministration administration(foundation, settings.data);
  const auto id = named(foundation, slug_);
  require_movable(foundation, id);  // before anybody is cut off for it
  administration.require_closed(id);
  const auto workspace =
      foundation.store.read_now(id, [&](store::TenantTxn& txn) { return foundation.workspaces.current(txn); });
  const auto record = [&] {
    administration.record("workspace.exported", id, fmt::format("for {}", fmt::join(recipients_, ", ")), {});
  };
  const auto manifest = lifecycle::write_archive(archive_parts(foundation, settings), workspace, server::version,
                                                 recipients, file_, record, archive_progress("Writing"));
  fmt::print(
      "{} is in {} ({} bytes of database). It opens with the receiver's key only.\nOn the other server: wardroomctl "
      "workspace import. Here it stays suspended; wipe it when it is there.\n",
      slug_, file_, manifest.database_bytes);
  return 0;
}

int ArchiveCommands::read() const {
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const auto identities =
      identity_file_.empty() ? lifecycle::receiving_identities(foundation.keys) : identities_of(identity_file_);
  const auto received = lifecycle::read_archive(
      archive_parts(foundation, settings), identities, file_, slug_.empty() ? std::nullopt : std::optional(slug_),
      [&](store::TenantTxn& platform, const lifecycle::Received& taken) {
        foundation.audit.append(platform, {.event = "workspace.imported",
                                           .target = taken.manifest.workspace.text(),
                                           .detail = taken.slug + ", archived by " + taken.manifest.made_by});
      },
      archive_progress("Reading"));
  foundation.recovery.update();
  foundation.store.write_now(received.manifest.workspace, [&](store::TenantTxn& txn) {
    foundation.audit.append(txn,
                            {.event = "workspace.imported", .target = txn.tenant().text(), .detail = received.slug});
  });
  fmt::print("{} is here: it opens, and its audit logs of {} entries hold. It is in service.\n", received.slug,
             received.audit_entries);
  return 0;
}

}  // namespace wardroom::ctl
