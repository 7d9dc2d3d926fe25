#include "lifecycle/registered.h"

namespace wardroom::lifecycle {
namespace {

constexpr std::int64_t page = 200;

}  // namespace

std::vector<workspace::Registered> all_registered(store::Store& store) {
  return store.read_now(base::platform_tenant, [](store::TenantTxn& platform) {
    std::vector<workspace::Registered> out;
    for (std::optional<base::TenantId> after;;) {
      auto some = workspace::registered(platform, after, page);
      if (some.empty()) return out;
      after = some.back().id;
      out.insert(out.end(), some.begin(), some.end());
    }
  });
}

}  // namespace wardroom::lifecycle
