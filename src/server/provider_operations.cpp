#include "server/provider_operations.h"

#include "base/secret.h"
#include "server/tenant_provider.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct KeyProvider {
  std::string provider;
  std::optional<ChosenBy> chosen_by;  // none: it is the platform's
  std::map<std::string, std::string> settings;
  std::vector<std::string> secrets_set;
  std::string state;  // granted, refusing, silent
  std::optional<base::Timestamp> proven_at;
};
BOOST_DESCRIBE_STRUCT(KeyProvider, (), (provider, chosen_by, settings, secrets_set, state, proven_at))

constexpr Operation<Empty, KeyProvider> get{
    .name = "keys.provider.get",
    .method = Method::get,
    .path = "/keys/provider",
    .summary = "Which key service holds the workspace's root key, and whether it grants it; never its credentials",
    .policy = Policy<Empty>::needs(Permission::manage_encryption),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<kms::ProviderSpec, KeyProvider> set{
    .name = "keys.provider.set",
    .method = Method::put,
    .path = "/keys/provider",
    .summary = "Move the workspace's keys under a key service of your own, or replace its credentials",
    .policy = Policy<kms::ProviderSpec>::needs(Permission::manage_encryption).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("keys.provider_changed"),
    .body_limit = std::size_t{160} * 1024,
};

constexpr Operation<Empty, KeyProvider> reset{
    .name = "keys.provider.reset",
    .method = Method::delete_,
    .path = "/keys/provider",
    .summary = "Move the workspace's keys back under the platform's key service",
    .policy = Policy<Empty>::needs(Permission::manage_encryption).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("keys.provider_changed"),
};

std::string_view state_of(const keys::Supervision::Status& status) {
  if (status.refusals > 0) return "refusing";
  return status.silent ? "silent" : "granted";
}

KeyProvider provider_of(const ProviderParts& parts, base::TenantId tenant) {
  ShownProvider seen;
  std::optional<ChosenBy> chosen_by;
  if (auto text = parts.keys.provider_spec(tenant)) {
    const auto kept = read_spec(*text);
    base::wipe(*text);
    seen = shown(kept.spec);
    chosen_by = kept.chosen_by;
  }
  const auto status = parts.supervision.status(chosen_by ? tenant : base::platform_tenant);
  return {std::move(seen.provider),      chosen_by,       std::move(seen.settings), std::move(seen.secrets_set),
          std::string(state_of(status)), status.proven_at};
}

audit::Entry entry_of(audit::Event event, const AsyncCall<KeyProvider>& call, std::string detail) {
  audit::Entry entry{.event = event};
  entry.actor = call.caller->user.text();
  entry.target = call.caller->tenant.text();
  entry.address = call.origin.address;
  entry.request = call.origin.request.text();
  entry.session = call.caller->session.text();
  entry.detail = std::move(detail);
  return entry;
}

// The key services were asked for seconds perhaps: who asked must still be allowed to.
void adopt(const ProviderParts& parts, const AsyncCall<KeyProvider>& call, const keys::KeyStore::Rewrapped& rewrapped,
           const std::string& detail) {
  const auto& caller = *call.caller;
  parts.store.write_now(caller.tenant, [&](store::TenantTxn& txn) {
    const auto now = parts.authenticator.load(txn, {caller.tenant, caller.user, caller.session});
    access::require(now, Permission::manage_encryption);
    parts.audit.append(txn, entry_of("keys.provider_changed", call, detail));
    parts.keys.adopt(rewrapped);  // last: what fails before leaves everything as it was
  });
  parts.store.write_now(base::platform_tenant, [&](store::TenantTxn& txn) {
    parts.audit.append(txn, entry_of("keys.provider_changed", call, detail));
  });
  parts.supervision.check_soon(caller.tenant);
}

void switch_now(const ProviderParts& parts, AsyncCall<KeyProvider>& call, const std::string& spec,
                const std::string& detail) {
  const auto tenant = call.caller->tenant;
  std::optional<keys::KeyStore::Rewrapped> rewrapped;
  try {
    rewrapped = parts.keys.rewrap(tenant, spec);
  } catch (const base::Problem& problem) {
    auto entry = entry_of("keys.provider_refused", call, detail + ": " + problem.detail());
    entry.outcome = "failed";
    parts.store.write_now(tenant, [&](store::TenantTxn& txn) { parts.audit.append(txn, entry); });
    throw;
  }
  adopt(parts, call, *rewrapped, detail);
}

// On a thread that may wait for key services.
void run_switch(const ProviderParts& parts, AsyncCall<KeyProvider> given, std::string spec, std::string detail) {
  auto call = std::make_shared<AsyncCall<KeyProvider>>(std::move(given));
  const auto work = [parts, call, spec = std::move(spec), detail = std::move(detail)]() mutable {
    std::exception_ptr error;
    try {
      switch_now(parts, *call, spec, detail);
    } catch (...) {
      error = std::current_exception();
    }
    base::wipe(spec);
    if (error) return call->fail(std::move(error));
    call->reply(provider_of(parts, call->caller->tenant));
  };
  try {
    parts.supervision.submit(work);
  } catch (...) {
    call->fail(std::current_exception());
  }
}

void run_set(const ProviderParts& parts, AsyncCall<KeyProvider> call, const kms::ProviderSpec& spec) {
  if (const auto unfit = kms::unfit_for_tenant(spec)) {
    const auto field = unfit->substr(0, std::min(unfit->find(':'), unfit->size()));
    return call.fail(std::make_exception_ptr(base::invalid_field("body." + field, *unfit)));
  }
  run_switch(parts, std::move(call), spec_text({ChosenBy::workspace, spec}), summary(shown(spec)));
}

}  // namespace

void declare_providers(operation::Registry& registry, const ProviderParts& parts) {
  registry.async(get, [parts](AsyncCall<KeyProvider> call, const Empty&) {
    try {
      call.reply(provider_of(parts, call.caller->tenant));
    } catch (...) {
      call.fail(std::current_exception());
    }
  });
  registry.async(set, [parts](AsyncCall<KeyProvider> call, const kms::ProviderSpec& spec) {
    run_set(parts, std::move(call), spec);
  });
  registry.async(reset, [parts](AsyncCall<KeyProvider> call, const Empty&) {
    run_switch(parts, std::move(call), "", "platform");
  });
}

}  // namespace wardroom::server
