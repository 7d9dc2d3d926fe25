#include "identity/usernames.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t longest_username = 32;
constexpr std::size_t longest_name = 80;  // code points
constexpr int max_same_names = 99;

}  // namespace

std::string username_out_of(std::string_view name_or_address) {
  std::string out;
  for (const char given : name_or_address.substr(0, name_or_address.find('@'))) {
    const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (fits) out.push_back(c);
    if (c == ' ') out.push_back('.');
    if (out.size() == longest_username) break;
  }
  return out;
}

std::string numbered(const std::string& username, int n) {
  if (n == 1) return username;
  const auto tail = "-" + std::to_string(n);
  return username.substr(0, longest_username - tail.size()) + tail;
}

std::string free_username(const Directory& directory, store::TenantTxn& txn, const std::string& wanted) {
  int n = 1;
  while (n < max_same_names && directory.find_by_username(txn, numbered(wanted, n))) ++n;
  return numbered(wanted, n);
}

std::string display_name_out_of(std::string name) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(name[at]) & 0xc0) != 0x80;
    if (begins && ++count > longest_name) name.resize(at);
  }
  return name;
}

}  // namespace wardroom::identity
