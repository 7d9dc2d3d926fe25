// One rig a provider: the real thing (SoftHSM2, a software TPM, the local file) or a stand-in server, set up afresh,
// and the ways to break it.
#pragma once
#include <functional>
#include <memory>

#include "kms/provider.h"

namespace wardroom::kms {

class Rig {
 public:
  Rig() = default;
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;
  virtual ~Rig() = default;

  virtual ProviderSpec spec() const = 0;
  virtual void lose_key() = 0;  // the root key is gone from the KMS
  virtual void swap_key() = 0;  // another root key stands in its place
  // Secrets: the one that is configured becomes wrong, and right again.
  virtual void spoil_secret() = 0;
  virtual void mend_secret() = 0;

  // Away and back: token pulled, server stopped. The local file knows neither.
  virtual void stop() {}
  virtual void start() {}
  // Takes requests and does not answer them.
  virtual void hang() {}
  virtual void answer_again() {}
  virtual std::string complaints() { return "[]"; }
};

struct RigMaker {
  const char* name;
  std::function<std::unique_ptr<Rig>()> make;
};
inline void PrintTo(const RigMaker& maker, std::ostream* out) { *out << maker.name; }

std::unique_ptr<Rig> make_local_rig();
std::unique_ptr<Rig> make_softhsm_rig(const char* mechanism);
std::unique_ptr<Rig> make_tpm_rig();
std::unique_ptr<Rig> make_vault_rig();
std::unique_ptr<Rig> make_aws_rig();

}  // namespace wardroom::kms
