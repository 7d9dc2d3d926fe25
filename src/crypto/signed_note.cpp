#include "crypto/signed_note.h"

#include <algorithm>
#include <stdexcept>

#include "base/lines.h"
#include "crypto/hash.h"

namespace wardroom::crypto {
namespace {

constexpr std::string_view dash = "\u2014 ";  // an em dash and a space begin a signature line
constexpr std::size_t max_note_size = 64 * 1024;

bool is_name(std::string_view name) {
  return !name.empty() && base::is_utf8(name) &&
         std::ranges::none_of(name, [](unsigned char c) { return c <= 0x20 || c == '+' || c == 0x7f; });
}

base::Bytes typed(NoteKey type, const PublicKey& key) {
  base::Bytes out{static_cast<std::uint8_t>(type)};
  base::append(out, key);
  return out;
}

base::Bytes key_id_of(std::string_view name, NoteKey type, const PublicKey& key) {
  const auto digest = sha256({base::as_bytes(name), base::as_bytes("\n"), typed(type, key)});
  return {digest.begin(), digest.begin() + 4};
}

// What stands behind the key id on a line of this name and key; none: the line is somebody else's.
std::optional<base::Bytes> signature_on(std::string_view line, std::string_view name, NoteKey type,
                                        const PublicKey& key) {
  if (!line.starts_with(dash)) return std::nullopt;
  line.remove_prefix(dash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || line.substr(0, space) != name) return std::nullopt;
  const auto bytes = base::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() < 4) return std::nullopt;
  if (!std::ranges::equal(base::ByteView(*bytes).first(4), key_id_of(name, type, key))) return std::nullopt;
  return base::Bytes(bytes->begin() + 4, bytes->end());
}

bool is_good_line(std::string_view line, std::string_view name, std::string_view text, const PublicKey& key) {
  const auto signature = signature_on(line, name, NoteKey::signer, key);
  return signature && signature->size() == Signature().size() && verify(key, base::as_bytes(text), *signature);
}

std::string cosigned_text(std::string_view text, std::uint64_t time) {
  return std::string("cosignature/v1\ntime ").append(std::to_string(time)).append("\n").append(text);
}

std::optional<std::uint64_t> good_cosignature(std::string_view line, std::string_view text,
                                              const VerifierKey& witness) {
  const auto bytes = signature_on(line, witness.name, NoteKey::cosigner, witness.key);
  if (!bytes || bytes->size() != 8 + Signature().size()) return std::nullopt;
  const base::ByteView view(*bytes);
  const auto time = base::read_u64(view.first(8));
  if (time >> 63 != 0) return std::nullopt;
  const bool good = verify(witness.key, base::as_bytes(cosigned_text(text, time)), view.subspan(8));
  return good ? std::optional(time) : std::nullopt;
}

std::string line_of(std::string_view name, base::ByteView bytes) {
  return std::string(dash).append(name).append(" ").append(base::to_base64(bytes)).append("\n");
}

}  // namespace

std::string sign_note(std::string_view text, std::string_view name, const Signer& key) {
  if (!is_name(name) || !text.ends_with('\n') || !base::is_utf8(text)) {
    throw std::invalid_argument("not the name or the text of a signed note");
  }
  auto bytes = key_id_of(name, NoteKey::signer, key.public_key());
  base::append(bytes, key.sign(base::as_bytes(text)));
  return std::string(text).append("\n").append(line_of(name, bytes));
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
  for (auto rest = signatures; const auto line = base::take_line(rest);) {
    if (!line->starts_with(dash) || line->find(' ', dash.size()) == std::string_view::npos) return refused;
  }
  return Note{.text = std::string(note.substr(0, end + 1)), .signatures = std::string(signatures)};
}

std::expected<std::string, Refused> open_note(std::string_view note, std::string_view name, const PublicKey& key) {
  auto parts = split_note(note);
  if (!parts) return std::unexpected(Refused::refused);
  for (std::string_view rest = parts->signatures; const auto line = base::take_line(rest);) {
    if (is_good_line(*line, name, parts->text, key)) return std::move(parts->text);
  }
  return std::unexpected(Refused::refused);
}

std::string VerifierKey::text() const {
  return std::string(name)
      .append("+")
      .append(base::to_hex(key_id_of(name, type, key)))
      .append("+")
      .append(base::to_base64(typed(type, key)));
}

std::optional<VerifierKey> read_verifier_key(std::string_view text) {
  const auto first = text.find('+');  // names hold none; base64 does
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  VerifierKey out{.name = std::string(text.substr(0, first))};
  const auto bytes = base::from_base64(text.substr(second + 1));
  if (!is_name(out.name) || !bytes || bytes->size() != 1 + out.key.size()) return std::nullopt;
  if (bytes->front() != 0x01 && bytes->front() != 0x04) return std::nullopt;
  out.type = static_cast<NoteKey>(bytes->front());
  std::copy(bytes->begin() + 1, bytes->end(), out.key.begin());
  return out.text() == text ? std::optional(std::move(out)) : std::nullopt;
}

std::string cosign(std::string_view text, std::string_view name, std::uint64_t time, const Signer& key) {
  if (!is_name(name)) throw std::invalid_argument("not the name of a witness");
  auto bytes = key_id_of(name, NoteKey::cosigner, key.public_key());
  base::append_u64(bytes, time);
  base::append(bytes, key.sign(base::as_bytes(cosigned_text(text, time))));
  return line_of(name, bytes);
}

std::optional<std::uint64_t> cosigned_at(std::string_view note, const VerifierKey& witness) {
  const auto parts = split_note(note);
  if (!parts) return std::nullopt;
  for (std::string_view rest = parts->signatures; const auto line = base::take_line(rest);) {
    if (const auto time = good_cosignature(*line, parts->text, witness)) return time;
  }
  return std::nullopt;
}

std::string good_cosignatures(std::string_view text, std::string_view lines, const VerifierKey& witness) {
  std::string out;
  for (auto rest = lines.substr(0, max_note_size); const auto line = base::take_line(rest);) {
    if (good_cosignature(*line, text, witness)) out.append(*line).append("\n");
  }
  return out;
}

}  // namespace wardroom::crypto
