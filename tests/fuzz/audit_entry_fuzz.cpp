// rooms: audit
// Any text as an audit entry: what is read without a JSON parser is what the parser reads.
#include <cstdlib>

#include "audit/chain.h"

using namespace wardroom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto plain = audit::read_plain_entry(text);
  if (!plain) return 0;
  const auto parsed = audit::parse_entry(text);
  if (!parsed) std::abort();
  const auto is = [&](std::string_view name, std::string_view value) {
    return std::string_view(parsed->at(name).as_string()) == value;
  };
  const auto& of = plain->texts;
  if (parsed->at("seq").as_int64() != plain->seq || !is("log", plain->log) || !is("actor", of.actor) ||
      !is("address", of.address) || !is("at", of.at) || !is("detail_sealed", of.detail_sealed) ||
      !is("event", of.event) || !is("outcome", of.outcome) || !is("request", of.request) ||
      !is("session", of.session) || !is("target", of.target)) {
    std::abort();
  }
  if (audit::entry_text(plain->log, plain->seq, of) != text) std::abort();
  return 0;
}
