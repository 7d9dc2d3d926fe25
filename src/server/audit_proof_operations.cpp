#include "audit/log.h"
#include "audit/proofs.h"
#include "server/audit_choice.h"
#include "server/audit_operations.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

constexpr auto why_unaudited = "what it tells is about the log and no content of it";
constexpr std::int64_t last_seq = (1LL << 53) - 1;

struct AuditWitness {
  std::string name;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(AuditWitness, (), (name, size))

struct AuditCheckpoint {
  std::int64_t size = 0;
  std::optional<std::string> note;  // none: nothing is signed yet
  std::string public_key;
  std::string verifier_key;
  std::vector<std::string> keys;
  std::vector<AuditWitness> witnesses;
};
BOOST_DESCRIBE_STRUCT(AuditCheckpoint, (), (size, note, public_key, verifier_key, keys, witnesses))

constexpr Operation<OfLog, AuditCheckpoint> checkpoint{
    .name = "audit.checkpoint",
    .method = Method::get,
    .path = "/audit/checkpoint",
    .summary =
        "The newest signed checkpoint of the audit log (C2SP tlog-checkpoint), with what witnesses cosigned, the "
        "key it is signed by, and the hand-overs that lead to that key",
    .policy = Policy<OfLog>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no(why_unaudited),
};

struct ProveEntry {
  base::Bounded<1, last_seq> seq;
  std::optional<audit::LogKind> log;
};
BOOST_DESCRIBE_STRUCT(ProveEntry, (), (seq, log))

struct AuditProof {
  std::int64_t seq = 0;
  std::string entry;
  std::string proof;
  std::vector<std::string> keys;
  std::string file;
};
BOOST_DESCRIBE_STRUCT(AuditProof, (), (seq, entry, proof, keys, file))

constexpr Operation<ProveEntry, AuditProof> prove{
    .name = "audit.proof.entry",
    .method = Method::get,
    .path = "/audit/entries/{seq}/proof",
    .summary =
        "Proof that an entry is in the log that was signed (C2SP tlog-proof); `file` is what `wardroomctl audit "
        "verify` takes",
    .policy = Policy<ProveEntry>::needs(Permission::view_audit),
    .rate = Rate::searching,
    .audited = Audited::no(why_unaudited),
};

struct ProveGrowth {
  base::Bounded<0, last_seq> from;
  std::optional<audit::LogKind> log;
};
BOOST_DESCRIBE_STRUCT(ProveGrowth, (), (from, log))

struct AuditGrowth {
  std::int64_t from = 0, to = 0;
  std::vector<std::string> hashes;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(AuditGrowth, (), (from, to, hashes, note))

constexpr Operation<ProveGrowth, AuditGrowth> grown{
    .name = "audit.proof.growth",
    .method = Method::get,
    .path = "/audit/growth",
    .summary =
        "Proof that the newest checkpoint continues an earlier one of `from` entries (RFC 6962 section 2.1.2; "
        "hashes in base64)",
    .policy = Policy<ProveGrowth>::needs(Permission::view_audit),
    .rate = Rate::searching,
    .audited = Audited::no(why_unaudited),
};

AuditCheckpoint checkpoint_of(const audit::LogTxn& log) {
  auto head = audit::newest_head(log);
  if (!head) return {};
  AuditCheckpoint out{.size = head->size, .note = std::move(head->note)};
  const auto links = audit::checkpoint_chain(log.tenant(), log.kind()).links(log.txn());
  out.keys = audit::handovers_to(log, *out.note);
  if (!links.empty()) {
    const auto& key = links.back().public_key;
    out.public_key = base::to_hex(key);
    out.verifier_key = crypto::VerifierKey{log.name(), key}.text();
  }
  for (auto& each : audit::cosignatures(log)) out.witnesses.push_back({std::move(each.witness), each.size});
  return out;
}

AuditProof proof_of(Call& call, const ProveEntry& in) {
  auto proof = audit::prove_entry({call.txn, chosen(in.log)}, in.seq.value);
  auto file = audit::proof_file(proof);
  return {proof.seq, std::move(proof.entry), std::move(proof.proof), std::move(proof.keys), std::move(file)};
}

AuditGrowth growth_of(Call& call, const ProveGrowth& in) {
  auto growth = audit::prove_growth({call.txn, chosen(in.log)}, in.from.value);
  AuditGrowth out{.from = growth.from, .to = growth.to, .hashes = {}, .note = std::move(growth.note)};
  for (const auto& hash : growth.hashes) out.hashes.push_back(base::to_base64(hash));
  return out;
}

}  // namespace

void declare_audit_proofs(operation::Registry& registry) {
  registry.reads(checkpoint, [](Call& call, const OfLog& in) { return checkpoint_of({call.txn, chosen(in.log)}); });
  registry.reads(prove, [](Call& call, const ProveEntry& in) { return proof_of(call, in); });
  registry.reads(grown, [](Call& call, const ProveGrowth& in) { return growth_of(call, in); });
}

}  // namespace wardroom::server
