#include "audit/export.h"

#include <fmt/format.h>

#include <ostream>
#include <stdexcept>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/log.h"
#include "audit/proofs.h"
#include "audit/stored_chain.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;

std::string header_line(const LogTxn& txn, const Boundary& from) {
  json::array subtrees;
  for (const auto& digest : from.tree.subtrees()) subtrees.emplace_back(base::to_hex(digest));
  return crypto::canonical_json(json::object{
      {"boundary",
       {{"chain", base::to_hex(from.chain)}, {"seq", from.seq}, {"subtrees", json::value(std::move(subtrees))}}},
      {"format", "wardroom-audit-1"},
      {"log", txn.name()},
      {"tenant", txn.tenant().text()}});
}

}  // namespace

std::int64_t export_log(const LogTxn& txn, std::ostream& out) {
  const auto log = txn.name();
  const auto head = newest_head(txn);
  if (!head) throw std::runtime_error(log + ": there is no signed checkpoint yet");
  const auto pruned = txn.one<queries::StoredCheckpoint>(queries::boundary);
  ChainReader chain(log, begin_of_log(txn));
  const auto begin = chain.at().seq;
  out << header_line(txn, chain.at()) << '\n';
  const auto followed = follow(txn, chain, head->size, [&](const queries::StoredEntry& row, const Boundary&) {
    out << row.entry << '\n';
    return true;
  });
  if (!followed) throw std::runtime_error(fmt::format("{}: {}", log, followed.error()));
  const auto& at = chain.at();
  json::object end{{"chain", base::to_hex(at.chain)}, {"checkpoint", head->note}, {"seq", at.seq}};
  json::array handovers;
  for (const auto& note : handovers_to(txn, head->note)) handovers.emplace_back(note);
  if (!handovers.empty()) end["keys"] = std::move(handovers);
  if (pruned) end["boundary_note"] = pruned->note;
  out << crypto::canonical_json(end) << '\n' << std::flush;
  if (!out) throw std::runtime_error("the export could not be written");
  return at.seq - begin;
}

}  // namespace wardroom::audit
