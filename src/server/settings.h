// Everything an administrator can set, with its default. Read once at start; docs/configuration.md lists the keys.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/log.h"
#include "crypto/password.h"
#include "lifecycle/backups.h"
#include "operation/rate.h"
#include "outbound/smtp.h"
#include "outbound/tls_stream.h"
#include "server/kms_settings.h"
#include "server/witnesses.h"

namespace wardroom::server {

struct Settings {
  std::filesystem::path data = "data";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
  std::string public_url;  // "https://chat.example.org", for links; empty: made from what is listened on
  std::filesystem::path web;
  unsigned cores = 0;
  std::optional<std::uint16_t> redirect_port;
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> cors_origins;  // of the foreign web pages that may use the API
  std::size_t connections = 50'000;
  std::size_t connections_per_address = 4'096;
  std::filesystem::path certificate;  // empty: the local authority's
  std::filesystem::path private_key;
  std::vector<std::string> names;  // further names for the local authority's certificate
  bool allow_tls12 = false;
  KmsSettings kms;
  keys::SigningPlace signing = keys::SigningPlace::sealed;  // where the keys that sign live
  std::chrono::seconds key_check{60};    // how often a tenant's own key service is asked; three refusals lock it
  std::chrono::seconds key_grace{3600};  // how long one that does not answer is waited for
  bool private_key_services = false;     // whether owners may bring one at a private address
  bool require_locked_memory = false;
  crypto::PasswordCost password_cost;
  std::optional<outbound::Smtp::Options> mail;         // none: no mail is sent
  std::filesystem::path breached_passwords;            // empty: no list
  bool sso_private_addresses = false;                  // identity providers in one's own network
  bool webhook_private_addresses = false;              // outgoing webhooks to one's own network
  std::chrono::minutes step_up{10};                    // how long a proof of who one is lasts
  std::chrono::days session_idle{7};                   // after which a session that nobody used ends
  std::chrono::days session_limit{30};                 // after which any ends
  WitnessSettings witnesses;                           // of the audit logs
  std::optional<outbound::TlsStream::Options> syslog;  // where audit entries are sent
  std::chrono::days shred_period{30};                  // how long one key of a channel's messages is used
  std::optional<lifecycle::BackupOptions> backup;      // none: no backups are made
  std::chrono::hours backup_every{24};                 // by the server itself; 0: only when it is told to
  bool rate_limits = true;
  operation::Budgets rates;
  base::LogLevel log_level = base::LogLevel::info;
};

// ConfigError names the key and says what to do.
Settings read_settings(base::Config& config);

}  // namespace wardroom::server
