// Provisioning by SCIM 2.0 (RFC 7643, 7644), composed. Made once by server/. Stop it before identity.
#pragma once
#include "identity/identity.h"
#include "scim/requests.h"
#include "scim/tokens.h"

namespace wardroom::scim {

class Scim {
 public:
  Scim(identity::Identity& identity, const groups::Parts& fed)
      : identity_(identity),
        fed_(fed),
        tokens_(identity.parts()),
        requests_(identity, fed, identity.parts().options.public_url + "/scim/v2"),
        pool_(bulk_threads, waiting_bulks) {}

  const Tokens& tokens() const { return tokens_; }
  const Requests& requests() const { return requests_; }
  const std::string& base_url() const { return requests_.base_url(); }
  store::Store& store() const { return identity_.parts().store; }
  const groups::Parts& fed() const { return fed_; }
  const audit::AuditLog& audit() const { return identity_.parts().audit; }
  identity::WorkPool& pool() { return pool_; }  // for bulks
  void stop() { pool_.stop(); }

 private:
  static constexpr unsigned bulk_threads = 2;
  static constexpr std::size_t waiting_bulks = 16;

  identity::Identity& identity_;
  const groups::Parts& fed_;
  Tokens tokens_;
  Requests requests_;
  identity::WorkPool pool_;  // last: its threads use the others
};

}  // namespace wardroom::scim
