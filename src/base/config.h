// Where settings come from: wardroom.toml, overlaid by WARDROOM_<SECTION>_<KEY>, secrets also by …_FILE. Ask for each
// known key once, then call finish(): whatever file and environment hold beyond that is an error. Read at start, from
// one thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace wardroom::base {

// A setting that cannot be used; the sentence names the key and says what to do.
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Environment = std::function<const char*(const char*)>;

class Config {
 public:
  // file: may be empty (no file). environment: getenv, or a test's own.
  explicit Config(const std::filesystem::path& file = {}, Environment environment = {});
  // From the command line: stronger than file and environment.
  void set(const std::string& key, std::string value) { given_[key] = std::move(value); }

  // Keys are written "section.key".
  std::string text(const std::string& key, const std::string& otherwise);
  std::int64_t number(const std::string& key, std::int64_t otherwise, std::int64_t min, std::int64_t max);
  bool flag(const std::string& key, bool otherwise);
  std::vector<std::string> list(const std::string& key);      // comma-separated, or a TOML list of strings
  std::optional<std::string> secret(const std::string& key);  // environment …_FILE or the file's key "<key>_file"

  // A variable that others set, by its own name.
  std::optional<std::string> environment(const char* name) const;

  void finish() const;  // ConfigError names the first unknown key

 private:
  void refuse_unknown_variables() const;
  std::optional<std::string> find(const std::string& key);
  std::map<std::string, std::string> values_;
  std::map<std::string, std::string> given_;
  std::set<std::string> known_;
  bool own_environment_;  // the process's
  Environment environment_;
};

// The text of a secret's file, without a final newline. Refuses one that others than its owner may read.
std::string read_secret_file(const std::filesystem::path& file);

}  // namespace wardroom::base
