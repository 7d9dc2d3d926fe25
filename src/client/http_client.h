// Blocking HTTP/1.1 over one kept-alive TLS connection. A request on a connection that the server has ended meanwhile
// is sent once more on a new one. One thread at a time.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "client/tls_stream.h"
#include "net/http.h"

namespace wardroom::client {

struct HttpAnswer {
  int status = 0;
  net::Headers headers;
  std::string body;
  std::string_view header(std::string_view name) const;
};

class HttpClient {
 public:
  explicit HttpClient(ServerAddress server, std::chrono::milliseconds limit = std::chrono::seconds(30))
      : server_(std::move(server)), limit_(limit) {}

  HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                     const net::Headers& headers = {});
  const ServerAddress& server() const { return server_; }
  bool connected() const { return stream_.has_value(); }

 private:
  std::optional<HttpAnswer> try_request(const std::string& message, bool head_only);
  ServerAddress server_;
  std::chrono::milliseconds limit_;
  std::optional<TlsStream> stream_;
};

}  // namespace wardroom::client
