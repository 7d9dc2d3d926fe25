// Certificates and web files on disk.
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <fstream>

#include "net/static_files.h"
#include "unit/net/server_fixture.h"

namespace wardroom::net::test {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& file) {
  struct stat info{};
  return stat(file.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

TEST(LocalCa, IsMadeOnceAndKeepsItsKeysToItself) {
  const TemporaryDirectory dir;
  const auto first = ensure_local_ca(dir.path() / "tls", {});
  EXPECT_TRUE(first.issued);
  EXPECT_EQ(mode_of(dir.path() / "tls/ca.key"), 0600U);
  EXPECT_EQ(mode_of(first.private_key), 0600U);
  EXPECT_EQ(mode_of(first.authority), 0644U);
  EXPECT_FALSE(ensure_local_ca(dir.path() / "tls", {}).issued);
}

TEST(LocalCa, IssuesAgainWhenNamesChangeUnderTheSameAuthority) {
  const TemporaryDirectory dir;
  const auto ca = ensure_local_ca(dir.path(), {"chat.example"});
  const auto authority = certificate_fingerprint(ca.authority);
  EXPECT_FALSE(ensure_local_ca(dir.path(), {"chat.example"}).issued);
  EXPECT_TRUE(ensure_local_ca(dir.path(), {"chat.example", "192.0.2.7"}).issued);
  EXPECT_TRUE(ensure_local_ca(dir.path(), {}).issued);
  EXPECT_EQ(certificate_fingerprint(ca.authority), authority);
}

TEST(LocalCa, CoversItsNames) {
  const TemporaryDirectory dir;
  const auto ca = ensure_local_ca(dir.path(), {"chat.example", "192.0.2.7"});
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(ca.certificate.c_str(), "r"), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                         X509_free);
  for (const auto* name : {"localhost", "chat.example"}) EXPECT_EQ(X509_check_host(leaf.get(), name, 0, 0, nullptr), 1);
  for (const auto* ip : {"127.0.0.1", "::1", "192.0.2.7"}) EXPECT_EQ(X509_check_ip_asc(leaf.get(), ip, 0), 1);
  EXPECT_EQ(X509_check_host(leaf.get(), "other.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  const auto left = certificate_expires_at(ca.certificate) - std::time(nullptr);
  EXPECT_LT(left, 398 * 24 * 60 * 60);
  EXPECT_GT(left, 390 * 24 * 60 * 60);
}

TEST(LocalCa, SaysWhatToDoWhenHalfOfItIsMissing) {
  const TemporaryDirectory dir;
  ensure_local_ca(dir.path(), {});
  fs::remove(dir.path() / "ca.key");
  EXPECT_THROW(ensure_local_ca(dir.path(), {}), std::runtime_error);
  EXPECT_THROW(ensure_local_ca(dir.path(), {"not a name"}), std::runtime_error);
}

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    write("index.html", "<!doctype html>" + std::string(2000, ' '));
    write("assets/app-1a2b.js", std::string(5000, 'x'));
    write("icon.png", "png");
    fs::create_directory_symlink("/etc", dir_.path() / "etc");
    files_ = StaticFiles(dir_.path());
  }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((dir_.path() / name).parent_path());
    std::ofstream(dir_.path() / name) << content;
  }
  std::optional<Response> get(std::string path, Headers headers = {}, std::string method = "GET") const {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    return files_.serve(request);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  TemporaryDirectory dir_;
  StaticFiles files_;
};

TEST_F(StaticFilesTest, ServesHashedAssetsForEverAndTheRestWithRevalidation) {
  const auto asset = get("/assets/app-1a2b.js");
  ASSERT_TRUE(asset);
  EXPECT_EQ(asset->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(header(*asset, "Cache-Control"), "public, max-age=31536000, immutable");
  const auto index = get("/index.html");
  ASSERT_TRUE(index);
  EXPECT_EQ(header(*index, "Cache-Control"), "no-cache");
  const auto again = get("/index.html", {{"If-None-Match", header(*index, "ETag")}});
  EXPECT_EQ(again->status, 304);
  EXPECT_FALSE(again->body);
}

TEST_F(StaticFilesTest, AnswersPlacesOfTheClientWithItsPage) {
  const auto index = get("/index.html");
  for (const auto* path : {"/", "/setup", "/channels/chn_1"}) EXPECT_EQ(get(path)->body, index->body) << path;
  for (const auto* path : {"/api/v1/none", "/none.js", "/assets/none", "/.well-known/none"}) {
    EXPECT_FALSE(get(path)) << path;
  }
  EXPECT_FALSE(get("/", {}, "POST"));
}

TEST_F(StaticFilesTest, PathsCannotLeaveTheDirectory) {
  for (const auto* path : {"/../etc/passwd.txt", "/etc/hostname.conf", "/etc/os.release", "//etc/a.b"}) {
    EXPECT_FALSE(get(path)) << path;
  }
}

TEST_F(StaticFilesTest, SendsGzipToThoseWhoTakeIt) {
  const auto packed = get("/assets/app-1a2b.js", {{"Accept-Encoding", "br, gzip"}});
  EXPECT_EQ(header(*packed, "Content-Encoding"), "gzip");
  EXPECT_LT(packed->body->size(), 200U);
  EXPECT_EQ(header(*get("/icon.png", {{"Accept-Encoding", "gzip"}}), "Content-Encoding"), "");
}

}  // namespace
}  // namespace wardroom::net::test
