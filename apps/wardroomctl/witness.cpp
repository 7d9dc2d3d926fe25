#include "wardroomctl/witness.h"

#include <fmt/format.h>
#include <signal.h>

#include "audit/witness.h"
#include "net/listen_address.h"
#include "net/local_ca.h"
#include "net/server.h"

namespace wardroom::ctl {
namespace {

constexpr std::size_t max_body = 64 * 1024;

// Each answer has waited for the disk: with a few logs a minute that holds up nobody.
class Endpoint final : public net::Application {
 public:
  explicit Endpoint(audit::Witness& witness) : witness_(witness) {}

  std::size_t body_limit(const net::Request&) override { return max_body; }
  void handle(net::Request request, net::Respond respond) override { respond(answer(request)); }
  void upgrade(net::Request, net::Upgrade decide) override {
    decide(std::unexpected(net::Response::text(404, "A witness speaks no WebSocket.\n")));
  }

 private:
  net::Response answer(const net::Request& request) try {
    if (request.path == "/") return net::Response::text(200, witness_.key().text() + "\n");
    const bool checkpoint = request.path == "/add-checkpoint";
    if (!checkpoint && request.path != "/add-key") return net::Response::text(404, "There is nothing here.\n");
    if (request.method != "POST") return net::Response::text(405, "Use POST.\n");
    auto found = checkpoint ? witness_.add_checkpoint(request.body) : witness_.add_key(request.body);
    if (found.status != 200) fmt::print(stderr, "refused from {}: {} {}", request.address, found.status, found.text);
    auto response = net::Response::text(found.status, std::move(found.text));
    if (found.status == 409) response.content_type = "text/x.tlog.size";
    return response;
  } catch (const std::exception& error) {
    fmt::print(stderr, "wardroomctl audit witness: {}\n", error.what());
    return net::Response::text(500, "The witness cannot use its folder.\n");
  }

  audit::Witness& witness_;
};

sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set, signal);
  return set;
}

}  // namespace

WitnessCommand::WitnessCommand(CLI::App& audit)
    : witness_(audit.add_subcommand(
          "witness", "Run a witness: it cosigns checkpoints of logs that only grew (C2SP tlog-witness), over HTTPS")) {
  witness_->add_option("folder", folder_, "Where it keeps its key and what it saw; made when it is missing")
      ->required();
  witness_->add_option("--name", name_, "What it signs as, like witness.example.org/audit")->required();
  witness_->add_option("--listen", listen_, "ADDRESS:PORT")->default_val("127.0.0.1:7443");
  witness_->add_option("--trust", trusted_, "Verifier key of a log that it shall look at; remembered");
  witness_->add_option("--certificate", certificate_, "Certificate, PEM; without it a local authority is made");
  witness_->add_option("--private-key", private_key_, "Its private key, PEM, mode 0600");
  witness_->add_option("--tls-name", names_, "Further name of the local certificate");
}

int WitnessCommand::run() {
  const auto signals = stopping_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // inherited by the threads of the listener
  ::signal(SIGPIPE, SIG_IGN);
  if (certificate_.empty() != private_key_.empty()) {
    throw std::runtime_error("--certificate and --private-key belong together");
  }
  audit::Witness witness(folder_, name_);
  for (const auto& text : trusted_) {
    const auto key = crypto::read_verifier_key(text);
    if (!key || key->type != crypto::NoteKey::signer) {
      throw std::runtime_error("--trust: use the verifier key that `wardroomctl audit key` prints, not " + text);
    }
    witness.trust(*key);
  }
  net::ServerOptions options;
  const auto listen = net::read_listen_address(listen_);
  if (!listen) throw std::runtime_error("--listen: use ADDRESS:PORT, for example 0.0.0.0:7443 or [::]:7443");
  options.address = listen->address;
  options.port = listen->port;
  options.cores = 1;
  std::string authority;
  if (certificate_.empty()) {
    const auto local = net::ensure_local_ca(std::filesystem::path(folder_) / "tls", names_);
    options.tls = {local.certificate, local.private_key};
    authority = local.authority;
  } else {
    options.tls = {certificate_, private_key_};
  }
  Endpoint endpoint(witness);
  net::Server server(options, endpoint);
  server.start();
  fmt::print("witness key {}\nlistening on {}:{}\n", witness.key().text(), options.address, server.port());
  if (!authority.empty()) fmt::print("its authority is {}\n", authority);
  for (const auto& log : witness.logs()) fmt::print("looks at {}\n", log.name);
  if (witness.logs().empty()) fmt::print("It knows no log yet: give --trust KEY.\n");
  std::fflush(stdout);
  int signal = 0;
  ::sigwait(&signals, &signal);
  server.stop();
  return 0;
}

}  // namespace wardroom::ctl
