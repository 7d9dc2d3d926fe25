// backup: how much slower posts get while the server backs itself up, in one run: first the posts alone, then with the
// backup, at the same rate.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "benches.h"
#include "crowd.h"

namespace wardroom::bench {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::chrono::seconds patience{60};

struct Scratch {
  fs::path path = fs::temp_directory_path() / fmt::format("wardroom-bench-backup-{}", ::getpid());
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

TargetOptions with_backups(TargetOptions options, const fs::path& folder) {
  options.environment.emplace("WARDROOM_BACKUP_FOLDER", folder.string());
  options.environment.emplace("WARDROOM_BACKUP_EVERY_HOURS", "0");
  return options;
}

// What only whoever has a shell on the server may do.
void prepare(Target& target, const TargetOptions& options) {
  const auto tool = (options.server.parent_path() / "wardroomctl").string();
  target.offline([&](const fs::path& data, const fs::path& key) {
    const auto run = [&](std::vector<std::string> words, const std::string& line) {
      std::vector<std::string> command{tool, "--data", data.string(), "--key-file", key.string()};
      command.insert(command.end(), words.begin(), words.end());
      Child(command, {}).await_line(line, patience);
    };
    run({"recovery", "create"}, "wardroom-recovery");
    run({"workspace", "operators", options.workspace}, "");
  });
}

bool working(client::Session& owner) {
  const auto state = owner.get("/server/backups");
  if (!state.at("failure").is_null()) throw std::runtime_error(std::string(state.at("failure").as_string()));
  return state.at("working").as_bool();
}

}  // namespace

void backup(const RekeyOptions& options) {
  const Scratch folder;
  const Figures figures("backup", options.target.json);
  Target target(with_backups(options.target, folder.path));
  prepare(target, options.target);
  auto people = target.people(8);
  const auto channel = target.new_channel(people);
  Crowd crowd(target, people, channel, options.connections);
  crowd.fill(static_cast<std::uint64_t>(options.messages));

  crowd.measure_alone(options.rate, figures);

  auto& owner = target.owner();
  const auto began = now_ns();
  owner.request("POST", "/server/backups", json::object{});
  std::atomic<bool> running = true;
  std::jthread watch([&] {
    while (running && working(owner)) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    running = false;
  });
  crowd.post_while(options.rate, [&] { return running.load(); });
  watch.join();
  const auto taken = static_cast<double>(now_ns() - began) / static_cast<double>(second);
  crowd.latency.print(figures, "with_backup");
  const auto made = owner.get("/server/backups").at("items").as_array();
  if (made.empty()) throw std::runtime_error("no backup was made");
  const auto bytes = made.back().at("bytes").to_number<double>();
  figures.add("bytes", bytes, "B");
  figures.add("seconds", taken, "s");
  figures.add("megabytes_per_second", bytes / 1e6 / taken, "MB/s");
}

}  // namespace wardroom::bench
