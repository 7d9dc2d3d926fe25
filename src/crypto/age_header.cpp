#include "crypto/age_header.h"

#include "crypto/hash.h"
#include "crypto/hkdf.h"

namespace wardroom::crypto::age {
namespace {

using base::Bytes;
using base::ByteView;
using Kind = AgeFault::Kind;

constexpr std::string_view version = "age-encryption.org/v1";
constexpr std::string_view x25519 = "X25519";
constexpr std::size_t columns = 64;
constexpr std::size_t wrapped_size = 16 + crypto_aead_chacha20poly1305_ietf_ABYTES;
constexpr std::size_t max_header = std::size_t{64} * 1024;  // some hundred recipients

// Base64 without padding; the tools differ in alphabet and padding only.
std::string unpadded(ByteView bytes) {
  auto out = base::to_base64(bytes);
  while (out.ends_with('=')) out.pop_back();
  return out;
}

std::optional<Bytes> from_unpadded(std::string_view text) {
  std::string url(text);
  for (char& c : url) {
    if (c == '-' || c == '_') return std::nullopt;
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return base::from_base64url(url);
}

struct Stanza {
  std::vector<std::string> arguments;
  Bytes body;
};

// Nothing when the point is one of those that give zero for every scalar.
std::optional<Key> wrapping_key(KeyView scalar, std::span<const std::uint8_t, 32> point,
                                std::span<const std::uint8_t, 32> share, std::span<const std::uint8_t, 32> recipient) {
  Key shared;
  if (crypto_scalarmult(shared.writable().data(), scalar.data(), point.data()) != 0) return std::nullopt;
  Bytes salt(share.begin(), share.end());
  base::append(salt, recipient);
  return derive_key(shared.view(), salt, "age-encryption.org/v1/X25519");
}

constexpr std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES> zero_nonce{};

std::string stanza_for(const AgeRecipient& recipient, const FileKey& file_key) {
  const auto ephemeral = Key::random();
  std::array<std::uint8_t, 32> share{};
  crypto_scalarmult_base(share.data(), ephemeral.view().data());
  const auto key = wrapping_key(ephemeral.view(), recipient.point(), share, recipient.point());
  if (!key) throw std::invalid_argument("this recipient is a point of low order: nothing can be sealed for it");
  Bytes wrapped(wrapped_size);
  crypto_aead_chacha20poly1305_ietf_encrypt(wrapped.data(), nullptr, file_key.view().data(), file_key.view().size(),
                                            nullptr, 0, nullptr, zero_nonce.data(), key->view().data());
  return "-> " + std::string(x25519) + " " + unpadded(share) + "\n" + unpadded(wrapped) + "\n";
}

Digest mac_of(const FileKey& file_key, std::string_view header) {
  Key key;
  hkdf_sha256(file_key.view(), {}, base::as_bytes("header"), key.writable());
  return hmac_sha256(key, base::as_bytes(header));
}

AgeFault malformed(const char* sentence) { return {Kind::header, sentence}; }

class Lines {
 public:
  explicit Lines(const AgeReader::Source& source) : source_(source) {}

  std::string next() {
    const auto start = text_.size();
    for (;;) {
      std::uint8_t byte = 0;
      if (source_(std::span(&byte, 1)) != 1) throw malformed("its header is cut off");
      text_.push_back(static_cast<char>(byte));
      if (byte == '\n') return text_.substr(start, text_.size() - start - 1);
      if (text_.size() > max_header) throw malformed("its header is longer than any");
    }
  }
  const std::string& text() const { return text_; }

 private:
  const AgeReader::Source& source_;
  std::string text_;
};

std::vector<std::string> arguments_of(std::string_view line) {
  std::vector<std::string> out;
  for (;;) {
    const auto space = line.find(' ');
    const auto argument = line.substr(0, space);
    const bool good = !argument.empty() && std::ranges::all_of(argument, [](char c) { return c >= '!' && c <= '~'; });
    if (!good) throw malformed("a line of its header that names a recipient is malformed");
    out.emplace_back(argument);
    if (space == std::string_view::npos) return out;
    line.remove_prefix(space + 1);
  }
}

Stanza stanza_of(std::string_view line, Lines& lines) {
  Stanza out{arguments_of(line), {}};
  for (;;) {
    const auto body = lines.next();
    const auto bytes = from_unpadded(body);
    if (body.size() > columns || !bytes) throw malformed("a line of its header is no Base64");
    base::append(out.body, *bytes);
    if (body.size() < columns) return out;
  }
}

// Nothing when it is for somebody else.
std::optional<FileKey> opened(const Stanza& stanza, const AgeIdentity& identity) {
  const auto share = from_unpadded(stanza.arguments[1]);
  const auto own = identity.recipient();
  const auto point = std::span<const std::uint8_t, 32>(share->data(), 32);
  const auto key = wrapping_key(identity.scalar().view(), point, point, own.point());
  if (!key) throw malformed("it was sealed with a point of low order");
  FileKey out;
  if (crypto_aead_chacha20poly1305_ietf_decrypt(out.writable().data(), nullptr, nullptr, stanza.body.data(),
                                                stanza.body.size(), nullptr, 0, zero_nonce.data(),
                                                key->view().data()) != 0) {
    return std::nullopt;
  }
  return out;
}

void check(const Stanza& stanza) {
  const auto share = stanza.arguments.size() == 2 ? from_unpadded(stanza.arguments[1]) : std::nullopt;
  if (!share || share->size() != 32 || stanza.body.size() != wrapped_size) {
    throw malformed("what its header says of a recipient is malformed");
  }
}

std::optional<FileKey> opened(const std::vector<Stanza>& stanzas, const std::vector<AgeIdentity>& identities) {
  const auto scrypt = [](const Stanza& stanza) { return stanza.arguments[0] == "scrypt"; };
  if (stanzas.size() > 1 && std::ranges::any_of(stanzas, scrypt)) throw malformed("it mixes a passphrase with keys");
  std::optional<FileKey> out;
  for (const auto& stanza : stanzas) {
    if (stanza.arguments[0] != x25519) continue;
    check(stanza);
    for (const auto& identity : identities) {
      if (!out) out = opened(stanza, identity);
    }
  }
  return out;
}

}  // namespace

std::string header_for(const std::vector<AgeRecipient>& recipients, const FileKey& file_key) {
  auto out = std::string(version) + "\n";
  for (const auto& recipient : recipients) out += stanza_for(recipient, file_key);
  out += "---";
  return out + " " + unpadded(mac_of(file_key, out)) + "\n";
}

FileKey read_header(const std::vector<AgeIdentity>& identities, const AgeReader::Source& source) {
  Lines lines(source);
  if (lines.next() != version) throw malformed("it is no age file of version 1");
  std::vector<Stanza> stanzas;
  for (;;) {
    const auto covered = lines.text().size();
    const auto line = lines.next();
    if (line.starts_with("-> ")) {
      stanzas.push_back(stanza_of(std::string_view(line).substr(3), lines));
      continue;
    }
    const auto mac = line.starts_with("--- ") ? from_unpadded(std::string_view(line).substr(4)) : std::nullopt;
    if (!mac || mac->size() != std::tuple_size<Digest>() || stanzas.empty()) throw malformed("its header is malformed");
    auto file_key = opened(stanzas, identities);
    if (!file_key) throw AgeFault(Kind::no_match, "it is sealed for another key");
    const auto expected = mac_of(*file_key, std::string_view(lines.text()).substr(0, covered + 3));
    if (!base::equal_secret(*mac, expected)) throw AgeFault(Kind::mac, "its header was changed");
    return std::move(*file_key);
  }
}

}  // namespace wardroom::crypto::age
