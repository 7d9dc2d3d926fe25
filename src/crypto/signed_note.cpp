#include "crypto/signed_note.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/hash.h"

namespace wardroom::crypto {
namespace {

constexpr std::string_view dash = "\u2014 ";  // an em dash and a space begin a signature line
constexpr std::uint8_t ed25519 = 0x01;
constexpr std::size_t max_note_size = 64 * 1024;

bool is_name(std::string_view name) {
  return !name.empty() && base::is_utf8(name) &&
         std::ranges::none_of(name, [](unsigned char c) { return c <= 0x20 || c == '+' || c == 0x7f; });
}

base::Bytes typed(const PublicKey& key) {
  base::Bytes out{ed25519};
  base::append(out, key);
  return out;
}

base::Bytes key_id_of(std::string_view name, const PublicKey& key) {
  const auto digest = sha256({base::as_bytes(name), base::as_bytes("\n"), typed(key)});
  return {digest.begin(), digest.begin() + 4};
}

bool is_good_line(std::string_view line, std::string_view name, std::string_view text, const PublicKey& key) {
  line.remove_prefix(dash.size());
  const auto space = line.find(' ');
  if (line.substr(0, space) != name) return false;
  const auto bytes = base::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() != 4 + Signature().size()) return false;
  const base::ByteView view(*bytes);
  return std::ranges::equal(view.first(4), key_id_of(name, key)) && verify(key, base::as_bytes(text), view.subspan(4));
}

}  // namespace

std::string sign_note(std::string_view text, std::string_view name, const Signer& key) {
  if (!is_name(name) || !text.ends_with('\n') || !base::is_utf8(text)) {
    throw std::invalid_argument("not the name or the text of a signed note");
  }
  auto bytes = key_id_of(name, key.public_key());
  base::append(bytes, key.sign(base::as_bytes(text)));
  return std::string(text)
      .append("\n")
      .append(dash)
      .append(name)
      .append(" ")
      .append(base::to_base64(bytes))
      .append("\n");
}

std::expected<Note, Refused> split_note(std::string_view note) {
  constexpr auto refused = std::unexpected(Refused::refused);
  if (note.size() > max_note_size || !base::is_utf8(note) || !note.ends_with('\n')) return refused;
  const auto is_control = [](unsigned char c) { return c < 0x20 && c != '\n'; };
  if (std::ranges::any_of(note, is_control)) return refused;
  const auto end = note.rfind("\n\n");  // the text may hold empty lines, the signatures may not
  if (end == std::string_view::npos) return refused;
  const auto signatures = note.substr(end + 2);
  if (signatures.empty()) return refused;
  for (auto rest = signatures; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (!line.starts_with(dash) || line.find(' ', dash.size()) == std::string_view::npos) return refused;
  }
  return Note{.text = std::string(note.substr(0, end + 1)), .signatures = std::string(signatures)};
}

std::expected<std::string, Refused> open_note(std::string_view note, std::string_view name, const PublicKey& key) {
  auto parts = split_note(note);
  if (!parts) return std::unexpected(Refused::refused);
  for (std::string_view rest = parts->signatures; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    if (is_good_line(line, name, parts->text, key)) return std::move(parts->text);
  }
  return std::unexpected(Refused::refused);
}

std::string note_verifier_key(std::string_view name, const PublicKey& key) {
  return std::string(name)
      .append("+")
      .append(base::to_hex(key_id_of(name, key)))
      .append("+")
      .append(base::to_base64(typed(key)));
}

}  // namespace wardroom::crypto
