#include "outbound/tls_stream.h"

#include <fmt/format.h>
#include <poll.h>

#include <array>

#include "outbound/curl.h"

namespace wardroom::outbound {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

struct TlsStream::Connection {
  Easy easy;
  std::array<char, CURL_ERROR_SIZE> detail{};
  curl_socket_t socket = CURL_SOCKET_BAD;

  // Until it can be written to; false at the deadline.
  bool wait_to_write(Clock::time_point until) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd poll{.fd = socket, .events = POLLOUT, .revents = 0};
    return left > 0 && ::poll(&poll, 1, static_cast<int>(left)) > 0;
  }

  // The service has nothing to say; if something can be read it is the end.
  bool ended() const {
    std::array<char, 256> ignored{};
    std::size_t size = 0;
    for (;;) {
      const auto code = curl_easy_recv(easy.get(), ignored.data(), ignored.size(), &size);
      if (code == CURLE_AGAIN) return false;
      if (code != CURLE_OK || size == 0) return true;
    }
  }
};

TlsStream::TlsStream(Options options) : options_(std::move(options)) {
  start_curl();
  const std::string_view url = options_.url;
  const bool clear_text = url.starts_with("tcp://");
  const bool known = clear_text || url.starts_with("tls://");
  curl_url_ = known ? (clear_text ? "http" : "https") + options_.url.substr(3) : std::string();
  const CurlUrl parsed(curl_url());
  const bool read = known && parsed && curl_url_set(parsed.get(), CURLUPART_URL, curl_url_.c_str(), 0) == CURLUE_OK;
  const auto path = read ? part(parsed.get(), CURLUPART_PATH) : std::string();
  if (!read || part(parsed.get(), CURLUPART_PORT).empty() || (!path.empty() && path != "/") ||
      !part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_QUERY).empty()) {
    throw std::invalid_argument("use tls://HOST:PORT, not '" + options_.url + "'");
  }
  if (clear_text && !names_loopback(part(parsed.get(), CURLUPART_HOST))) {
    throw std::invalid_argument("clear text is spoken with this machine only: use tls:// instead of '" + options_.url +
                                "'");
  }
  if (options_.certificate.has_value() != options_.private_key.has_value()) {
    throw std::invalid_argument("a certificate and its private key belong together");
  }
}

TlsStream::~TlsStream() = default;

std::unique_ptr<TlsStream::Connection> TlsStream::connect() const {
  auto made = std::make_unique<Connection>();
  made->easy = Easy(curl_easy_init());
  if (!made->easy) throw Unsent("libcurl does not start");
  const auto set = [&](CURLoption option, auto value) { require(curl_easy_setopt(made->easy.get(), option, value)); };
  set(CURLOPT_URL, curl_url_.c_str());
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));  // no protocol is offered that we do not speak
  set(CURLOPT_SSL_ENABLE_ALPN, 0L);
  set(CURLOPT_ERRORBUFFER, made->detail.data());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (options_.ca_file) set(CURLOPT_CAINFO, options_.ca_file->c_str());
  if (options_.certificate) {
    set(CURLOPT_SSLCERT, options_.certificate->c_str());
    set(CURLOPT_SSLKEY, options_.private_key->c_str());
  }
  const auto code = curl_easy_perform(made->easy.get());
  if (code != CURLE_OK) {
    throw Unsent(fmt::format("{} cannot be reached: {}", options_.url,
                             made->detail[0] ? made->detail.data() : curl_easy_strerror(code)));
  }
  require(curl_easy_getinfo(made->easy.get(), CURLINFO_ACTIVESOCKET, &made->socket));
  return made;
}

void TlsStream::send(std::string_view bytes) try {
  if (connection_ && connection_->ended()) connection_.reset();
  if (!connection_) connection_ = connect();
  const auto until = Clock::now() + options_.timeout;
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const auto code = curl_easy_send(connection_->easy.get(), bytes.data(), bytes.size(), &sent);
    if (code == CURLE_OK) {
      bytes.remove_prefix(sent);
    } else if (code != CURLE_AGAIN) {
      throw Unsent(fmt::format("{} ended the connection", options_.url));
    } else if (!connection_->wait_to_write(until)) {
      throw Unsent(fmt::format("{} takes nothing in time", options_.url));
    }
  }
} catch (...) {
  connection_.reset();
  throw;
}

}  // namespace wardroom::outbound
