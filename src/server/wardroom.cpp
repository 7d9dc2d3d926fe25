#include "server/wardroom.h"

#include "base/json.h"
#include "base/log.h"
#include "bus/in_process.h"
#include "chat/channels.h"
#include "chat/connection.h"
#include "chat/mirror.h"
#include "chat/operations.h"
#include "groups/operations.h"
#include "identity/identity.h"
#include "identity/operations.h"
#include "net/local_ca.h"
#include "operation/openapi.h"
#include "outbound/mailer.h"
#include "scim/operations.h"
#include "server/alerting.h"
#include "server/audit_followers.h"
#include "server/audit_operations.h"
#include "server/backup_operations.h"
#include "server/darkness.h"
#include "server/foundation.h"
#include "server/front_door.h"
#include "server/index_upkeep.h"
#include "server/key_operations.h"
#include "server/provider_operations.h"
#include "server/public_identity.h"
#include "server/suspension.h"
#include "server/syslog_follower.h"
#include "server/upkeep.h"
#include "server/workspace_operations.h"
#include "sso/operations.h"
#include "webhooks/webhooks.h"
#include "workspace/operations.h"

namespace wardroom::server {
namespace {

net::TlsOptions tls_options(const Settings& settings) {
  if (!settings.certificate.empty()) return {settings.certificate, settings.private_key, settings.allow_tls12};
  const auto local = net::ensure_local_ca(settings.data / "tls", settings.names);
  return {local.certificate, local.private_key, settings.allow_tls12};
}

net::ServerOptions net_options(const Settings& settings) {
  net::ServerOptions options;
  options.address = settings.address;
  options.port = settings.port;
  options.cores = settings.cores;
  options.tls = tls_options(settings);
  options.trusted_proxies = settings.trusted_proxies;
  options.redirect_port = settings.redirect_port;
  options.limits.connections = settings.connections;
  options.limits.connections_per_address = settings.connections_per_address;
  return options;
}

std::string url_of(const Settings& settings, std::uint16_t port) {
  if (!settings.public_url.empty()) return settings.public_url;
  // By name where there is one: passkeys belong to a name.
  const auto& at = settings.address;
  const bool local = at == "0.0.0.0" || at == "::" || at == "127.0.0.1" || at == "::1";
  const bool ipv6 = settings.address.find(':') != std::string::npos;
  const auto host = local ? "localhost" : ipv6 ? "[" + settings.address + "]" : settings.address;
  return "https://" + host + ":" + std::to_string(port);
}

std::shared_ptr<const identity::BreachedList> breached_list(const std::filesystem::path& file) {
  if (file.empty()) return nullptr;
  try {
    return std::make_shared<identity::BreachedList>(file);
  } catch (const std::runtime_error& error) {
    throw base::ConfigError(std::string("password.breached_list: ") + error.what() + ".");
  }
}

identity::Options identity_options(const Settings& settings, const std::string& url, outbound::Mailer* mailer) {
  identity::Options options;
  options.public_url = url;
  options.password_cost = settings.password_cost;
  options.breached = breached_list(settings.breached_passwords);
  options.proof_ttl = settings.step_up;
  options.session_ttl = settings.session_idle;
  options.session_limit = settings.session_limit;
  if (mailer)
    options.post = [mailer](identity::Letter letter) {
      mailer->post({std::move(letter.to), std::move(letter.subject), std::move(letter.text)});
    };
  return options;
}

// The tenants whose rotation is not at its end.
std::vector<base::TenantId> between_epochs(const Settings& settings) {
  std::vector<base::TenantId> out;
  for (const auto& [tenant, roots] : keys::load_keyring(settings.data / "keyring")) {
    if (roots.epochs.size() > 1) out.push_back(tenant);
  }
  return out;
}

std::string updated(const identity::User& user) {
  return R"({"event":"user.updated","user":)" + base::to_json_text(user) + "}";
}

constexpr std::size_t max_waiting_key_work = 32;
constexpr std::size_t max_waiting_administration = 32;

net::StaticFiles web_files(const Settings& settings) {
  return settings.web.empty() ? net::StaticFiles() : net::StaticFiles(settings.web);
}

}  // namespace

struct Wardroom::Parts {
  explicit Parts(Settings given)
      : settings(std::move(given)),
        lock(settings.data),
        foundation(settings),
        hub(bus),
        net(net_options(settings), door),
        url((hub.attach(net), net.start(), url_of(settings, net.port()))),
        mailer(settings.mail ? std::make_unique<outbound::Mailer>(*settings.mail) : nullptr),
        identity({foundation.store,
                  foundation.keys,
                  foundation.audit,
                  foundation.workspaces,
                  identity_options(settings, url, mailer.get()),
                  {}}),
        groups{foundation.keys, identity.directory()},
        scim(identity, groups),
        sso(identity, groups, {settings.sso_private_addresses},
            [this](store::TenantTxn& txn, const std::string& name) {
              return scim.requests().users().known_as(txn, name);
            }),
        chat{foundation.keys, foundation.shred_keys, identity.directory(), hub, foundation.workspaces, index_queue,
             groups},
        webhooks({foundation.store, foundation.audit, chat, url, settings.webhook_private_addresses}, bus),
        public_identity(foundation.custody),
        key_pool(1, max_waiting_key_work),
        key_worker(foundation.custody, foundation.reencryption, foundation.store, between_epochs(settings)),
        key_parts{foundation.store,        foundation.custody, key_worker,
                  identity.signing_keys(), key_pool,           foundation.workspaces},
        suspension({foundation.store, foundation.audit, hub, foundation.shred_keys}, foundation.workspaces,
                   foundation.decisions),
        administration(foundation, settings.data, [this] { suspension.refresh(); }),
        administration_pool(1, max_waiting_administration),
        workspace_parts{administration, identity, administration_pool},
        backup_custody(settings.backup ? std::make_unique<BackupCustody>(foundation, settings) : nullptr),
        backup_worker(backup_custody ? std::make_unique<BackupWorker>(*backup_custody) : nullptr),
        backup_parts{backup_custody.get(), backup_worker.get(), administration, foundation.recovery,
                     administration_pool},
        limits(settings.rates,
               [this](base::TenantId tenant) { return foundation.decisions.requests_per_second(tenant); }),
        dispatcher((declare_operations(),
                    operation::Dispatcher::Parts{
                        registry, foundation.store, foundation.audit, identity.authenticator(),
                        settings.rate_limits ? &limits : nullptr,
                        [this](base::TenantId tenant) { return foundation.decisions.are_operators(tenant); }})),
        provisioning(scim, settings.rate_limits ? &limits : nullptr),
        hooks(webhooks.parts(), webhooks.incoming(), settings.rate_limits ? &limits : nullptr),
        realtime{chat, dispatcher, identity.authenticator(), foundation.store, version},
        files(web_files(settings)),
        faults(foundation.store, foundation.audit),
        witnesses(settings.witnesses, foundation.store, foundation.audit),
        upkeep({foundation.store, foundation.audit, identity, foundation.workspaces, foundation.custody,
                public_identity, foundation.recovery, witnesses, suspension}),
        index_upkeep(foundation.store, foundation.workspaces, chat),
        followers(foundation.store, foundation.audit, audit_followers()) {
    listen();
    suspension.refresh();
    webhooks.start();
    witnesses.start(foundation.store.tenants());
    record({.event = "system.started", .detail = std::string(version)});
    door.open({dispatcher, identity, realtime, files, public_identity, provisioning, hooks, faults,
               operation::openapi_json(registry, version), Cors(settings.cors_origins)});
  }

  void declare_operations() {
    identity::declare(registry, identity);
    groups::declare(registry, groups);
    sso::declare(registry, sso);
    scim::declare(registry, scim);
    workspace::declare(registry, foundation.workspaces);
    chat::declare(registry, chat, foundation.store);
    webhooks.declare(registry);
    declare_audit(registry, foundation.store, foundation.keys, foundation.audit);
    declare_audit_proofs(registry);
    declare_audit_retention(registry);
    declare_alerts(registry, foundation.keys, mailer != nullptr);
    declare_providers(registry, {foundation.store, foundation.keys, foundation.supervision, foundation.audit,
                                 identity.authenticator()});
    declare_keys(registry, key_parts);
    declare_workspaces(registry, workspace_parts);
    declare_backups(registry, backup_parts);
  }

  std::vector<std::unique_ptr<AuditFollower>> audit_followers() {
    std::vector<std::unique_ptr<AuditFollower>> out;
    out.push_back(std::make_unique<Alerting>(
        Alerting::Parts{foundation.store, foundation.keys, foundation.workspaces, mailer.get(), url}));
    if (settings.syslog) out.push_back(std::make_unique<SyslogFollower>(*settings.syslog));
    return out;
  }

  // In the platform's log.
  void record(const audit::Entry& entry) {
    foundation.store.write_now(base::platform_tenant,
                               [&](store::TenantTxn& platform) { foundation.audit.append(platform, entry); });
  }

  void listen() {
    identity.listen({
        .session_ended = [this](base::TenantId tenant, base::SessionId session) { hub.session_ended(tenant, session); },
        .user_updated = [this](base::TenantId tenant,
                               const identity::User& user) { hub.tell_tenant(tenant, updated(user)); },
        // To themselves alone: a role that thousands hold would be told to everybody thousands of times.
        .rights_changed = [this](base::TenantId tenant,
                                 const identity::User& user) { hub.tell_user(tenant, user.id, updated(user)); },
        .user_created = [this](store::TenantTxn& txn, const identity::User& user,
                               bool) { chat::join_everyones_channels(chat, txn, user.id); },
        .challenge_answered = &sso::SignOns::adopt,
    });
    groups.listener = {
        .moved = [this](store::TenantTxn& txn, base::GroupId group, base::UserId user,
                        std::optional<base::UserId> by) { chat::follow(chat, txn, group, user, by); },
        .deleted = [](store::TenantTxn& txn, base::GroupId group) { chat::forget_group(txn, group); },
        .changed = [this](base::TenantId tenant) { hub.tell_tenant(tenant, R"({"event":"groups.changed"})"); },
    };
    foundation.supervision.listen(darkness_listener({foundation.store, foundation.audit, hub, foundation.shred_keys}));
    foundation.supervision.start();
  }

  Settings settings;
  DataLock lock;
  Foundation foundation;
  bus::InProcessBus bus;
  chat::Hub hub;
  FrontDoor door;
  net::Server net;
  std::string url;
  std::unique_ptr<outbound::Mailer> mailer;
  identity::Identity identity;
  groups::Parts groups;
  scim::Scim scim;
  sso::Sso sso;
  chat::IndexQueue index_queue;
  chat::Parts chat;
  webhooks::Webhooks webhooks;
  PublicIdentity public_identity;
  identity::WorkPool key_pool;
  KeyWorker key_worker;
  KeyParts key_parts;
  Suspension suspension;
  WorkspaceAdministration administration;
  identity::WorkPool administration_pool;
  WorkspaceParts workspace_parts;
  std::unique_ptr<BackupCustody> backup_custody;  // null without a folder for them
  std::unique_ptr<BackupWorker> backup_worker;
  BackupOperationParts backup_parts;
  operation::Registry registry;
  operation::Limits limits;
  operation::Dispatcher dispatcher;
  scim::Service provisioning;
  webhooks::Entrance hooks;
  chat::Realtime realtime;
  net::StaticFiles files;
  PeerFaults faults;
  Witnesses witnesses;
  Upkeep upkeep;
  IndexUpkeep index_upkeep;
  AuditFollowers followers;
  bool stopped = false;
};

Wardroom::Wardroom(Settings settings) : parts_(std::make_unique<Parts>(std::move(settings))) {}

Wardroom::~Wardroom() { stop(); }

const std::string& Wardroom::url() const { return parts_->url; }

std::optional<std::string> Wardroom::setup_link() {
  if (!parts_->identity.setup_needed()) return std::nullopt;
  return parts_->identity.setup_link(parts_->identity.issue_setup_token());
}

void Wardroom::reload_certificate() { parts_->net.reload_certificate(); }

void Wardroom::stop() {
  if (std::exchange(parts_->stopped, true)) return;
  parts_->net.stop();
  parts_->sso.stop();
  parts_->scim.stop();
  parts_->webhooks.stop();
  parts_->identity.stop();
  if (parts_->backup_worker) parts_->backup_worker->stop();
  try {
    parts_->record({.event = "system.stopped"});
  } catch (const std::exception& error) {  // a full disk must not keep it from stopping
    base::log_error("that the server stopped could not be recorded: {}", error.what());
  }
  parts_->followers.stop();
  if (parts_->mailer) parts_->mailer->stop();
  parts_->index_upkeep.stop();
  parts_->upkeep.stop();
  parts_->witnesses.stop();
  parts_->key_pool.stop();
  parts_->administration_pool.stop();
  parts_->key_worker.stop();
  parts_->foundation.supervision.stop();
  parts_->foundation.store.stop();
}

const operation::Registry& Wardroom::operations() const { return parts_->registry; }

}  // namespace wardroom::server
