#include "base/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <toml++/toml.h>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

namespace wardroom::base {
namespace {

std::string list_text(const toml::array& items, const std::string& key) {
  std::string out;
  for (const auto& item : items) {
    const auto* const text = item.as_string();
    if (!text) throw ConfigError(key + ": a list may hold strings only.");
    out += (out.empty() ? "" : ",") + text->get();
  }
  return out;
}

void flatten(const toml::table& table, const std::string& prefix, std::map<std::string, std::string>& out) {
  for (const auto& [name, node] : table) {
    const auto key = prefix.empty() ? std::string(name.str()) : prefix + "." + std::string(name.str());
    if (const auto* const inner = node.as_table()) {
      flatten(*inner, key, out);
    } else if (const auto* const text = node.as_string()) {
      out[key] = text->get();
    } else if (const auto* const number = node.as_integer()) {
      out[key] = std::to_string(number->get());
    } else if (const auto* const flag = node.as_boolean()) {
      out[key] = flag->get() ? "true" : "false";
    } else if (const auto* const items = node.as_array()) {
      out[key] = list_text(*items, key);
    } else {
      throw ConfigError(key + ": use a string, a whole number, true, false or a list of strings.");
    }
  }
}

std::string environment_name(const std::string& key) {
  std::string name = "WARDROOM_";
  for (const char c : key)
    name.push_back(c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  return name;
}

}  // namespace

Config::Config(const std::filesystem::path& file, Environment environment)
    : own_environment_(!environment), environment_(environment ? std::move(environment) : [](const char* name) {
        return std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
      }) {
  if (file.empty()) return;
  std::ifstream in(file);
  if (!in) throw ConfigError(file.string() + ": cannot be read. Check the path and its permissions.");
  try {
    flatten(toml::parse(in, file.string()), "", values_);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    throw ConfigError(file.string() + ": " + std::string(error.description()) + " (" + where.str() + ")");
  }
}

std::optional<std::string> Config::find(const std::string& key) {
  known_.insert(key);
  if (const auto at = given_.find(key); at != given_.end()) return at->second;
  if (const char* const set = environment_(environment_name(key).c_str())) return std::string(set);
  if (const auto at = values_.find(key); at != values_.end()) return at->second;
  return std::nullopt;
}

std::string Config::text(const std::string& key, const std::string& otherwise) { return find(key).value_or(otherwise); }

std::int64_t Config::number(const std::string& key, std::int64_t otherwise, std::int64_t min, std::int64_t max) {
  const auto text = find(key);
  if (!text) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < min || value > max) {
    throw ConfigError(key + ": use a whole number from " + std::to_string(min) + " to " + std::to_string(max) +
                      ", not '" + *text + "'.");
  }
  return value;
}

bool Config::flag(const std::string& key, bool otherwise) {
  const auto text = find(key);
  if (!text) return otherwise;
  if (*text == "true" || *text == "on" || *text == "1") return true;
  if (*text == "false" || *text == "off" || *text == "0") return false;
  throw ConfigError(key + ": use true or false, not '" + *text + "'.");
}

std::vector<std::string> Config::list(const std::string& key) {
  std::vector<std::string> out;
  std::istringstream in(text(key, ""));
  for (std::string item; std::getline(in, item, ',');) {
    const auto from = item.find_first_not_of(' ');
    if (from != std::string::npos) out.push_back(item.substr(from, item.find_last_not_of(' ') - from + 1));
  }
  return out;
}

std::optional<std::string> Config::secret(const std::string& key) {
  if (const auto file = find(key + "_file")) return read_secret_file(*file);
  return find(key);
}

void Config::refuse_unknown_variables() const {
  std::set<std::string> names;
  for (const auto& key : known_) names.insert(environment_name(key));
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view variable(*entry);
    const std::string name(variable.substr(0, variable.find('=')));
    if (name.starts_with("WARDROOM_") && !names.contains(name))
      throw ConfigError(name + ": there is no such setting. See docs/configuration.md for those that exist.");
  }
}

std::optional<std::string> Config::environment(const char* name) const {
  const char* const value = environment_(name);
  return value ? std::optional<std::string>(value) : std::nullopt;
}

void Config::finish() const {
  if (own_environment_) refuse_unknown_variables();
  for (const auto& [key, value] : values_) {
    if (!known_.contains(key))
      throw ConfigError(key + ": unknown setting. See docs/configuration.md for those that exist.");
  }
}

std::string read_secret_file(const std::filesystem::path& file) {
  struct stat info{};
  if (::stat(file.c_str(), &info) != 0) throw ConfigError(file.string() + ": the secret's file cannot be read.");
  if ((info.st_mode & 077) != 0) {
    throw ConfigError(file.string() + ": others may read this secret. Run: chmod 600 '" + file.string() + "'");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) throw ConfigError(file.string() + ": the secret's file cannot be read.");
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace wardroom::base
