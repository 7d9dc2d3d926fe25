#include <fmt/format.h>

#include <istream>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/export.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;
using Fault = std::unexpected<std::string>;

constexpr std::size_t max_line_size = 1024 * 1024;  // the last one holds a note for each rotation of the key

// The file line by line, through a buffer that holds one line and what was read with it.
class Lines {
 public:
  explicit Lines(std::istream& in) : in_(*in.rdbuf()) {}

  // A line without its newline, good until the next call; nothing at the end of the file. A line without one, or too
  // long, is a fault.
  std::expected<std::optional<std::string_view>, std::string> next() {
    for (std::size_t searched = 0;;) {
      const std::string_view rest = std::string_view(buffer_).substr(from_, filled_ - from_);
      const auto end = rest.find('\n', searched);
      if (end != std::string_view::npos) {
        from_ += end + 1;
        return rest.substr(0, end);
      }
      if (rest.size() > max_line_size) return Fault("a line is too long");
      searched = rest.size();
      if (read_more()) continue;
      if (filled_ == from_) return std::nullopt;
      return Fault("the last line is cut off");
    }
  }

 private:
  bool read_more() {
    buffer_.erase(0, from_);
    filled_ -= from_;
    from_ = 0;
    buffer_.resize(filled_ + piece);
    const auto got = in_.sgetn(buffer_.data() + filled_, piece);
    filled_ += static_cast<std::size_t>(got);
    return got > 0;
  }

  static constexpr std::size_t piece = 64 * 1024;
  std::streambuf& in_;
  std::string buffer_;
  std::size_t from_ = 0;
  std::size_t filled_ = 0;
};

std::optional<crypto::Digest> digest_of(const json::value* value) {
  if (!value || !value->is_string()) return std::nullopt;
  const auto bytes = base::from_hex(value->get_string());
  crypto::Digest digest{};
  if (!bytes || bytes->size() != digest.size() || base::to_hex(*bytes) != std::string_view(value->get_string())) {
    return std::nullopt;
  }
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

std::optional<Boundary> boundary_of(const json::value* value) {
  const auto* const object = value ? value->if_object() : nullptr;
  if (!object || object->size() != 3) return std::nullopt;
  const auto chain = digest_of(object->if_contains("chain"));
  const auto* const seq = object->if_contains("seq");
  const auto* const subtrees = object->if_contains("subtrees");
  if (!chain || !seq || !seq->is_int64() || seq->get_int64() < 0 || !subtrees || !subtrees->is_array()) {
    return std::nullopt;
  }
  const auto size = static_cast<std::uint64_t>(seq->get_int64());
  std::vector<crypto::Digest> digests;
  for (const auto& item : subtrees->get_array()) {
    const auto digest = digest_of(&item);
    if (!digest) return std::nullopt;
    digests.push_back(*digest);
  }
  if (static_cast<std::size_t>(std::popcount(size)) != digests.size()) return std::nullopt;
  if (size == 0 && *chain != crypto::Digest{}) return std::nullopt;
  return Boundary{seq->get_int64(), *chain, {size, std::move(digests)}};
}

struct Header {
  std::string log;
  Boundary boundary;
};

std::expected<Header, std::string> read_header(Lines& in) {
  const auto line = in.next();
  if (!line) return Fault(line.error());
  const auto value = *line ? crypto::parse_canonical_json(**line) : std::unexpected(crypto::Refused::refused);
  const auto* const object = value ? value->if_object() : nullptr;
  const auto is = [&](std::string_view name, std::string_view text) {
    const auto* const member = object->if_contains(name);
    return member && member->is_string() && std::string_view(member->get_string()) == text;
  };
  if (!object || object->size() != 4 || !is("format", "wardroom-audit-1")) return Fault("it is no audit export");
  const auto* const tenant = object->if_contains("tenant");
  const auto boundary = boundary_of(object->if_contains("boundary"));
  if (!tenant || !tenant->is_string() || !boundary) return Fault("the first line is damaged");
  const auto of = base::TenantId::parse(std::string_view(tenant->get_string()));
  for (const auto kind : log_kinds) {
    if (of && is("log", log_name(*of, kind))) return Header{log_name(*of, kind), *boundary};
  }
  return Fault("the first line names another log than its tenant's");
}

// The hand-overs of the last line, if they are what they should be.
std::optional<std::vector<std::string>> handovers_of(const json::object& end) {
  std::vector<std::string> out;
  const auto* const keys = end.if_contains("keys");
  if (!keys) return out;
  if (!keys->is_array()) return std::nullopt;
  for (const auto& note : keys->get_array()) {
    if (!note.is_string()) return std::nullopt;
    out.emplace_back(std::string_view(note.get_string()));
  }
  return out;
}

// Of a pruned log: the boundary must be the place that was signed for it. By which key does not matter here, as the
// last checkpoint covers the boundary's tree; this says where the fault lies.
std::expected<void, std::string> check_boundary(const json::object& end, const Header& header) {
  const auto note = crypto::text_member(end, "boundary_note");
  if (header.boundary.seq == 0) {
    if (end.contains("boundary_note")) return Fault("the last line is damaged");
    return {};
  }
  const auto stated = note ? read_checkpoint(*note) : std::unexpected(crypto::Refused::refused);
  const auto& tree = header.boundary.tree;
  if (!stated || *stated != Checkpoint{header.log, tree.size(), tree.root()}) {
    return Fault(
        fmt::format("the boundary at entry {} is not what was signed when the log was pruned", header.boundary.seq));
  }
  return {};
}

std::expected<void, std::string> check_witnesses(std::string_view note, ExportReport& report,
                                                 const std::vector<crypto::VerifierKey>& witnesses) {
  for (const auto& witness : witnesses) {
    const auto at = crypto::cosigned_at(note, witness);
    if (!at) return Fault(fmt::format("the witness {} did not cosign the checkpoint", witness.name));
    report.cosigned.push_back(*at);
  }
  return {};
}

std::size_t members_of(const json::object& end) {
  return 3 + (end.contains("keys") ? 1 : 0) + (end.contains("boundary_note") ? 1 : 0);
}

// `key` becomes the one that it hands over to.
std::expected<void, std::string> check_end(const json::object& end, const Header& header, const Boundary& at,
                                           std::optional<crypto::PublicKey>& key) {
  const auto* const seq = end.if_contains("seq");
  const auto* const note = end.if_contains("checkpoint");
  const auto handovers = handovers_of(end);
  if (!handovers || end.size() != members_of(end) || !seq || !seq->is_int64() || !note || !note->is_string()) {
    return Fault("the last line is damaged");
  }
  if (auto boundary = check_boundary(end, header); !boundary) return boundary;
  if (seq->get_int64() != at.seq) {
    return Fault(fmt::format("it ends at entry {}, but the last line says {}", at.seq, seq->get_int64()));
  }
  if (digest_of(end.if_contains("chain")) != at.chain) {
    return Fault("an entry was changed: the chain comes to another value than the last line says");
  }
  const auto checkpoint = read_checkpoint(note->get_string());
  if (!checkpoint || *checkpoint != Checkpoint{header.log, at.tree.size(), at.tree.root()}) {
    return Fault("the checkpoint is of another log or another state of it");
  }
  if (!key) return {};
  key = keys::follow_handovers(*handovers, header.log, *key);
  if (!is_signed_by(note->get_string(), *key)) return Fault("the checkpoint is not signed by the given key");
  return {};
}

// The last line of all has a checkpoint; an entry never has, and begins with its actor.
std::optional<json::object> as_end(std::string_view line) {
  if (line.starts_with(R"({"actor":)")) return std::nullopt;
  auto value = crypto::parse_canonical_json(line);
  if (!value || !value->is_object() || !value->get_object().contains("checkpoint")) return std::nullopt;
  return std::move(value->get_object());
}

std::expected<void, std::string> follow(Lines& in, const Header& header, ChainReader& chain,
                                        std::optional<crypto::PublicKey>& key,
                                        const std::vector<crypto::VerifierKey>& witnesses, ExportReport& report) {
  for (;;) {
    const auto line = in.next();
    if (!line) return Fault(line.error());
    if (!*line) return Fault("the end is missing: the file was cut off");
    if (const auto end = as_end(**line)) {
      if (auto checked = check_end(*end, header, chain.at(), key); !checked) return checked;
      const auto note = crypto::text_member(*end, "checkpoint").value();
      if (auto checked = check_witnesses(note, report, witnesses); !checked) return checked;
      break;
    }
    if (auto added = chain.add(**line); !added) return added;
  }
  const auto rest = in.next();
  if (!rest || *rest) return Fault("there is more after the last line");
  return {};
}

}  // namespace

ExportReport verify_export(std::istream& in, const std::optional<crypto::PublicKey>& key,
                           const std::vector<crypto::VerifierKey>& witnesses) {
  ExportReport report;
  Lines lines(in);
  const auto header = read_header(lines);
  if (!header) {
    report.problem = header.error();
    return report;
  }
  ChainReader chain(header->log, header->boundary);
  auto signer = key;
  const auto followed = follow(lines, *header, chain, signer, witnesses, report);
  report.first = header->boundary.seq + 1;
  report.log = header->log;
  report.entries = chain.at().seq - header->boundary.seq;
  report.chain = base::to_hex(chain.at().chain);
  report.ok = followed.has_value();
  report.signature_checked = report.ok && key.has_value();
  if (report.signature_checked) report.signed_by = base::to_hex(*signer);
  if (!followed) report.problem = followed.error();
  return report;
}

}  // namespace wardroom::audit
