// TLS for the public listener and for our own clients: 1.3 (1.2 by choice), no tickets, no renegotiation, buffers
// released while idle. A context is shared by connections and outlives its replacement until the last one closes.
#pragma once
#include <openssl/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace wardroom::net {

struct TlsOptions {
  std::filesystem::path certificate;  // PEM, leaf first
  std::filesystem::path private_key;  // PEM; refused when others than its owner may read it
  bool allow_tls12 = false;
};

using TlsContext = std::shared_ptr<SSL_CTX>;

TlsContext make_server_context(const TlsOptions& options);  // std::runtime_error says what is wrong with which file
// ca: PEM file of trusted authorities; empty: the system's. Host names are checked by the caller's SSL_set1_host.
TlsContext make_client_context(const std::filesystem::path& ca);

// What is behind SSL_ERROR_SSL on a connection of the listener's; empties the queue.
struct TlsFault {
  bool plaintext = false;  // what came is no TLS
  std::string words;
};
TlsFault tls_fault();

std::string openssl_error();  // the oldest queued error, in words; empties the queue
// Seconds since 1970 when the first certificate of a PEM file ends.
std::int64_t certificate_expires_at(const std::filesystem::path& certificate);
// Lower-case hex SHA-256 of the first certificate's DER form, to compare with what a client pinned.
std::string certificate_fingerprint(const std::filesystem::path& certificate);

}  // namespace wardroom::net
