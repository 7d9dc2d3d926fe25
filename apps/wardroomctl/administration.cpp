#include "wardroomctl/administration.h"

#include <fmt/format.h>

#include <charconv>

#include "server/workspace_administration.h"
#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
namespace {

std::int64_t number(const std::string& text, const char* option) {
  std::int64_t out = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end || out < 1 || out > 1'000'000) {
    throw std::runtime_error(fmt::format("--{}: give a number from 1 to 1000000, or `none`", option));
  }
  return out;
}

void take(std::optional<std::int64_t>& limit, const std::string& given, const char* option) {
  if (given.empty()) return;
  limit = given == "none" ? std::nullopt : std::optional(number(given, option));
}

}  // namespace

// What a command works with; the server may run beside it.
struct AdministrationCommands::Opened {
  explicit Opened(const server::Settings& settings) : foundation(settings), administration(foundation, settings.data) {}

  base::TenantId named(const std::string& slug) { return ctl::named(foundation, slug); }

  server::Foundation foundation;
  server::WorkspaceAdministration administration;
};

AdministrationCommands::AdministrationCommands(CLI::App& app, Settings settings) : settings_(std::move(settings)) {
  group_ = app.add_subcommand("workspace", "Suspend, limit and wipe a workspace; nothing in it is read");
  group_->require_subcommand(1);
  const auto command = [this](const char* name, const char* help) {
    auto* const made = group_->add_subcommand(name, help);
    made->add_option("slug", slug_, "Which workspace")->required();
    return made;
  };
  show_ = command("show", "Whether it is suspended, what it may have, and how much it has");
  suspend_ =
      command("suspend", "Nobody gets in and nothing in it is served, until it is resumed; everybody is cut off");
  suspend_->add_option("--reason", reason_, "For the audit logs");
  resume_ = command("resume", "Serve it again");
  quota_ = command(
      "quota", "How many people and channels it may have, how much it may ask, and which logs; what is there stays");
  quota_->add_option("--people", people_, "Active accounts: a number, or `none` for no limit");
  quota_->add_option("--channels", channels_, "Channels and conversations: a number, or `none`");
  quota_->add_option("--requests", requests_, "Requests a second of all its people together: a number, or `none`");
  quota_->add_option("--compliance-log", compliance_log_, "Whether what becomes of its data is logged, too: yes or no")
      ->check(CLI::IsMember({"yes", "no"}));
  wipe_ = command("wipe", "Destroy its keys and its file, for good; it must be suspended");
  wipe_->add_option("--confirm", confirm_, "The workspace's short name once more")->required();
  operators_ = group_->add_subcommand(
      "operators", "Name the workspace whose people may administer the server from the web, with manage_workspaces");
  auto* const whose = operators_->add_option_group("whose")->require_option(1);
  whose->add_option("slug", slug_, "Which workspace");
  whose->add_flag("--nobody", nobody_, "Nobody may; this is so until somebody is named");
}

int AdministrationCommands::run() {
  Opened opened(settings_());
  if (*show_) return show(opened);
  if (*suspend_) return suspend(opened);
  if (*resume_) return resume(opened);
  if (*quota_) return quota(opened);
  if (*operators_) return operators(opened);
  return wipe(opened);
}

int AdministrationCommands::show(Opened& opened) const {
  const auto id = opened.named(slug_);
  const auto workspace = opened.administration.get(id);
  fmt::print("{} ({}): {}; may have {}\n", slug_, id.text(), workspace.suspended_at ? "suspended" : "in service",
             server::in_words(opened.administration.allowance(id)));
  const auto use = opened.administration.use(id);
  fmt::print("It has {} people, {} channels, {} bytes.{}\n", use.people, use.channels, use.bytes,
             workspace.operators ? " Its people may administer the server." : "");
  return 0;
}

int AdministrationCommands::suspend(Opened& opened) const {
  const bool done = opened.administration.suspend(opened.named(slug_), reason_, {});
  fmt::print("{}\n", done ? "Suspended. A running server cuts everybody off within five seconds."
                          : "It was suspended already.");
  return 0;
}

int AdministrationCommands::resume(Opened& opened) const {
  const bool done = opened.administration.resume(opened.named(slug_), {});
  fmt::print("{}\n",
             done ? "In service again. A running server lets people in within five seconds." : "It is not suspended.");
  return 0;
}

int AdministrationCommands::quota(Opened& opened) const {
  if (people_.empty() && channels_.empty() && requests_.empty() && compliance_log_.empty()) {
    throw std::runtime_error("give --people, --channels, --requests, --compliance-log, or several");
  }
  const auto id = opened.named(slug_);
  auto allowance = opened.administration.allowance(id);
  take(allowance.people, people_, "people");
  take(allowance.channels, channels_, "channels");
  take(allowance.requests_per_second, requests_, "requests");
  if (!compliance_log_.empty()) allowance.compliance_log = compliance_log_ == "yes";
  opened.administration.allow(id, allowance, {});
  fmt::print("{}: {}\n", slug_, server::in_words(allowance));
  return 0;
}

int AdministrationCommands::wipe(Opened& opened) const {
  if (confirm_ != slug_) throw std::runtime_error("--confirm must be the workspace's short name: nothing was done");
  opened.administration.wipe(opened.named(slug_), {});
  fmt::print("Wiped. Copies of the data directory made before, with the root key of that time, still open.\n");
  return 0;
}

int AdministrationCommands::operators(Opened& opened) const {
  opened.administration.set_operators(nobody_ ? std::nullopt : std::optional(opened.named(slug_)), {});
  fmt::print("{}\n", nobody_ ? "Nobody administers the server from the web."
                             : "Those of its people who have manage_workspaces (its owners) administer the server, "
                               "within five seconds if it runs.");
  return 0;
}

}  // namespace wardroom::ctl
