// Why a tenant's keys cannot be had. A Problem (503), so that it reaches whoever asks as what it is: what is wrong with
// the key service and what to do, never which service it is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/problem.h"
#include "kms/kms.h"

namespace wardroom::keys {

// A tenant whose keys its key service no longer gives out: they are wiped, and nothing of it opens.
enum class Darkness {
  refused,      // the key service says no: the key was revoked, disabled or destroyed there
  unreachable,  // it has not answered for longer than the grace time, or there is nothing in memory to go on with
};

class KeysUnavailable : public base::Problem {
 public:
  KeysUnavailable(std::string code, std::string detail, std::optional<Darkness> why = std::nullopt)
      : Problem(503, std::move(code), std::move(detail)), why_(why) {}
  std::optional<Darkness> why() const { return why_; }  // none: there are no keys at all

 private:
  std::optional<Darkness> why_;
};

constexpr std::string_view tenant_dark = "tenant_dark";  // the problem's code

Darkness darkness_of(const kms::KmsError& error);
std::string_view name(Darkness darkness);
KeysUnavailable dark_problem(Darkness darkness);
KeysUnavailable no_keys_problem(base::TenantId tenant);  // destroyed, or never made

}  // namespace wardroom::keys
