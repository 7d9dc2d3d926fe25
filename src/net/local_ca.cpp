#include "net/local_ca.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <set>
#include <stdexcept>
#include <system_error>

namespace wardroom::net {
namespace {

namespace fs = std::filesystem;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr long day = 24 * 60 * 60;
constexpr long authority_days = 3650;
constexpr long server_days = 397;  // the longest that browsers accept
constexpr long renew_within_days = 30;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + openssl_error()); }

void must(bool ok, const char* what) {
  if (!ok) fail(std::string("cannot make a certificate, ") + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  must(key != nullptr, "no key");
  return key;
}

void extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
  must(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "extension refused");
}

Certificate begin_certificate(EVP_PKEY* key, const std::string& name, long days) {
  Certificate certificate(X509_new(), X509_free);
  auto* const c = certificate.get();
  must(c != nullptr, "no memory");
  std::array<unsigned char, 16> serial{};
  must(RAND_bytes(serial.data(), serial.size()) == 1, "no randomness");
  serial[0] &= 0x7f;
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_bin2bn(serial.data(), serial.size(), nullptr), BN_free);
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(c));
  X509_set_version(c, X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(c), -day);  // for clocks that are behind
  X509_gmtime_adj(X509_getm_notAfter(c), days * day);
  X509_set_pubkey(c, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

std::string machine_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

// Written beside and renamed, so that a reader never sees half a file.
void write_file(const fs::path& file, const Bio& pem) {
  char* data = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(pem.get(), &data));
  const fs::path part = file.string() + ".part";
  const int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && write(fd, data, size) == static_cast<ssize_t>(size) && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (!written || rename(part.c_str(), file.c_str()) != 0) {
    throw std::runtime_error("cannot write " + file.string() + ": " +
                             std::generic_category().message(written ? errno : error));
  }
}

void write_key(const fs::path& file, EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_secmem()), BIO_free);
  must(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "key not written");
  write_file(file, bio);
}

void write_certificates(const fs::path& file, std::initializer_list<X509*> certificates) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  for (auto* const one : certificates) must(PEM_write_bio_X509(bio.get(), one) == 1, "not written");
  write_file(file, bio);
  fs::permissions(file,
                  fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read);
}

Key read_key(const fs::path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  return {bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr, EVP_PKEY_free};
}

Certificate read_certificate(const fs::path& file) {
  const Bio bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  return {bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free};
}

std::set<std::string> wanted_names(const std::vector<std::string>& extra) {
  std::set<std::string> names{"localhost", "127.0.0.1", "::1"};
  if (const auto host = machine_name(); !host.empty()) names.insert(host);
  for (const auto& name : extra) {
    const bool plain = !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](unsigned char c) {
      return std::isalnum(c) || c == '-' || c == '.' || c == ':' || c == '*' || c == '_';
    });
    if (!plain) throw std::runtime_error("\"" + name + "\" is not a host name or IP address for a certificate");
    names.insert(name);
  }
  return names;
}

std::string alternative_names(const std::set<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    in6_addr address{};
    const bool ip = inet_pton(AF_INET, name.c_str(), &address) == 1 || inet_pton(AF_INET6, name.c_str(), &address) == 1;
    out += (out.empty() ? "" : ",") + std::string(ip ? "IP:" : "DNS:") + name;
  }
  return out;
}

bool covers(X509* certificate, const std::string& name) {
  in6_addr address{};
  if (inet_pton(AF_INET, name.c_str(), &address) == 1 || inet_pton(AF_INET6, name.c_str(), &address) == 1) {
    return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  }
  return X509_check_host(certificate, name.c_str(), name.size(), 0, nullptr) == 1;
}

bool still_good(X509* server, X509* authority, EVP_PKEY* authority_key, const std::set<std::string>& names) {
  auto limit = std::time(nullptr) + renew_within_days * day;
  if (!server || X509_cmp_time(X509_get0_notAfter(server), &limit) <= 0) return false;
  if (X509_check_issued(authority, server) != X509_V_OK || X509_verify(server, authority_key) != 1) return false;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> present(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(server, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  return present && static_cast<std::size_t>(sk_GENERAL_NAME_num(present.get())) == names.size() &&
         std::ranges::all_of(names, [&](const auto& name) { return covers(server, name); });
}

void make_authority(const LocalCa& files, const fs::path& key_file) {
  const auto key = make_key();
  const auto host = machine_name();
  const auto made =
      begin_certificate(key.get(), ("Wardroom local authority (" + host + ")").substr(0, 64), authority_days);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  extend(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(made.get(), made.get(), NID_subject_key_identifier, "hash");
  must(X509_sign(made.get(), key.get(), EVP_sha256()) > 0, "not signed");
  write_key(key_file, key.get());
  write_certificates(files.authority, {made.get()});
}

void issue(const LocalCa& files, X509* authority, EVP_PKEY* authority_key, const std::set<std::string>& names) {
  const auto key = make_key();
  const auto made = begin_certificate(key.get(), "Wardroom server", server_days);
  X509_set_issuer_name(made.get(), X509_get_subject_name(authority));
  extend(made.get(), authority, NID_basic_constraints, "critical,CA:FALSE");
  extend(made.get(), authority, NID_key_usage, "critical,digitalSignature");
  extend(made.get(), authority, NID_ext_key_usage, "serverAuth");
  extend(made.get(), authority, NID_subject_key_identifier, "hash");
  extend(made.get(), authority, NID_authority_key_identifier, "keyid:always");
  extend(made.get(), authority, NID_subject_alt_name, alternative_names(names));
  must(X509_sign(made.get(), authority_key, EVP_sha256()) > 0, "not signed");
  write_key(files.private_key, key.get());
  write_certificates(files.certificate, {made.get(), authority});
}

}  // namespace

LocalCa ensure_local_ca(const fs::path& dir, const std::vector<std::string>& extra_names) {
  const auto names = wanted_names(extra_names);
  std::error_code error;
  fs::create_directories(dir, error);
  if (error) throw std::runtime_error("cannot make directory " + dir.string() + ": " + error.message());
  LocalCa out{dir / "ca.pem", dir / "server.pem", dir / "server.key", false};
  const auto key_file = dir / "ca.key";

  if (!fs::exists(out.authority) && !fs::exists(key_file)) make_authority(out, key_file);
  const auto authority = read_certificate(out.authority);
  const auto authority_key = read_key(key_file);
  if (!authority || !authority_key || X509_check_private_key(authority.get(), authority_key.get()) != 1) {
    throw std::runtime_error("the local authority in " + dir.string() +
                             " is incomplete; restore ca.pem and ca.key, or remove both to make a new one, which "
                             "clients must then be told to trust");
  }
  auto now = std::time(nullptr);
  if (X509_cmp_time(X509_get0_notAfter(authority.get()), &now) <= 0) {
    throw std::runtime_error("the local authority in " + dir.string() +
                             " has ended; remove ca.pem and ca.key to make a new one, which clients must then be told "
                             "to trust");
  }
  const auto server = read_certificate(out.certificate);
  const auto server_key = read_key(out.private_key);
  const bool paired = server && server_key && X509_check_private_key(server.get(), server_key.get()) == 1;
  if (!paired || !still_good(server.get(), authority.get(), authority_key.get(), names)) {
    issue(out, authority.get(), authority_key.get(), names);
    out.issued = true;
  }
  openssl_error();  // what reading absent files left behind
  return out;
}

}  // namespace wardroom::net
