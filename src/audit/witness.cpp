#include "audit/witness.h"

#include <fmt/format.h>

#include <stdexcept>

#include "audit/hash_lines.h"
#include "base/clock.h"
#include "base/lines.h"
#include "crypto/canonical_json.h"
#include "crypto/merkle.h"
#include "kms/durable_file.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t max_file_size = 256 * 1024;
constexpr std::size_t max_hashes = 63;

struct Request {
  std::uint64_t old_size = 0;
  std::vector<crypto::Digest> proof;
  std::string_view note;
};

std::optional<Request> read_request(std::string_view body) {
  constexpr std::string_view old_word = "old ";
  auto line = base::take_line(body).value_or("");
  if (!line.starts_with(old_word)) return std::nullopt;
  line.remove_prefix(old_word.size());
  const auto old_size = base::read_decimal(line);
  auto proof = old_size ? take_hash_lines(body, max_hashes) : std::nullopt;
  if (!proof) return std::nullopt;
  return Request{.old_size = *old_size, .proof = std::move(*proof), .note = body};
}

crypto::SigningKey key_in(const fs::path& folder) {
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms::owner_all);
  const auto file = folder / "key";
  if (!fs::exists(file)) kms::replace_file(file, base::Secret<32>::random().view());
  const auto seed = kms::read_private_file(file, 32);
  if (!seed) throw std::runtime_error(seed.error());
  if (seed->size() != 32) throw std::runtime_error(file.string() + ": is no key of a witness: it has not 32 bytes");
  return crypto::SigningKey(base::Secret<32>(std::span<const std::uint8_t, 32>(seed->data(), 32)));
}

WitnessAnswer refused(int status, std::string why) { return {status, std::move(why) + "\n"}; }
WitnessAnswer conflict(std::uint64_t size) { return {409, fmt::format("{}\n", size)}; }

}  // namespace

Witness::Witness(fs::path folder, std::string name)
    : folder_(std::move(folder)), name_(std::move(name)), signer_(key_in(folder_)) {
  if (!crypto::read_verifier_key(key().text())) {
    throw std::runtime_error("a witness's name holds no spaces and no '+': use one like witness.example.org/audit");
  }
}

crypto::VerifierKey Witness::key() const { return {name_, signer_.public_key(), crypto::NoteKey::cosigner}; }

fs::path Witness::file_of(std::string_view origin) const {
  return folder_ / ("log-" + base::to_hex(crypto::sha256({base::as_bytes(origin)})));
}

Witness::Known Witness::read(const fs::path& file, base::ByteView content) {
  const auto damaged = [&] { return std::runtime_error(file.string() + ": is damaged"); };
  const auto value = crypto::parse_canonical_json(base::as_text(content));
  const auto* const object = value ? value->if_object() : nullptr;
  if (!object) throw damaged();
  auto key = crypto::read_verifier_key(crypto::text_member(*object, "key").value_or(""));
  const auto note = crypto::text_member(*object, "note");
  if (!key || !note) throw damaged();
  Known out{.key = std::move(*key), .note = std::string(*note), .seen = {}};
  out.seen = {.origin = out.key.name, .size = 0, .root = crypto::MerkleTree().root()};
  if (note->empty()) return out;
  const auto seen = read_checkpoint(*note);
  if (!seen) throw damaged();
  out.seen = *seen;
  return out;
}

std::optional<Witness::Known> Witness::known(std::string_view origin) const {
  const auto file = file_of(origin);
  const auto content = kms::read_file(file, max_file_size);
  return content ? std::optional(read(file, *content)) : std::nullopt;
}

void Witness::remember(const Known& log) const {
  const auto text = crypto::canonical_json(json::object{{"key", log.key.text()}, {"note", log.note}});
  kms::replace_file(file_of(log.key.name), base::as_bytes(text));
}

void Witness::trust(const crypto::VerifierKey& log) {
  const std::lock_guard lock(mutex_);
  const auto before = known(log.name);
  if (!before) return remember({.key = log, .note = {}, .seen = {}});
  if (before->key.key != log.key) {
    throw std::runtime_error(
        fmt::format("{} is known by another key: {}. If its administrator tells you why, remove "
                    "{} and trust it anew; what was seen of it is then forgotten.",
                    log.name, before->key.text(), file_of(log.name).string()));
  }
}

std::vector<crypto::VerifierKey> Witness::logs() const {
  std::vector<crypto::VerifierKey> out;
  for (const auto& each : fs::directory_iterator(folder_)) {
    const auto name = each.path().filename().string();
    if (!name.starts_with("log-") || name.ends_with(".new")) continue;
    if (const auto content = kms::read_file(each.path(), max_file_size)) {
      out.push_back(read(each.path(), *content).key);
    }
  }
  return out;
}

WitnessAnswer Witness::add_checkpoint(std::string_view body) {
  const auto request = read_request(body);
  const auto checkpoint = request ? read_checkpoint(request->note) : std::unexpected(crypto::Refused::refused);
  if (!checkpoint) return refused(400, "This is no checkpoint with a proof, as C2SP tlog-witness has them.");
  if (request->old_size > checkpoint->size) return refused(400, "The old size is larger than the checkpoint's.");
  const std::lock_guard lock(mutex_);
  auto log = known(checkpoint->origin);
  if (!log) return refused(404, "This witness does not know this log.");
  if (!is_signed_by(request->note, log->key.key)) return refused(403, "It is not signed by the key of this log.");
  const auto& seen = log->seen;
  if (request->old_size != seen.size) return conflict(seen.size);
  if (seen.size == checkpoint->size && seen.root != checkpoint->root) return conflict(seen.size);
  if (!crypto::verify_consistency(seen.size, checkpoint->size, seen.root, checkpoint->root, request->proof)) {
    return refused(422, "The proof does not show that the log continues what was seen before.");
  }
  log->note = std::string(request->note);
  remember(*log);
  const auto text = crypto::split_note(request->note)->text;
  const auto seconds = static_cast<std::uint64_t>(base::now().ms / 1000);
  return {200, crypto::cosign(text, name_, seconds, signer_)};
}

WitnessAnswer Witness::add_key(std::string_view note) {
  auto rest = note;
  const auto kind = base::take_line(rest);
  const auto name = base::take_line(rest).value_or("");
  if (kind != "wardroom/key-handover" || name.empty()) return refused(400, "This is no hand-over of a log's key.");
  const std::lock_guard lock(mutex_);
  auto log = known(name);
  if (!log) return refused(404, "This witness does not know this log.");
  const auto handover = keys::read_handover(note, name, log->key.key);
  if (!handover) return refused(403, "It is not signed by the key of this log.");
  log->key.key = handover->to;
  remember(*log);
  return {200, ""};
}

std::string checkpoint_request(std::uint64_t old_size, const std::vector<crypto::Digest>& proof,
                               std::string_view note) {
  return fmt::format("old {}\n{}{}", old_size, hash_lines(proof), note);
}

}  // namespace wardroom::audit
