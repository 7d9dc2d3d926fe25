#include "wardroomctl/administration.h"

#include <fmt/format.h>

#include <charconv>

#include "server/foundation.h"
#include "workspace/administration.h"

namespace wardroom::ctl {
namespace {

// A running server reads what was decided every five seconds; nothing is wiped under its hands.
constexpr std::chrono::seconds settled{30};

base::TenantId found(server::Foundation& foundation, const std::string& slug) {
  if (const auto id = foundation.workspaces.find_by_slug(slug)) return *id;
  throw std::runtime_error("there is no workspace '" + slug + "'; `wardroomctl workspaces` lists them");
}

std::optional<base::Timestamp> since(server::Foundation& foundation, base::TenantId tenant) {
  return foundation.store.read_now(
      base::platform_tenant, [&](store::TenantTxn& platform) { return workspace::suspended_since(platform, tenant); });
}

audit::Entry entry_of(audit::Event event, base::TenantId tenant, std::string detail) {
  audit::Entry entry{.event = event};
  entry.target = tenant.text();
  entry.outcome = "ok";
  entry.detail = std::move(detail);
  return entry;
}

std::int64_t number(const std::string& text, const char* option) {
  std::int64_t out = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  if (read.ec != std::errc() || read.ptr != end || out < 1 || out > 1'000'000) {
    throw std::runtime_error(fmt::format("--{}: give a number from 1 to 1000000, or `none`", option));
  }
  return out;
}

void take(std::optional<std::int64_t>& quota, const std::string& given, const char* option) {
  if (given.empty()) return;
  quota = given == "none" ? std::nullopt : std::optional(number(given, option));
}

std::string in_words(const std::optional<std::int64_t>& quota) { return quota ? std::to_string(*quota) : "no limit"; }

std::string in_words(const workspace::Quotas& quotas) {
  return fmt::format("people: {}, channels: {}", in_words(quotas.people), in_words(quotas.channels));
}

// In the workspace's own log, where its keys are to be had: one that is dark is administered all the same.
void record_there(server::Foundation& foundation, base::TenantId tenant, const audit::Entry& entry) {
  try {
    foundation.store.write_now(tenant, [&](store::TenantTxn& txn) { foundation.audit.append(txn, entry); });
  } catch (const base::Problem& problem) {
    fmt::print(stderr, "Its own audit log cannot be written now ({}); the platform's is.\n", problem.code());
  }
}

void remove_files(const server::Settings& settings, base::TenantId tenant) {
  const auto folder = settings.data / "databases";
  std::vector<std::filesystem::path> all;  // the database, its log, and what SQLite keeps beside them
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    if (each.path().filename().string().starts_with(tenant.text() + ".")) all.push_back(each.path());
  }
  for (const auto& file : all) std::filesystem::remove(file);
}

}  // namespace

AdministrationCommands::AdministrationCommands(CLI::App& app, Settings settings) : settings_(std::move(settings)) {
  group_ = app.add_subcommand("workspace", "Suspend, limit and wipe a workspace; nothing in it is read");
  group_->require_subcommand(1);
  const auto command = [this](const char* name, const char* help) {
    auto* const made = group_->add_subcommand(name, help);
    made->add_option("slug", slug_, "Which workspace")->required();
    return made;
  };
  show_ = command("show", "Whether it is suspended, and its quotas");
  suspend_ =
      command("suspend", "Nobody gets in and nothing in it is served, until it is resumed; everybody is cut off");
  suspend_->add_option("--reason", reason_, "For the audit logs");
  resume_ = command("resume", "Serve it again");
  quota_ = command("quota", "How many people and channels it may have; who is there already stays");
  quota_->add_option("--people", people_, "Active accounts: a number, or `none` for no limit");
  quota_->add_option("--channels", channels_, "Channels and conversations: a number, or `none`");
  wipe_ = command("wipe", "Destroy its keys and its file, for good; it must be suspended");
  wipe_->add_option("--confirm", confirm_, "The workspace's short name once more")->required();
}

int AdministrationCommands::run() {
  if (*show_) return show();
  if (*suspend_) return suspend();
  if (*resume_) return resume();
  if (*quota_) return quota();
  return wipe();
}

int AdministrationCommands::show() const {
  server::Foundation foundation(settings_());
  const auto tenant = found(foundation, slug_);
  const auto quotas = foundation.store.read_now(tenant, workspace::quotas);
  fmt::print("{} ({}): {}; {}\n", slug_, tenant.text(), since(foundation, tenant) ? "suspended" : "in service",
             in_words(quotas));
  return 0;
}

int AdministrationCommands::suspend() const {
  server::Foundation foundation(settings_());
  const auto tenant = found(foundation, slug_);
  if (since(foundation, tenant)) {
    fmt::print("It was suspended already.\n");
    return 0;
  }
  const auto entry = entry_of("workspace.suspended", tenant, reason_);
  // First in its own log: once it is suspended, a running server lets nobody write there.
  record_there(foundation, tenant, entry);
  foundation.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    workspace::suspend(platform, tenant, base::now());
    foundation.audit.append(platform, entry);
  });
  fmt::print("Suspended. A running server cuts everybody off within five seconds.\n");
  return 0;
}

int AdministrationCommands::resume() const {
  server::Foundation foundation(settings_());
  const auto tenant = found(foundation, slug_);
  const auto entry = entry_of("workspace.resumed", tenant, {});
  const bool changed = foundation.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    if (!workspace::resume(platform, tenant)) return false;
    foundation.audit.append(platform, entry);
    return true;
  });
  if (!changed) {
    fmt::print("It is not suspended.\n");
    return 0;
  }
  record_there(foundation, tenant, entry);
  fmt::print("In service again. A running server lets people in within five seconds.\n");
  return 0;
}

int AdministrationCommands::quota() const {
  if (people_.empty() && channels_.empty()) throw std::runtime_error("give --people, --channels, or both");
  server::Foundation foundation(settings_());
  const auto tenant = found(foundation, slug_);
  const auto now = foundation.store.write_now(tenant, [&](store::TenantTxn& txn) {
    auto quotas = workspace::quotas(txn);
    take(quotas.people, people_, "people");
    take(quotas.channels, channels_, "channels");
    workspace::set_quotas(txn, quotas);
    foundation.audit.append(txn, entry_of("workspace.quota_set", tenant, in_words(quotas)));
    return quotas;
  });
  fmt::print("{}: {}\n", slug_, in_words(now));
  return 0;
}

// Keys first: from then on nothing of it opens. Stopped in between, the same command goes on.
int AdministrationCommands::wipe() const {
  if (confirm_ != slug_) throw std::runtime_error("--confirm must be the workspace's short name: nothing was done");
  const auto settings = settings_();
  server::Foundation foundation(settings);
  const auto tenant = found(foundation, slug_);
  const auto at = since(foundation, tenant);
  if (!at) throw std::runtime_error("suspend it first: nothing was done");
  if (base::now() < *at + settled) {
    throw std::runtime_error(
        "it was suspended a moment ago, and the server may still have it open; wait half a minute");
  }
  foundation.store.close(tenant);
  if (foundation.keys.has(tenant)) foundation.keys.destroy_tenant(tenant);
  remove_files(settings, tenant);
  foundation.store.write_now(base::platform_tenant, [&](store::TenantTxn& platform) {
    workspace::drop(platform, tenant);
    foundation.audit.append(platform, entry_of("workspace.wiped", tenant, slug_));
  });
  foundation.recovery.update();
  fmt::print("Wiped. Copies of the data directory made before, with the root key of that time, still open.\n");
  return 0;
}

}  // namespace wardroom::ctl
