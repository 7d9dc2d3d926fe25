#include "net/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "base/bytes.h"

namespace wardroom::net {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

// OpenSSL writes to the socket itself, and a peer that is gone must be an error, not a signal.
void ignore_broken_pipes() {
  struct sigaction now{};
  sigaction(SIGPIPE, nullptr, &now);
  if (now.sa_handler == SIG_DFL) {
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c)
  }
}

TlsContext make_context(const SSL_METHOD* method) {
  ignore_broken_pipes();
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) throw std::runtime_error("cannot make a TLS context: " + openssl_error());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context.get(), 1);  // one read for a record's header and body
  return context;
}

void refuse_readable_key(const std::filesystem::path& key) {
  struct stat info{};
  if (stat(key.c_str(), &info) != 0) return;  // loading it will say more
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  throw std::runtime_error("private key " + key.string() + " can be read by others; run: chmod 600 " + key.string());
}

int choose_http11(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                  unsigned int in_length, void*) {
  static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, ours.data(), ours.size(), in, in_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;  // RFC 7301 section 3.2
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

Certificate read_certificate(const std::filesystem::path& file) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  Certificate certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
  if (!certificate) throw std::runtime_error("cannot read certificate " + file.string() + ": " + openssl_error());
  return certificate;
}

}  // namespace

TlsFault tls_fault() {
  const int reason = ERR_GET_REASON(ERR_peek_error());
  const bool plaintext =
      reason == SSL_R_HTTP_REQUEST || reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_WRONG_VERSION_NUMBER;
  return {plaintext, openssl_error()};
}

std::string openssl_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no details";
  const char* const reason = ERR_reason_error_string(code);
  return reason ? reason : "error " + std::to_string(code);
}

TlsContext make_server_context(const TlsOptions& options) {
  auto context = make_context(TLS_server_method());
  auto* const c = context.get();
  if (options.allow_tls12) {
    SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(c, "ECDHE+AESGCM:ECDHE+CHACHA20");
  }
  SSL_CTX_set_options(c, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(c, 0);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set1_groups_list(c, "X25519:P-256");
  SSL_CTX_set_alpn_select_cb(c, choose_http11, nullptr);
  refuse_readable_key(options.private_key);
  if (SSL_CTX_use_certificate_chain_file(c, options.certificate.c_str()) != 1) {
    throw std::runtime_error("cannot use certificate " + options.certificate.string() + ": " + openssl_error());
  }
  if (SSL_CTX_use_PrivateKey_file(c, options.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot use private key " + options.private_key.string() + ": " + openssl_error());
  }
  if (SSL_CTX_check_private_key(c) != 1) {
    throw std::runtime_error("private key " + options.private_key.string() + " does not belong to certificate " +
                             options.certificate.string());
  }
  return context;
}

TlsContext make_client_context(const std::filesystem::path& ca) {
  auto context = make_context(TLS_client_method());
  const int loaded = ca.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                : SSL_CTX_load_verify_file(context.get(), ca.c_str());
  if (loaded != 1) throw std::runtime_error("cannot use authority file " + ca.string() + ": " + openssl_error());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

std::int64_t certificate_expires_at(const std::filesystem::path& certificate) {
  const auto read = read_certificate(certificate);
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &end) != 1) {
    throw std::runtime_error("certificate " + certificate.string() + " has an unreadable end date");
  }
  return timegm(&end);
}

std::string certificate_fingerprint(const std::filesystem::path& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(read_certificate(certificate).get(), EVP_sha256(), digest.data(), &size);
  return base::to_hex({digest.data(), size});
}

}  // namespace wardroom::net
