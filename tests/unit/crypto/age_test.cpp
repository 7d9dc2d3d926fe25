#include "crypto/age.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <map>
#include <sstream>

#include "crypto/bech32.h"
#include "crypto/hash.h"

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;

AgeReader::Source source_of(Bytes bytes) {
  return [bytes = std::move(bytes), at = std::size_t{0}](std::span<std::uint8_t> out) mutable {
    const auto count = std::min(out.size(), bytes.size() - at);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, out.begin());
    at += count;
    return count;
  };
}

Bytes sealed(ByteView plain, const std::vector<AgeRecipient>& recipients, std::size_t piece = 1000) {
  Bytes out;
  AgeWriter writer(recipients, [&out](ByteView bytes) { base::append(out, bytes); });
  while (!plain.empty()) {
    const auto take = std::min(plain.size(), piece);
    writer.write(plain.first(take));
    plain = plain.subspan(take);
  }
  writer.finish();
  return out;
}

// What was given before it failed is given, too, as the tool does it.
Bytes opened(Bytes bytes, const std::vector<AgeIdentity>& identities, std::optional<AgeFault::Kind>& fault,
             std::size_t piece = 1000) {
  Bytes out;
  try {
    AgeReader reader(identities, source_of(std::move(bytes)));
    Bytes part(piece);
    for (;;) {
      const auto count = reader.read(part);
      base::append(out, ByteView(part).first(count));
      if (count < part.size()) break;
    }
  } catch (const AgeFault& error) {
    fault = error.kind;
  }
  return out;
}

std::vector<AgeIdentity> only(const AgeIdentity& identity) {
  std::vector<AgeIdentity> out;
  out.push_back(*AgeIdentity::parse(identity.text()));
  return out;
}

TEST(Age, OpensWhatItSealed) {
  const auto identity = AgeIdentity::make();
  for (const std::size_t size : {0, 1, 65535, 65536, 65537, 131072, 200000}) {
    Bytes plain(size);
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<std::uint8_t>(i * 7);
    for (const std::size_t piece : {size_t{1000}, size_t{65536}, size_t{300000}}) {
      std::optional<AgeFault::Kind> fault;
      EXPECT_EQ(opened(sealed(plain, {identity.recipient()}, piece), only(identity), fault, piece), plain) << size;
      EXPECT_FALSE(fault);
    }
  }
}

TEST(Age, OpensForEachRecipientAndForNobodyElse) {
  const auto one = AgeIdentity::make();
  const auto two = AgeIdentity::make();
  const auto bytes = sealed(base::as_bytes("both of you"), {one.recipient(), two.recipient()});
  for (const auto* const each : {&one, &two}) {
    std::optional<AgeFault::Kind> fault;
    EXPECT_EQ(opened(bytes, only(*each), fault), base::to_bytes("both of you"));
  }
  std::optional<AgeFault::Kind> fault;
  EXPECT_TRUE(opened(bytes, only(AgeIdentity::make()), fault).empty());
  EXPECT_EQ(fault, AgeFault::Kind::no_match);
}

TEST(Age, AStreamThatIsCutOffAnywhereIsAnError) {
  const auto identity = AgeIdentity::make();
  const auto bytes = sealed(Bytes(70000, 1), {identity.recipient()});
  for (std::size_t size = 0; size < bytes.size(); size += size < 300 ? 1 : 997) {
    std::optional<AgeFault::Kind> fault;
    opened(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)), only(identity), fault);
    EXPECT_TRUE(fault) << size;
  }
}

TEST(Age, EveryChangedByteIsFound) {
  const auto identity = AgeIdentity::make();
  const auto bytes = sealed(Bytes(300, 1), {identity.recipient()});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] ^= 1;
    std::optional<AgeFault::Kind> fault;
    EXPECT_TRUE(opened(changed, only(identity), fault).empty()) << i;
    EXPECT_TRUE(fault) << i;
  }
}

TEST(Bech32, AgreesWithThePublishedExamples) {  // BIP 173: valid, whatever they hold; and invalid ones
  EXPECT_EQ(from_bech32("a", "A12UEL5L"), Bytes());
  EXPECT_EQ(bech32("a", {}), "a12uel5l");
  EXPECT_TRUE(from_bech32("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
  EXPECT_FALSE(from_bech32("a", "A12Uel5l")) << "mixed case";
  EXPECT_FALSE(from_bech32("a", "a12uel5m")) << "another checksum";
  EXPECT_FALSE(from_bech32("x", "x1b4n0q5v")) << "a letter that is none";
  EXPECT_FALSE(from_bech32("li", "li1dgmt3")) << "too short a checksum";
}

// ---- the test vectors of C2SP, as npm's cctv-age delivers them: a header of "key: value" lines, a blank one, the file

struct Vector {
  std::multimap<std::string, std::string> says;
  Bytes file;
  std::string get(const std::string& key) const {
    const auto found = says.find(key);
    return found == says.end() ? "" : found->second;
  }
};

Bytes inflated(const Bytes& in) {
  Bytes out(std::size_t{1} << 25);
  auto size = static_cast<uLongf>(out.size());
  EXPECT_EQ(uncompress(out.data(), &size, in.data(), static_cast<uLong>(in.size())), Z_OK);
  out.resize(size);
  return out;
}

Vector parsed(const Bytes& text) {
  Vector out;
  std::istringstream in{std::string(base::as_text(text))};
  std::string line;
  while (std::getline(in, line) && !line.empty()) {
    const auto colon = line.find(": ");
    out.says.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  out.file.assign(text.begin() + static_cast<std::ptrdiff_t>(in.tellg()), text.end());
  if (out.get("compressed") == "zlib") out.file = inflated(out.file);
  return out;
}

std::map<std::string, Vector> vectors() {
  std::ifstream in(WARDROOM_SOURCE_DIR "/node_modules/cctv-age/index.js");
  std::map<std::string, Vector> out;
  constexpr std::string_view before = "_default = __toBinary(\"";
  for (std::string line; std::getline(in, line);) {
    const auto at = line.find(before);
    if (!line.starts_with("var ") || at == std::string::npos) continue;
    const auto from = at + before.size();
    const auto bytes = base::from_base64(line.substr(from, line.find('"', from) - from));
    if (bytes) out.emplace(line.substr(4, at - 4), parsed(*bytes));
  }
  return out;
}

TEST(Age, KeysHaveTheirTextForm) {
  const auto text = vectors().at("x25519").get("identity");
  const auto identity = AgeIdentity::parse(text);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->text(), text);
  const auto recipient = identity->recipient().text();
  EXPECT_TRUE(AgeRecipient::parse(recipient));
  auto wrong = recipient;
  wrong.back() = wrong.back() == 'q' ? 'p' : 'q';
  EXPECT_FALSE(AgeRecipient::parse(wrong));
  EXPECT_FALSE(AgeRecipient::parse("age1"));
  EXPECT_FALSE(AgeRecipient::parse(text));
  EXPECT_FALSE(AgeIdentity::parse(recipient));
}

std::string outcome_of(std::optional<AgeFault::Kind> fault) {
  if (!fault) return "success";
  switch (*fault) {
    case AgeFault::Kind::header:
      return "header failure";
    case AgeFault::Kind::no_match:
      return "no match";
    case AgeFault::Kind::mac:
      return "HMAC failure";
    case AgeFault::Kind::payload:
      return "payload failure";
  }
  return "";
}

TEST(Age, AgreesWithThePublishedVectors) {
  int tried = 0;
  for (const auto& [name, vector] : vectors()) {
    std::vector<AgeIdentity> identities;
    bool others = vector.says.contains("armored") || vector.says.contains("passphrase");
    for (auto [at, end] = vector.says.equal_range("identity"); at != end; ++at) {
      if (auto identity = AgeIdentity::parse(at->second)) {
        identities.push_back(std::move(*identity));
      } else {
        others = true;  // a kind of key that is not ours
      }
    }
    if (others || identities.empty()) continue;
    std::optional<AgeFault::Kind> fault;
    const auto plain = opened(vector.file, identities, fault, 4096);
    EXPECT_EQ(outcome_of(fault), vector.get("expect")) << name << ": " << vector.get("comment");
    // How much is given of a stream that turns out to be damaged is the reader's: ours gives a chunk less than others.
    if (!fault) EXPECT_EQ(base::to_hex(sha256(plain)), vector.get("payload")) << name;
    ++tried;
  }
  EXPECT_GT(tried, 50);
}

}  // namespace
}  // namespace wardroom::crypto
