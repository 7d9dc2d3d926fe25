// The witnesses of the audit logs (C2SP tlog-witness.md): after each checkpoint they are asked to cosign it, with the
// proof that the log continues what they saw before. What they answer is kept beside the checkpoint. One that refuses
// remembers another log than this one: that is logged, and an entry of the audit log.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "audit/log.h"
#include "crypto/signed_note.h"
#include "outbound/https.h"
#include "store/store.h"

namespace wardroom::server {

struct WitnessSettings {
  struct One {
    std::string url;  // its submission prefix
    crypto::VerifierKey key;
  };
  std::vector<One> all;
  std::string ca_file;  // empty: the system's authorities
};

// "URL VERIFIER-KEY". Throws std::invalid_argument: what is wrong with it.
WitnessSettings::One read_witness(const std::string& text);

class Witnesses {
 public:
  Witnesses(const WitnessSettings& settings, store::Store& store, const audit::AuditLog& log);
  Witnesses(const Witnesses&) = delete;
  Witnesses& operator=(const Witnesses&) = delete;
  ~Witnesses() { stop(); }

  // Begins a thread that does what post() says, and tries again each minute where a witness was silent.
  void start(std::vector<base::TenantId> all);
  void post(base::TenantId tenant);  // a log of it has a new checkpoint. Any thread
  void stop();                       // before the store stops

  // Has the newest checkpoint of one of its logs cosigned; answers how many did. Waits for the store and for the
  // witnesses, each for a few seconds at most.
  std::size_t ask(base::TenantId tenant, audit::LogKind kind);
  std::size_t count() const { return witnesses_.size(); }

 private:
  struct One {
    crypto::VerifierKey key;
    outbound::Https https;
  };
  enum class Outcome { cosigned, silent, refused };
  struct Answer {
    Outcome outcome;
    std::string why;
  };
  bool has_checkpoint(base::TenantId tenant, audit::LogKind kind) const;
  Answer ask_one(const One& witness, base::TenantId tenant, audit::LogKind kind) const;
  Answer submit(const One& witness, base::TenantId tenant, audit::LogKind kind, std::int64_t old_size) const;
  bool hand_over(const One& witness, base::TenantId tenant, audit::LogKind kind) const;
  // What changed is logged; a refusal is recorded once, until the witness cosigns again.
  void tell_change(const One& witness, base::TenantId tenant, audit::LogKind kind, const Answer& answer);
  void run(const std::stop_token& stop);
  bool asked_all(base::TenantId tenant);
  std::set<base::TenantId> take(const std::stop_token& stop);

  std::vector<One> witnesses_;
  store::Store& store_;
  const audit::AuditLog& log_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Outcome> last_;  // by witness and log
  std::condition_variable_any wake_;
  std::set<base::TenantId> waiting_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace wardroom::server
