// wardroomd: the server. Prints its address and, while there is no workspace, the set-up link on standard output; its
// log goes to standard error as JSON lines.
#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/log.h"
#include "base/memory.h"
#include "crypto/wiping_heap.h"
#include "operation/openapi.h"
#include "server/wardroom.h"

namespace {

using namespace wardroom;

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void lock_memory(bool required) {
  const auto complaint = base::prepare_locked_memory();
  if (!complaint) return;
  if (required) throw base::ConfigError("memory.require_lock: " + *complaint + ".");
  base::log_warning("{}", *complaint);
}

int serve(server::Settings settings) {
  const auto signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // inherited by every thread made from here on
  signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  base::set_log_level(settings.log_level);
  lock_memory(settings.require_locked_memory);
  server::Wardroom wardroom(std::move(settings));
  if (const auto link = wardroom.setup_link()) fmt::print("setup {}\n", *link);
  fmt::print("ready {}\n", wardroom.url());
  std::fflush(stdout);
  while (true) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    try {
      wardroom.reload_certificate();
    } catch (const std::exception& error) {
      base::log_error("the certificate was not reloaded: {}", error.what());
    }
  }
  base::log_info("stopping");
  wardroom.stop();
  return 0;
}

// The documents need the operations, and those a server: one in a directory that goes away again, on no fixed port.
template <typename Print>
int print_document(Print print) {
  std::string directory = (std::filesystem::temp_directory_path() / "wardroom-XXXXXX").string();
  if (!mkdtemp(directory.data())) throw std::runtime_error(directory + ": cannot be made");
  base::set_log_level(base::LogLevel::error);
  server::Settings settings;
  settings.data = std::filesystem::path(directory) / "data";
  settings.kms.spec = server::local_kms(settings.data, std::filesystem::path(directory) / "key");
  settings.port = 0;
  settings.cores = 1;
  {
    const server::Wardroom wardroom(std::move(settings));
    fmt::print("{}", print(wardroom.operations()));
  }
  std::filesystem::remove_all(directory);
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app{
      "Wardroom: self-hosted team chat whose security you can audit.\n\nSettings come from --config FILE "
      "(wardroom.toml) and WARDROOM_… variables; see docs/configuration.md."};
  app.set_version_flag("--version", std::string(server::version));
  std::string config_file;
  app.add_option("--config", config_file, "Settings file");
  std::map<std::string, std::string> given;
  const auto option = [&](const char* flag, const char* key, const char* help) {
    app.add_option_function<std::string>(flag, [&given, key](const std::string& value) { given[key] = value; }, help);
  };
  option("--data", "server.data", "Data directory (default: data)");
  option("--listen", "server.listen", "ADDRESS:PORT to listen on (default: 127.0.0.1:8443)");
  option("--web", "server.web", "Directory of the built web client");
  option("--public-url", "server.public_url", "https://… address people use, for links");
  option("--key-file", "kms.key_file", "Key file that unlocks the root key (default: beside the data directory)");
  auto* const openapi = app.add_subcommand("openapi", "Print the OpenAPI document");
  auto* const permissions = app.add_subcommand("permissions", "Print the permission matrix (docs/permissions.md)");
  CLI11_PARSE(app, argc, argv);
  if (*openapi) {
    return print_document(
        [](const auto& registry) { return operation::openapi_json(registry, server::version) + "\n"; });
  }
  if (*permissions)
    return print_document([](const auto& registry) { return operation::permissions_markdown(registry); });
  base::Config config(config_file);
  for (const auto& [key, value] : given) config.set(key, value);
  return serve(server::read_settings(config));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    crypto::use_wiping_heap();
    base::forbid_core_dumps();
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "wardroomd: {}\n", error.what());
    return 1;
  }
}
