// One POST or GET to a KMS's API, over libcurl: TLS 1.2 or newer with a verified certificate, no redirects, no proxies,
// a bound on time and on the answer's size. Clear text is spoken with this machine's loopback only. Any thread.
#pragma once
#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kms/kms.h"
#include "kms/provider.h"

namespace wardroom::kms {

struct HttpsAnswer {
  int status = 0;
  std::string body;  // may hold a key: wipe it
};

class Https {
 public:
  struct Options {
    std::optional<std::string> ca;  // PEM; empty: ca_file, or the system's
    std::optional<std::string> ca_file;
    Reach reach = Reach::anywhere;
    std::chrono::milliseconds timeout{3'000};
  };
  // field: of the spec, for messages. url: https://HOST[:PORT][/PATH], or http:// to loopback. Throws ProviderFault.
  Https(const std::string& field, const std::string& url, Options options);

  // path begins with '/'. Silence of any kind is KmsError::unreachable.
  std::expected<HttpsAnswer, KmsError> post(const std::string& path, const std::vector<std::string>& headers,
                                            const std::string& body) const;
  std::expected<HttpsAnswer, KmsError> get(const std::string& path, const std::vector<std::string>& headers) const;

  const std::string& url() const { return url_; }    // without a final slash
  const std::string& host() const { return host_; }  // with the port, if it is not the scheme's own

 private:
  std::expected<HttpsAnswer, KmsError> exchange(const std::string& path, const std::vector<std::string>& headers,
                                                const std::string* body) const;
  std::string url_;
  std::string host_;
  bool clear_text_ = false;
  Options options_;
};

}  // namespace wardroom::kms
