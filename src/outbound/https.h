// One POST or GET to a service that the server itself turns to (a KMS, an identity provider), over libcurl: TLS 1.2 or
// newer with a verified certificate, no redirects, no proxies, a bound on time and on the answer's size. Clear text is
// spoken with this machine's loopback only. Any thread.
#pragma once
#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wardroom::outbound {

enum class Reach {
  anywhere,          // the administrator's own choice
  public_addresses,  // never loopback, private or link-local ones, whatever the name resolves to: for tenants' choices
};

struct BadUrl : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// No answer, of whatever kind.
struct Silence {
  std::string why;
};

struct HttpsAnswer {
  int status = 0;
  std::string body;  // may hold a key: wipe it
};

// "https://host:port" and "/path?query", for an Https and its requests.
std::pair<std::string, std::string> split_url(const std::string& url);

class Https {
 public:
  struct Options {
    std::optional<std::string> ca;  // PEM; empty: ca_file, or the system's
    std::optional<std::string> ca_file;
    Reach reach = Reach::anywhere;
    std::chrono::milliseconds timeout{3'000};
  };
  // url: https://HOST[:PORT][/PATH], or http:// to loopback. Throws BadUrl.
  Https(const std::string& url, Options options);

  // path begins with '/'.
  std::expected<HttpsAnswer, Silence> post(const std::string& path, const std::vector<std::string>& headers,
                                           const std::string& body) const;
  std::expected<HttpsAnswer, Silence> get(const std::string& path, const std::vector<std::string>& headers) const;

  const std::string& url() const { return url_; }    // without a final slash
  const std::string& host() const { return host_; }  // with the port, if it is not the scheme's own

 private:
  std::expected<HttpsAnswer, Silence> exchange(const std::string& path, const std::vector<std::string>& headers,
                                               const std::string* body) const;
  std::string url_;
  std::string host_;
  bool clear_text_ = false;
  Options options_;
};

}  // namespace wardroom::outbound
