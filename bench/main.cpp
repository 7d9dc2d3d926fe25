// wardroom-bench: load for a Wardroom server, and what it does under it. See docs/performance.md.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "benches.h"

namespace {

using namespace wardroom::bench;

// The figures of docs/performance.md.
void all(const TargetOptions& target) {
  fanout({.target = target});
  fanout({.target = target, .rate = 0});
  durable({.target = target});
  durable({.target = target, .websocket = true});
  idle({.target = target});
  history({.target = target});
  start({.target = target});
}

void add_target(CLI::App* app, TargetOptions& target) {
  app->add_option("--url", target.url, "https://HOST:PORT of a running server; without it --server is started");
  app->add_option("--ca", target.ca, "PEM file of the authority to trust (DATA/tls/ca.pem)");
  app->add_option("--server-pid", target.server_pid, "Process of the running server, for its CPU time and memory");
  app->add_option("--workspace", target.workspace, "Workspace slug");
  app->add_option("--user", target.user, "An owner or admin");
  app->add_option("--password", target.password, "Their password")->envname("WARDROOM_BENCH_PASSWORD");
  app->add_option("--server", target.server, "wardroomd to start in a temporary directory");
  app->add_option("--cores", target.cores, "Cores of the started server");
  app->add_flag("--json", target.json, "One JSON object a line");
}

int run(int argc, char** argv) {
  CLI::App app{"Load generator for Wardroom. Prints one line a figure."};
  app.require_subcommand(1);

  FanoutOptions fanout_options;
  auto* const fanout_app = app.add_subcommand("fanout", "Deliveries of posts to many connections");
  add_target(fanout_app, fanout_options.target);
  fanout_app->add_option("--receivers", fanout_options.receivers)->check(CLI::PositiveNumber);
  fanout_app->add_option("--senders", fanout_options.senders)->check(CLI::PositiveNumber);
  fanout_app->add_option("--rate", fanout_options.rate, "Posts a second together; 0: saturated");
  fanout_app->add_option("--window", fanout_options.window, "Posts under way for each sender when saturated");
  fanout_app->add_option("--seconds", fanout_options.seconds)->check(CLI::PositiveNumber);
  fanout_app->add_option("--text-bytes", fanout_options.text_bytes);
  fanout_app->add_flag("--floor", fanout_options.floor, "The network room alone, without chat and store");

  DurableOptions durable_options;
  auto* const durable_app = app.add_subcommand("durable", "Posts acknowledged after they are on disk");
  add_target(durable_app, durable_options.target);
  durable_app->add_option("--connections", durable_options.connections)->check(CLI::PositiveNumber);
  durable_app->add_option("--channels", durable_options.channels)->check(CLI::PositiveNumber);
  durable_app->add_option("--seconds", durable_options.seconds)->check(CLI::PositiveNumber);
  durable_app->add_option("--text-bytes", durable_options.text_bytes);
  durable_app->add_flag("--websocket", durable_options.websocket, "Over WebSockets, which also receive, not HTTP");

  IdleOptions idle_options;
  auto* const idle_app = app.add_subcommand("idle", "Memory of connected, silent clients");
  add_target(idle_app, idle_options.target);
  idle_app->add_option("--connections", idle_options.connections)->check(CLI::PositiveNumber);
  idle_app->add_flag("--floor", idle_options.floor, "The network room alone, without chat and store");

  HistoryOptions history_options;
  auto* const history_app = app.add_subcommand("history", "Reading pages of a long channel");
  add_target(history_app, history_options.target);
  history_app->add_option("--messages", history_options.messages)->check(CLI::PositiveNumber);
  history_app->add_option("--connections", history_options.connections)->check(CLI::PositiveNumber);
  history_app->add_option("--page", history_options.page)->check(CLI::Range(1, 200));
  history_app->add_option("--seconds", history_options.seconds)->check(CLI::PositiveNumber);

  SearchOptions search_options;
  auto* const search_app = app.add_subcommand("search", "Searching a long history (needs --server)");
  add_target(search_app, search_options.target);
  search_app->add_option("--messages", search_options.messages)->check(CLI::PositiveNumber);
  search_app->add_option("--connections", search_options.connections)->check(CLI::PositiveNumber);
  search_app->add_option("--seconds", search_options.seconds)->check(CLI::PositiveNumber);

  AccessOptions access_options;
  auto* const access_app = app.add_subcommand(
      "access", "Decisions in a large workspace, and how soon changes are seen by all (needs --server)");
  add_target(access_app, access_options.target);
  access_app->add_option("--members", access_options.members)->check(CLI::PositiveNumber);
  access_app->add_option("--channels", access_options.channels)->check(CLI::PositiveNumber);
  access_app->add_option("--groups", access_options.groups)->check(CLI::PositiveNumber);
  access_app->add_option("--depth", access_options.depth, "Of groups inside groups")->check(CLI::Range(1, 10));
  access_app->add_option("--online", access_options.online, "People connected")->check(CLI::PositiveNumber);
  access_app->add_option("--connections", access_options.connections, "Of theirs together")->check(CLI::PositiveNumber);
  access_app->add_option("--rounds", access_options.rounds)->check(CLI::PositiveNumber);

  NeighboursOptions neighbours_options;
  auto* const neighbours_app = app.add_subcommand(
      "neighbours", "Posts of one workspace while another one asks for all that it can (needs --server)");
  add_target(neighbours_app, neighbours_options.target);
  neighbours_app->add_option("--connections", neighbours_options.connections, "Of the loud workspace")
      ->check(CLI::PositiveNumber);
  neighbours_app->add_option("--rate", neighbours_options.rate, "Posts a second of the quiet one")
      ->check(CLI::PositiveNumber);
  neighbours_app->add_option("--seconds", neighbours_options.seconds)->check(CLI::PositiveNumber);

  StartOptions start_options;
  auto* const start_app = app.add_subcommand("start", "Time until a started server serves");
  add_target(start_app, start_options.target);
  start_app->add_option("--times", start_options.times)->check(CLI::PositiveNumber);
  start_app->add_option("--tenants", start_options.tenants, "Workspaces on the disk")->check(CLI::PositiveNumber);

  TargetOptions all_target;
  auto* const all_app = app.add_subcommand("all", "Every bench, one after the other, each on a server of its own");
  all_app->add_option("--server", all_target.server, "wardroomd to start in temporary directories")->required();
  all_app->add_option("--cores", all_target.cores, "Cores of the started server");
  all_app->add_flag("--json", all_target.json, "One JSON object a line");

  RekeyOptions rekey_options;
  auto* const rekey_app = app.add_subcommand("rekey", "Posts while the workspace's keys are rotated and re-encrypted");
  auto* const backup_app = app.add_subcommand("backup", "Posts while the server backs itself up (needs --server)");
  for (auto* const each : {rekey_app, backup_app}) {
    add_target(each, rekey_options.target);
    each->add_option("--messages", rekey_options.messages, "Written before")->check(CLI::PositiveNumber);
    each->add_option("--rate", rekey_options.rate, "Posts a second")->check(CLI::PositiveNumber);
    each->add_option("--connections", rekey_options.connections)->check(CLI::PositiveNumber);
  }

  SignInOptions sign_in_options;
  auto* const sign_in_app = app.add_subcommand(
      "sign-in", "What a refusal's time tells, and posts while many sign in at once (needs --server)");
  add_target(sign_in_app, sign_in_options.target);
  sign_in_app->add_option("--tries", sign_in_options.tries, "Wrong passwords")->check(CLI::Range(20, 100'000));
  sign_in_app->add_option("--logins", sign_in_options.logins, "At once")->check(CLI::PositiveNumber);
  sign_in_app->add_option("--rate", sign_in_options.rate, "Posts a second")->check(CLI::PositiveNumber);

  NullOptions null_options;
  auto* const sealing_app = app.add_subcommand("sealing", "Posts and pages against a server that seals nothing");
  auto* const recording_app = app.add_subcommand(
      "recording", "Renames, alone and many at once, and edits of messages against a server that records nothing");
  for (auto* const each : {sealing_app, recording_app}) {
    each->add_option("--server", null_options.target.server, "wardroomd")->required();
    each->add_option("--null-server", null_options.null_server, "wardroomd-null-sealer, or wardroomd-null-audit")
        ->required();
    each->add_option("--connections", null_options.connections)->check(CLI::PositiveNumber);
    each->add_option("--seconds", null_options.seconds, "Of a turn")->check(CLI::PositiveNumber);
    each->add_option("--rounds", null_options.rounds)->check(CLI::PositiveNumber);
    each->add_flag("--json", null_options.target.json, "One JSON object a line");
  }

  AuditOptions audit_options;
  auto* const audit_app = app.add_subcommand("audit", "Verifying and appending to an audit log, without a server");
  audit_app->add_option("--entries", audit_options.entries)->check(CLI::PositiveNumber);
  audit_app->add_option("--long-entries", audit_options.long_entries, "Of the export whose memory is measured")
      ->check(CLI::PositiveNumber);
  audit_app->add_option("--rounds", audit_options.rounds)->check(CLI::PositiveNumber);
  audit_app->add_flag("--json", audit_options.json, "One JSON object a line");

  auto* const floor_app = app.add_subcommand("floor-server", "What --floor starts")->group("");
  CLI11_PARSE(app, argc, argv);
  if (*fanout_app) fanout(fanout_options);
  if (*durable_app) durable(durable_options);
  if (*idle_app) idle(idle_options);
  if (*history_app) history(history_options);
  if (*search_app) search(search_options);
  if (*access_app) access(access_options);
  if (*start_app) start(start_options);
  if (*all_app) all(all_target);
  if (*rekey_app) rekey(rekey_options);
  if (*backup_app) backup(rekey_options);
  if (*sign_in_app) sign_in(sign_in_options);
  if (*neighbours_app) neighbours(neighbours_options);
  if (*sealing_app) sealing(null_options);
  if (*recording_app) recording(null_options);
  if (*audit_app) audit(audit_options);
  if (*floor_app) serve_floor();
  return 0;
}

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    raise_file_limit();
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "wardroom-bench: {}\n", error.what());
    return 1;
  }
}
