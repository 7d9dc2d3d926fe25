// One workspace out of a backup, as an archive that `wardroomctl workspace import` takes in.
#pragma once
#include <string>
#include <vector>

#include "crypto/age.h"
#include "server/restoring.h"

namespace wardroom::ctl {

struct Extract {
  std::string slug, file;
  std::string backup;                            // its name, for the record
  std::vector<crypto::AgeRecipient> recipients;  // whom it is sealed for
};

// there: where the backup was restored for this, and what came of it. Answers its id. Throws a sentence; no file is
// left then.
base::TenantId extract_workspace(const server::Settings& there, const server::Restored& restored,
                                 const Extract& wanted);

}  // namespace wardroom::ctl
