// What this server opens of the files that are sealed for it: age identities that hang from the platform's `export`
// key, one for each of its key epochs that is kept. Waits for the KMS.
#pragma once
#include <string_view>
#include <vector>

#include "crypto/age.h"
#include "keys/key_store.h"

namespace wardroom::lifecycle {

// The newest last: what is sealed now is sealed for that one. use: names what they are for.
std::vector<crypto::AgeIdentity> export_identities(keys::KeyStore& keys, std::string_view use);

}  // namespace wardroom::lifecycle
