// TLS of the listener: versions, tickets, replacing the certificate.
#include <openssl/ssl.h>

#include "unit/net/server_fixture.h"

namespace wardroom::net::test {
namespace {

class TlsServer : public ServerTest {};

TEST_F(TlsServer, SpeaksTls13AndKeepsNoTickets) {
  start();
  client::TlsStream stream(address(), 5s);
  stream.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  rest_of(stream);
  EXPECT_STREQ(SSL_get_version(stream.tls()), "TLSv1.3");
  EXPECT_EQ(SSL_SESSION_has_ticket(SSL_get_session(stream.tls())), 0);
}

std::string version_with_at_most(int most, std::uint16_t port) {
  const auto context = make_client_context({});
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), most);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port)).c_str());
  if (BIO_do_connect(bio.get()) != 1) return "refused";
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  return SSL_get_version(ssl);
}

TEST_F(TlsServer, RefusesTls12UnlessAskedFor) {
  start();
  EXPECT_EQ(version_with_at_most(TLS1_2_VERSION, server->port()), "refused");
  options.tls.allow_tls12 = true;
  start();
  EXPECT_EQ(version_with_at_most(TLS1_2_VERSION, server->port()), "TLSv1.2");
  EXPECT_EQ(version_with_at_most(TLS1_1_VERSION, server->port()), "refused");
}

TEST_F(TlsServer, PlainTextOnTheTlsPortIsRefused) {
  start();
  const auto answer = plain_exchange(server->port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.find("HTTP/1.1 200"), std::string::npos);
  EXPECT_EQ(http().request("GET", "/").status, 200);
}

TEST_F(TlsServer, AClientTrustsTheAuthorityOrThePinAndNothingElse) {
  start();
  auto stranger = address();
  stranger.ca.clear();
  EXPECT_THROW(client::TlsStream(stranger, 2s), std::runtime_error);
  stranger.pin = certificate_fingerprint(options.tls.certificate);
  EXPECT_NO_THROW(client::TlsStream(stranger, 2s));
  stranger.pin = std::string(64, '0');
  EXPECT_THROW(client::TlsStream(stranger, 2s), std::runtime_error);
}

TEST_F(TlsServer, ANewCertificateIsUsedWithoutDroppingConnections) {
  start();
  auto before = http();
  EXPECT_EQ(before.request("GET", "/").status, 200);
  const auto old_pin = certificate_fingerprint(options.tls.certificate);
  ensure_local_ca(dir.path(), {"new.example"});
  ASSERT_NE(certificate_fingerprint(options.tls.certificate), old_pin);
  auto pinned = address();
  pinned.pin = certificate_fingerprint(options.tls.certificate);
  EXPECT_TRUE(eventually([&] {  // by itself
    try {
      client::TlsStream(pinned, 2s);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }));
  EXPECT_TRUE(before.connected());
  EXPECT_EQ(before.request("GET", "/").status, 200);
  EXPECT_TRUE(eventually([&] { return server->connections() == 1; }));  // the pinned one is gone, once that is noticed
}

TEST_F(TlsServer, ABrokenNewCertificateIsNotUsed) {
  start();
  std::filesystem::resize_file(options.tls.certificate, 10);
  EXPECT_THROW(server->reload_certificate(), std::runtime_error);
  EXPECT_EQ(http().request("GET", "/").status, 200);
}

TEST_F(TlsServer, RefusesAPrivateKeyThatOthersMayRead) {
  std::filesystem::permissions(options.tls.private_key, std::filesystem::perms(0644));
  try {
    start();
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("chmod 600"), std::string::npos);
  }
}

}  // namespace
}  // namespace wardroom::net::test
