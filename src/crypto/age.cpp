#include "crypto/age.h"

#include "crypto/age_header.h"
#include "crypto/bech32.h"
#include "crypto/hkdf.h"

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::string_view recipient_prefix = "age";
constexpr std::string_view identity_prefix = "age-secret-key-";
constexpr std::size_t nonce_size = 16;
constexpr std::size_t chunk_size = std::size_t{64} * 1024;
constexpr std::size_t tag_size = crypto_aead_chacha20poly1305_ietf_ABYTES;

Key payload_key(const age::FileKey& file_key, ByteView nonce) {
  Key key;
  hkdf_sha256(file_key.view(), nonce, base::as_bytes("payload"), key.writable());
  return key;
}

// Eleven bytes count the chunks, big-endian; the twelfth says whether it is the last one.
std::array<std::uint8_t, 12> chunk_nonce(std::uint64_t number, bool last) {
  std::array<std::uint8_t, 12> out{};
  for (std::size_t i = 0; i < 8; ++i) out[10 - i] = static_cast<std::uint8_t>(number >> 8 * i);
  out[11] = last ? 1 : 0;
  return out;
}

AgeFault damaged(const char* sentence) { return {AgeFault::Kind::payload, sentence}; }

}  // namespace

std::optional<AgeRecipient> AgeRecipient::parse(std::string_view text) {
  const auto point = from_bech32(recipient_prefix, text);
  if (!point || point->size() != 32 || text.starts_with("AGE")) return std::nullopt;
  return AgeRecipient(std::span<const std::uint8_t, 32>(point->data(), 32));
}

std::string AgeRecipient::text() const { return bech32(recipient_prefix, point_); }

std::optional<AgeIdentity> AgeIdentity::parse(std::string_view text) {
  auto scalar = text.starts_with("AGE-SECRET-KEY-") ? from_bech32(identity_prefix, text) : std::nullopt;
  if (!scalar || scalar->size() != 32) return std::nullopt;
  AgeIdentity out(Key(std::span<const std::uint8_t, 32>(scalar->data(), 32)));
  base::wipe(*scalar);
  return out;
}

std::string AgeIdentity::text() const {
  auto out = bech32(identity_prefix, scalar_.view());
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

AgeRecipient AgeIdentity::recipient() const {
  std::array<std::uint8_t, 32> point{};
  crypto_scalarmult_base(point.data(), scalar_.view().data());
  return AgeRecipient(point);
}

AgeWriter::AgeWriter(const std::vector<AgeRecipient>& recipients, Sink sink) : sink_(std::move(sink)) {
  if (recipients.empty()) throw std::invalid_argument("an age file needs a recipient");
  const auto file_key = age::FileKey::random();
  sink_(base::as_bytes(age::header_for(recipients, file_key)));
  std::array<std::uint8_t, nonce_size> nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  sink_(nonce);
  payload_key_ = payload_key(file_key, nonce);
  waiting_.reserve(chunk_size);
}

AgeWriter::~AgeWriter() { base::wipe(waiting_); }

void AgeWriter::write(ByteView plain) {
  while (!plain.empty()) {
    if (waiting_.size() == chunk_size) {  // only now is it known not to be the last
      seal_chunk(waiting_, false);
      waiting_.clear();
    }
    const auto take = std::min(plain.size(), chunk_size - waiting_.size());
    base::append(waiting_, plain.first(take));
    plain = plain.subspan(take);
  }
}

void AgeWriter::finish() { seal_chunk(waiting_, true); }

void AgeWriter::seal_chunk(ByteView chunk, bool last) {
  Bytes sealed(chunk.size() + tag_size);
  const auto nonce = chunk_nonce(chunk_++, last);
  crypto_aead_chacha20poly1305_ietf_encrypt(sealed.data(), nullptr, chunk.data(), chunk.size(), nullptr, 0, nullptr,
                                            nonce.data(), payload_key_.view().data());
  sink_(sealed);
}

AgeReader::AgeReader(const std::vector<AgeIdentity>& identities, Source source) : source_(std::move(source)) {
  const auto file_key = age::read_header(identities, source_);
  std::array<std::uint8_t, nonce_size> nonce{};
  if (source_(nonce) != nonce.size()) throw AgeFault(AgeFault::Kind::header, "it is cut off after its header");
  payload_key_ = payload_key(file_key, nonce);
}

AgeReader::~AgeReader() { base::wipe(plain_); }

std::size_t AgeReader::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    if (given_ == plain_.size()) {
      if (ended_) break;
      open_chunk();
      continue;
    }
    const auto take = std::min(out.size() - done, plain_.size() - given_);
    std::copy_n(plain_.begin() + static_cast<std::ptrdiff_t>(given_), take,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    given_ += take;
    done += take;
  }
  return done;
}

void AgeReader::open_chunk() {
  constexpr std::size_t whole = chunk_size + tag_size;
  const auto kept = sealed_.size();  // the byte looked at beyond the last chunk
  sealed_.resize(whole + 1);
  const auto size = kept + source_(std::span(sealed_).subspan(kept));
  ended_ = size <= whole;
  const auto length = std::min(size, whole);
  if (length < tag_size) throw damaged("it is cut off");
  if (ended_ && length == tag_size && chunk_ > 0) throw damaged("it ends with an empty part");
  plain_.resize(length - tag_size);
  given_ = 0;
  const auto nonce = chunk_nonce(chunk_++, ended_);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(plain_.data(), nullptr, nullptr, sealed_.data(), length, nullptr, 0,
                                                nonce.data(), payload_key_.view().data()) != 0) {
    plain_.clear();
    throw damaged("it was changed, or cut off");
  }
  if (!ended_) sealed_ = {sealed_[whole]};
}

}  // namespace wardroom::crypto
