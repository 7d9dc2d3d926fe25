#include "unit/kms/rigs.h"

#include "kms/durable_file.h"
#include "unit/kms/stand_in.h"

namespace wardroom::kms {
namespace {

using base::as_bytes;
namespace fs = std::filesystem;

class LocalRig final : public Rig {
 public:
  LocalRig() {
    mend_secret();
    init_provider(spec());
  }
  ProviderSpec spec() const override {
    return {.provider = Provider::local,
            .local = LocalSpec{.file = {path_of(root_)}, .passphrase_file = ShortText{path_of(passphrase_)}}};
  }
  void lose_key() override { fs::remove(root_); }
  void swap_key() override {
    fs::remove(root_);
    init_provider(spec());
  }
  void spoil_secret() override { replace_file(passphrase_, as_bytes("quite another passphrase")); }
  void mend_secret() override { replace_file(passphrase_, as_bytes("correct horse battery\n")); }

 private:
  test::ScratchFolder folder_;
  fs::path root_ = folder_ / "root.kms";
  fs::path passphrase_ = folder_ / "passphrase";
};

constexpr const char* softhsm = "/usr/lib/softhsm/libsofthsm2.so";

class SoftHsmRig final : public Rig {
 public:
  explicit SoftHsmRig(const char* mechanism) : mechanism_(mechanism) {
    fs::create_directory(folder_ / "tokens");
    const auto config = "directories.tokendir = " + path_of(folder_ / "tokens") + "\nlog.level = ERROR\n";
    replace_file(folder_ / "softhsm2.conf", as_bytes(config));
    ::setenv("SOFTHSM2_CONF", path_of(folder_ / "softhsm2.conf").c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    test::run(
        {"softhsm2-util", "--init-token", "--free", "--label", "wardroom", "--so-pin", "12345678", "--pin", "1234"});
    mend_secret();
    init_provider(spec());
  }
  ProviderSpec spec() const override {
    return {.provider = Provider::pkcs11,
            .pkcs11 = Pkcs11Spec{.module = {softhsm},
                                 .token = {"wardroom"},
                                 .mechanism = ShortText{mechanism_},
                                 .pin_file = ShortText{path_of(folder_ / "pin")}}};
  }
  void lose_key() override {
    test::run({"pkcs11-tool", "--module", softhsm, "--token-label", "wardroom", "--login", "--pin", "1234",
               "--delete-object", "--type", "secrkey", "--label", "wardroom-root"});
  }
  void swap_key() override {
    lose_key();
    init_provider(spec());
  }
  void spoil_secret() override { replace_file(folder_ / "pin", as_bytes("4321")); }
  void mend_secret() override { replace_file(folder_ / "pin", as_bytes("1234\n")); }
  void stop() override {
    fs::rename(folder_ / "tokens", folder_ / "pulled");
    fs::create_directory(folder_ / "tokens");
  }
  void start() override {
    fs::remove(folder_ / "tokens");
    fs::rename(folder_ / "pulled", folder_ / "tokens");
  }

 private:
  test::ScratchFolder folder_;
  std::string mechanism_;
};

constexpr const char* tpm_module = "/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1";

// A TPM 2.0 in software (swtpm), reached by tpm2-pkcs11 as a hardware one is.
class TpmRig final : public Rig {
 public:
  TpmRig() {
    const auto socket = "swtpm:path=" + path_of(folder_ / "tpm.sock");
    // NOLINTBEGIN(concurrency-mt-unsafe)
    ::setenv("TPM2TOOLS_TCTI", socket.c_str(), 1);
    ::setenv("TPM2_PKCS11_TCTI", socket.c_str(), 1);
    ::setenv("TPM2_PKCS11_STORE", path_of(folder_ / "store").c_str(), 1);
    ::setenv("TPM2_PKCS11_LOG_LEVEL", "0", 1);
    ::setenv("TSS2_LOG", "all+none", 1);
    // NOLINTEND(concurrency-mt-unsafe)
    fs::create_directory(folder_ / "state");
    fs::create_directory(folder_ / "tools");
    for (const auto* const tool :
         {"tpm2_create", "tpm2_createprimary", "tpm2_load", "tpm2_unseal", "tpm2_loadexternal"}) {
      fs::create_symlink(std::string(WARDROOM_SOURCE_DIR) + "/tests/support/kms/tpm-tool.sh", folder_ / "tools" / tool);
    }
    start();
    mend_secret();
    make_token();
    make_key();
  }

  ProviderSpec spec() const override {
    return {.provider = Provider::pkcs11,
            .pkcs11 = Pkcs11Spec{
                .module = {tpm_module}, .token = {"wardroom"}, .pin_file = ShortText{path_of(folder_ / "pin")}}};
  }
  void lose_key() override { make_token(); }
  void swap_key() override {
    make_token();
    make_key();
  }
  void spoil_secret() override { replace_file(folder_ / "pin", as_bytes("userpin2")); }
  void mend_secret() override { replace_file(folder_ / "pin", as_bytes("userpin1")); }
  void stop() override { tpm_.reset(); }
  void start() override {
    const auto socket = path_of(folder_ / "tpm.sock");
    fs::remove(socket);
    fs::remove(socket + ".ctrl");
    tpm_.emplace(std::vector<std::string>{"swtpm", "socket", "--tpm2", "--tpmstate",
                                          "dir=" + path_of(folder_ / "state"), "--server", "type=unixio,path=" + socket,
                                          "--ctrl", "type=unixio,path=" + socket + ".ctrl", "--flags",
                                          "not-need-init,startup-clear"});
    for (int i = 0; i < 100 && !(fs::exists(socket) && fs::exists(socket + ".ctrl")); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  void hang() override { tpm_->signal(SIGSTOP); }
  void answer_again() override { tpm_->signal(SIGCONT); }

 private:
  // A token in an empty store: what an earlier one held is gone.
  void make_token() {
    fs::remove_all(folder_ / "store");
    fs::create_directory(folder_ / "store");
    flush();
    test::run({"pkcs11-tool", "--module", tpm_module, "--init-token", "--label", "wardroom", "--so-pin", "sopin123"});
    test::run({"pkcs11-tool", "--module", tpm_module, "--token-label", "wardroom", "--login", "--login-type", "so",
               "--so-pin", "sopin123", "--init-pin", "--pin", "userpin1"});
  }
  void make_key() {
    flush();
    test::run({"sh", "-c",
               "PATH=$1:$PATH; exec tpm2_ptool addkey --algorithm=hmac:sha256 --label=wardroom "
               "--userpin=userpin1 --key-label=wardroom-root >/dev/null 2>&1",
               "sh", path_of(folder_ / "tools")});
    flush();
  }
  void flush() {
    for (const auto* const kind : {"-t", "-l", "-s"}) test::run({"tpm2_flushcontext", kind});
  }

  test::ScratchFolder folder_;
  std::optional<test::Child> tpm_;
};

class ServerRig : public Rig {
 public:
  ServerRig() { make_certificate(folder_, "server"); }
  void stop() override { server_->tell({{"close", true}}); }
  void start() override { server_->tell({{"listen", true}}); }
  void hang() override { server_->tell({{"hang", true}}); }
  void answer_again() override { server_->tell({{"hang", false}}); }
  std::string complaints() override { return server_->complaints(); }

 protected:
  void serve(const std::string& script, boost::json::object config) {
    config["cert"] = path_of(folder_ / "server.pem");
    config["key"] = path_of(folder_ / "server.key");
    server_.emplace(script, config);
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(server_->port()); }

  test::ScratchFolder folder_;
  std::optional<StandIn> server_;
};

class VaultRig final : public ServerRig {
 public:
  VaultRig() {
    serve("transit.mjs", {{"mount", "kv/transit"}, {"namespace", "team/chat"}, {"token", "hvs.right"}});
    mend_secret();
    init_provider(spec());
  }
  ProviderSpec spec() const override {
    return {.provider = Provider::vault,
            .vault = VaultSpec{.url = {url()},
                               .mount = ShortText{"kv/transit"},
                               .key = {"wardroom"},
                               .namespace_ = ShortText{"team/chat"},
                               .token_file = ShortText{path_of(folder_ / "token")},
                               .ca_file = ShortText{path_of(folder_ / "server.pem")}}};
  }
  void lose_key() override { server_->tell({{"lose", true}}); }
  void swap_key() override {
    lose_key();
    init_provider(spec());
  }
  void spoil_secret() override { replace_file(folder_ / "token", as_bytes("hvs.wrong")); }
  void mend_secret() override { replace_file(folder_ / "token", as_bytes("hvs.right\n")); }
};

class AwsRig final : public ServerRig {
 public:
  AwsRig() {
    serve("aws.mjs", {{"has_key", true},
                      {"region", "eu-central-1"},
                      {"id", "AKIDEXAMPLE"},
                      {"secret", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
                      {"session_token", "FwoGZXIvYXdzEXAMPLE=="},
                      {"kms_key", "alias/wardroom"}});
    replace_file(folder_ / "session", as_bytes("FwoGZXIvYXdzEXAMPLE=="));
    mend_secret();
    init_provider(spec());
  }
  ProviderSpec spec() const override {
    return {.provider = Provider::aws,
            .aws = AwsSpec{.region = {"eu-central-1"},
                           .key = {"alias/wardroom"},
                           .access_key_id = {"AKIDEXAMPLE"},
                           .secret_access_key_file = ShortText{path_of(folder_ / "secret")},
                           .session_token_file = ShortText{path_of(folder_ / "session")},
                           .endpoint = ShortText{url()},
                           .ca_file = ShortText{path_of(folder_ / "server.pem")}}};
  }
  void lose_key() override { server_->tell({{"lose", true}}); }
  void swap_key() override { server_->tell({{"make", true}}); }
  void spoil_secret() override { replace_file(folder_ / "secret", as_bytes("another+secret")); }
  void mend_secret() override {
    replace_file(folder_ / "secret", as_bytes("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"));
  }
};

}  // namespace

std::unique_ptr<Rig> make_local_rig() { return std::make_unique<LocalRig>(); }
std::unique_ptr<Rig> make_softhsm_rig(const char* mechanism) { return std::make_unique<SoftHsmRig>(mechanism); }
std::unique_ptr<Rig> make_tpm_rig() { return std::make_unique<TpmRig>(); }
std::unique_ptr<Rig> make_vault_rig() { return std::make_unique<VaultRig>(); }
std::unique_ptr<Rig> make_aws_rig() { return std::make_unique<AwsRig>(); }

}  // namespace wardroom::kms

// tpm2-pkcs11 1.9 forgets to free its tables when it is finalized.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libtpm2_pkcs11"; }
