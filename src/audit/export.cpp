#include "audit/export.h"

#include <fmt/format.h>

#include <ostream>
#include <stdexcept>

#include "audit/chain.h"
#include "audit/checkpoint.h"
#include "audit/log.h"
#include "audit/queries.h"
#include "crypto/canonical_json.h"

namespace wardroom::audit {
namespace {

namespace json = boost::json;
constexpr int page_size = 500;

std::string header_line(base::TenantId tenant, const Boundary& from) {
  json::array subtrees;
  for (const auto& digest : from.tree.subtrees()) subtrees.emplace_back(base::to_hex(digest));
  return crypto::canonical_json(json::object{
      {"boundary",
       {{"chain", base::to_hex(from.chain)}, {"seq", from.seq}, {"subtrees", json::value(std::move(subtrees))}}},
      {"format", "wardroom-audit-1"},
      {"log", log_name(tenant)},
      {"tenant", tenant.text()}});
}

}  // namespace

std::int64_t export_log(store::TenantTxn& txn, const crypto::Signer& key, std::ostream& out) {
  const auto log = log_name(txn.tenant());
  ChainReader chain(log, {});
  out << header_line(txn.tenant(), chain.at()) << '\n';
  for (bool more = true; more;) {
    const auto rows = txn.all<queries::StoredEntry>(queries::after, chain.at().seq, page_size);
    for (const auto& row : rows) {
      const auto added = chain.add(row.entry);
      if (!added) throw std::runtime_error(fmt::format("{}: {}", log, added.error()));
      if (row.chain != chain.at().chain) {
        throw std::runtime_error(fmt::format("{}: entry {} does not match its chain value", log, row.seq));
      }
      out << row.entry << '\n';
    }
    more = rows.size() == page_size;
  }
  const auto& at = chain.at();
  json::object end{{"chain", base::to_hex(at.chain)},
                   {"checkpoint", sign_checkpoint({log, at.tree.size(), at.tree.root()}, key)},
                   {"seq", at.seq}};
  json::array handovers;
  for (const auto& link : checkpoint_chain(txn.tenant()).links(txn)) {
    if (!link.handover.empty()) handovers.emplace_back(link.handover);
  }
  if (!handovers.empty()) end["keys"] = std::move(handovers);
  out << crypto::canonical_json(end) << '\n' << std::flush;
  if (!out) throw std::runtime_error("the export could not be written");
  return at.seq;
}

}  // namespace wardroom::audit
