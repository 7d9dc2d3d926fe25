#include "outbound/https.h"

#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/secret.h"
#include "outbound/curl.h"
#include "outbound/public_address.h"

namespace wardroom::outbound {
namespace {

constexpr std::size_t max_body = 64 * 1024;
constexpr std::size_t max_headers = 32 * 1024;

struct Received {
  std::string body;
  std::size_t headers = 0;
  bool too_long = false;
};

// NOLINTNEXTLINE(readability-non-const-parameter): libcurl's signature
std::size_t take_body(char* data, std::size_t one, std::size_t count, void* to) {
  auto& received = *static_cast<Received*>(to);
  const auto size = one * count;
  received.too_long = received.body.size() + size > max_body;
  if (received.too_long) return 0;
  received.body.append(data, size);
  return size;
}

std::size_t take_header(char* /*data*/, std::size_t one, std::size_t count, void* to) {
  auto& received = *static_cast<Received*>(to);
  received.headers += one * count;
  received.too_long = received.headers > max_headers;
  return received.too_long ? 0 : one * count;
}

// Decided on the address that is really connected to, whatever the name said a moment ago.
struct Gate {
  Reach reach;
  bool clear_text;
  bool shut = false;
};

curl_socket_t open_socket(void* gate_pointer, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& gate = *static_cast<Gate*>(gate_pointer);
  const bool fits = gate.clear_text ? is_loopback_address(address->addr)
                                    : gate.reach == Reach::anywhere || is_public_address(address->addr);
  gate.shut = !fits;
  if (!fits) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Silence silence_of(const std::string& url, CURLcode code, const char* detail, const Received& received,
                   const Gate& gate) {
  const auto say = [&](const std::string& why) { return Silence{url + " " + why}; };
  if (gate.shut) {
    return say(gate.clear_text ? "is not this machine: use https" : "leads to an address that is not public");
  }
  if (received.too_long) return say("answers more than it should: check the address");
  if (code == CURLE_OPERATION_TIMEDOUT) return say("does not answer in time");
  if (code == CURLE_PEER_FAILED_VERIFICATION) {
    return say(fmt::format("shows a certificate that is not trusted ({}): check the address and ca_file", detail));
  }
  return say(fmt::format("cannot be reached: {}", *detail ? detail : curl_easy_strerror(code)));
}

}  // namespace

std::pair<std::string, std::string> split_url(const std::string& url) {
  const auto scheme = url.find("://");
  const auto path = scheme == std::string::npos ? scheme : url.find_first_of("/?", scheme + 3);
  if (path == std::string::npos) return {url, "/"};
  return {url.substr(0, path), url.substr(path)};
}

Https::Https(const std::string& url, Options options) : options_(std::move(options)) {
  start_curl();
  const CurlUrl parsed(curl_url());
  const auto refuse = [](const char* why) { return BadUrl(why); };
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    throw refuse("use https://HOST[:PORT]");
  }
  const auto scheme = part(parsed.get(), CURLUPART_SCHEME);
  const auto host = part(parsed.get(), CURLUPART_HOST);
  clear_text_ = scheme == "http";
  if (scheme != "https" && !clear_text_) throw refuse("use https://HOST[:PORT]");
  if (clear_text_ && (!names_loopback(host) || options_.reach == Reach::public_addresses)) {
    throw refuse("use https; clear text is only for this machine itself");
  }
  for (const auto which : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (!part(parsed.get(), which).empty()) throw refuse("use https://HOST[:PORT] without a user, query or fragment");
  }
  const auto port = part(parsed.get(), CURLUPART_PORT);
  const bool usual = port.empty() || port == (clear_text_ ? "80" : "443");
  host_ = usual ? host : host + ":" + port;
  auto path = part(parsed.get(), CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  url_ = scheme + "://" + host_ + path;
}

std::expected<HttpsAnswer, Silence> Https::post(const std::string& path, const std::vector<std::string>& headers,
                                                const std::string& body) const {
  return exchange(path, headers, &body);
}

std::expected<HttpsAnswer, Silence> Https::get(const std::string& path, const std::vector<std::string>& headers) const {
  return exchange(path, headers, nullptr);
}

std::expected<HttpsAnswer, Silence> Https::exchange(const std::string& path, const std::vector<std::string>& headers,
                                                    const std::string* body) const {
  const Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  auto* const curl = easy.get();
  CurlList list;
  for (const auto& header : headers) append(list, header);
  Received received;
  received.body.reserve(8192);  // so that a key is not left behind in a smaller buffer
  Gate gate{options_.reach, clear_text_};
  std::array<char, CURL_ERROR_SIZE> detail{};
  const auto target = url_ + path;
  bool set = true;
  const auto option = [&](CURLoption name, auto value) {
    set = set && curl_easy_setopt(curl, name, value) == CURLE_OK;
  };
  option(CURLOPT_URL, target.c_str());
  option(CURLOPT_PROTOCOLS_STR, clear_text_ ? "http" : "https");
  option(CURLOPT_PROXY, "");
  option(CURLOPT_FOLLOWLOCATION, 0L);
  option(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  option(CURLOPT_SSL_VERIFYPEER, 1L);
  option(CURLOPT_SSL_VERIFYHOST, 2L);
  option(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  option(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  option(CURLOPT_HTTPHEADER, list.get());
  option(CURLOPT_USERAGENT, "wardroom");
  option(CURLOPT_ERRORBUFFER, detail.data());
  option(CURLOPT_WRITEFUNCTION, take_body);
  option(CURLOPT_WRITEDATA, &received);
  option(CURLOPT_HEADERFUNCTION, take_header);
  option(CURLOPT_HEADERDATA, &received);
  option(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  option(CURLOPT_OPENSOCKETDATA, &gate);
  // The authorities that were named, and no others: not those of the system besides.
  if (options_.ca || options_.ca_file) option(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  if (options_.ca) {
    curl_blob pem{const_cast<char*>(options_.ca->data()), options_.ca->size(), CURL_BLOB_NOCOPY};
    option(CURLOPT_CAINFO_BLOB, &pem);
  } else if (options_.ca_file) {
    option(CURLOPT_CAINFO, options_.ca_file->c_str());
  }
  if (body) {
    option(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    option(CURLOPT_POSTFIELDS, body->c_str());
  }
  if (!set) throw std::runtime_error("libcurl lacks an option that is needed for safety");
  if (const auto code = curl_easy_perform(curl); code != CURLE_OK) {
    base::wipe(received.body);
    return std::unexpected(silence_of(url_, code, detail.data(), received, gate));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return HttpsAnswer{static_cast<int>(status), std::move(received.body)};
}

}  // namespace wardroom::outbound
