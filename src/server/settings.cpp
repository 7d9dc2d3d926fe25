#include "server/settings.h"

#include "net/listen_address.h"
#include "server/cors.h"

namespace wardroom::server {
namespace {

void read_listen(const std::string& listen, Settings& out) {
  auto read = net::read_listen_address(listen);
  if (!read) {
    throw base::ConfigError("server.listen: use ADDRESS:PORT, for example 127.0.0.1:8443 or [::]:8443, not '" + listen +
                            "'.");
  }
  out.address = std::move(read->address);
  out.port = read->port;
}

base::LogLevel level_of(const std::string& text) {
  if (text == "debug") return base::LogLevel::debug;
  if (text == "info") return base::LogLevel::info;
  if (text == "warning") return base::LogLevel::warning;
  if (text == "error") return base::LogLevel::error;
  throw base::ConfigError("log.level: use debug, info, warning or error, not '" + text + "'.");
}

void read_tls(base::Config& config, Settings& out) {
  out.certificate = config.text("tls.certificate", "");
  out.private_key = config.text("tls.private_key", "");
  out.names = config.list("tls.names");
  out.allow_tls12 = config.flag("tls.allow_tls12", false);
  if (out.certificate.empty() != out.private_key.empty()) {
    throw base::ConfigError(
        "tls.certificate and tls.private_key belong together: set both, or neither for a local certificate.");
  }
}

void read_mail(base::Config& config, Settings& out) {
  const auto url = config.text("mail.url", "");
  const auto from = config.text("mail.from", "");
  const auto username = config.text("mail.username", "");
  auto password = config.secret("mail.password");
  const auto authorities = config.text("mail.ca_file", "");
  if (url.empty()) {
    if (from.empty() && username.empty() && !password && authorities.empty()) return;
    throw base::ConfigError("mail.url: say by which server mail is sent, or leave out all of mail.*.");
  }
  outbound::Smtp::Options options{.url = url, .from = from};
  if (!username.empty()) options.username = username;
  options.password = std::move(password);
  if (!authorities.empty()) options.ca_file = authorities;
  try {
    const outbound::Smtp tried(options);
  } catch (const std::invalid_argument& fault) {
    throw base::ConfigError(std::string("mail.url, mail.from: ") + fault.what() + ".");
  }
  out.mail = std::move(options);
}

void read_witnesses(base::Config& config, Settings& out) {
  for (const auto& text : config.list("audit.witnesses")) {
    try {
      out.witnesses.all.push_back(read_witness(text));
    } catch (const std::invalid_argument& fault) {
      throw base::ConfigError(std::string("audit.witnesses: ") + fault.what() + ".");
    }
  }
  out.witnesses.ca_file = config.text("audit.witness_ca_file", "");
}

void read_syslog(base::Config& config, Settings& out) {
  const auto url = config.text("audit.syslog", "");
  const auto given = [](std::string text) { return text.empty() ? std::nullopt : std::optional(std::move(text)); };
  outbound::TlsStream::Options options{.url = url,
                                       .ca_file = given(config.text("audit.syslog_ca_file", "")),
                                       .certificate = given(config.text("audit.syslog_certificate", "")),
                                       .private_key = given(config.text("audit.syslog_private_key", ""))};
  if (url.empty()) {
    if (!options.ca_file && !options.certificate && !options.private_key) return;
    throw base::ConfigError("audit.syslog: say where entries are sent, or leave out all of audit.syslog_*.");
  }
  try {
    const outbound::TlsStream tried(options);
  } catch (const std::invalid_argument& fault) {
    throw base::ConfigError(std::string("audit.syslog: ") + fault.what() + ".");
  }
  out.syslog = std::move(options);
}

bool is_inside(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto relative = std::filesystem::absolute(inner).lexically_normal().lexically_relative(
      std::filesystem::absolute(outer).lexically_normal());
  return !relative.empty() && *relative.begin() != "..";
}

void read_backup(base::Config& config, Settings& out) {
  const auto folder = config.text("backup.folder", "");
  lifecycle::BackupOptions options{.folder = folder};
  out.backup_every = std::chrono::hours(config.number("backup.every_hours", 24, 0, 24 * 366));
  options.keep = static_cast<int>(config.number("backup.keep", 14, 1, 10'000));
  options.destroyed_keys = std::chrono::days(config.number("backup.destroyed_keys_days", 7, 0, 3650));
  if (folder.empty()) return;
  if (is_inside(folder, out.data)) {
    throw base::ConfigError("backup.folder: choose one outside of the data directory " + out.data.string() +
                            ", and on another disk if you can: what happens to the one would happen to the other.");
  }
  out.backup = std::move(options);
}

void read_rates(base::Config& config, Settings& out) {
  out.rate_limits = config.flag("rate.limits", true);
  auto& [api, authentication] = out.rates;
  api.per_second = static_cast<double>(config.number("rate.api_per_second", 20, 1, 1'000'000));
  api.burst = static_cast<double>(config.number("rate.api_burst", 50, 1, 1'000'000));
  authentication.per_second =
      static_cast<double>(config.number("rate.authentication_per_minute", 10, 1, 1'000'000)) / 60;
  authentication.burst = static_cast<double>(config.number("rate.authentication_burst", 10, 1, 1'000'000));
}

}  // namespace

Settings read_settings(base::Config& config) {
  Settings out;
  out.data = config.text("server.data", "data");
  read_listen(config.text("server.listen", "127.0.0.1:8443"), out);
  out.public_url = config.text("server.public_url", "");
  if (!out.public_url.empty() && (!out.public_url.starts_with("https://") || out.public_url.ends_with('/'))) {
    throw base::ConfigError("server.public_url: use https://NAME[:PORT] without a final slash.");
  }
  out.web = config.text("server.web", "");
  out.cores = static_cast<unsigned>(config.number("server.cores", 0, 0, 256));
  if (const auto port = config.number("server.redirect_port", 0, 0, 65535))
    out.redirect_port = static_cast<std::uint16_t>(port);
  out.trusted_proxies = config.list("server.trusted_proxies");
  out.cors_origins = config.list("server.cors_origins");
  for (const auto& origin : out.cors_origins) {
    if (is_origin(origin)) continue;
    throw base::ConfigError("server.cors_origins: give origins like https://app.example.org, not '" + origin +
                            "': small letters, no path, the usual port left out; there is no sign for all of them.");
  }
  out.connections = static_cast<std::size_t>(config.number("limits.connections", 50'000, 1, 1'000'000));
  out.connections_per_address =
      static_cast<std::size_t>(config.number("limits.connections_per_address", 4'096, 1, 1'000'000));
  read_tls(config, out);
  out.kms = read_kms(config, out.data);
  // Three checks of 100 s are five minutes, the longest a revoked key may go on working.
  out.key_check = std::chrono::seconds(config.number("kms.check_seconds", 60, 1, 100));
  out.key_grace = std::chrono::seconds(config.number("kms.grace_seconds", 3600, 0, 86'400));
  out.private_key_services = config.flag("kms.tenants_private_addresses", false);
  out.require_locked_memory = config.flag("memory.require_lock", false);
  out.password_cost.memory_kib =
      static_cast<std::uint32_t>(config.number("password.memory_kib", 65536, 8192, crypto::max_password_memory_kib));
  out.password_cost.passes = static_cast<std::uint32_t>(config.number("password.passes", 3, 1, 20));
  out.breached_passwords = config.text("password.breached_list", "");
  out.sso_private_addresses = config.flag("sso.private_addresses", false);
  out.webhook_private_addresses = config.flag("webhooks.private_addresses", false);
  out.session_idle = std::chrono::days(config.number("sessions.idle_days", 7, 1, 30));
  out.session_limit = std::chrono::days(config.number("sessions.limit_days", 30, 1, 365));
  out.step_up = std::chrono::minutes(config.number("sessions.step_up_minutes", 10, 1, 1440));
  out.signing = read_signing_place(config, out.kms.spec.provider);
  out.shred_period = std::chrono::days(config.number("keys.shred_period_days", 30, 1, 3650));
  read_mail(config, out);
  read_witnesses(config, out);
  read_syslog(config, out);
  read_backup(config, out);
  read_rates(config, out);
  out.log_level = level_of(config.text("log.level", "info"));
  config.finish();
  return out;
}

}  // namespace wardroom::server
