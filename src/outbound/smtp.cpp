#include "outbound/smtp.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/bytes.h"
#include "base/id.h"
#include "base/mail_address.h"
#include "outbound/curl.h"

namespace wardroom::outbound {
namespace {

// RFC 2047: pieces of whole characters, of which each fits into one encoded word.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t longest = 42;
  std::string out;
  while (!text.empty()) {
    auto size = std::min(longest, text.size());
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    const auto piece = text.substr(0, size);
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base::to_base64(base::as_bytes(piece)) + "?=";
    text.remove_prefix(size);
  }
  return out;
}

std::string date() { return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(std::time(nullptr))); }

// RFC 2045, section 6.8: so that no link is broken and no line too long.
std::string base64_lines(std::string_view text) {
  constexpr std::size_t line = 76;
  const auto all = base::to_base64(base::as_bytes(text));
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += line) out += all.substr(at, line) + "\r\n";
  return out;
}

std::string message_of(const Letter& letter, const std::string& from) {
  return fmt::format(
      "Date: {}\r\nFrom: <{}>\r\nTo: <{}>\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\n"
      "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n{}",
      date(), from, letter.to, base::RequestId::make().text(), base::domain_of(from), encoded_words(letter.subject),
      base64_lines(letter.text));
}

std::size_t give(char* to, std::size_t one, std::size_t count, void* from) {
  auto& left = *static_cast<std::string_view*>(from);
  const auto size = std::min(one * count, left.size());
  std::ranges::copy(left.substr(0, size), to);
  left.remove_prefix(size);
  return size;
}

}  // namespace

Smtp::Smtp(Options options) : options_(std::move(options)) {
  start_curl();
  const CurlUrl parsed(curl_url());
  const bool read =
      parsed && curl_url_set(parsed.get(), CURLUPART_URL, options_.url.c_str(), CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
  const auto scheme = read ? part(parsed.get(), CURLUPART_SCHEME) : std::string();
  const auto path = read ? part(parsed.get(), CURLUPART_PATH) : std::string();
  const bool bare = read && (path.empty() || path == "/") && part(parsed.get(), CURLUPART_USER).empty() &&
                    part(parsed.get(), CURLUPART_QUERY).empty();
  if (!bare || (scheme != "smtp" && scheme != "smtps")) {
    throw std::invalid_argument("use smtp://HOST[:PORT] or smtps://HOST[:PORT], without a user or path");
  }
  if (!base::is_mail_address(options_.from)) throw std::invalid_argument("the sender is no mail address");
  loopback_ = names_loopback(part(parsed.get(), CURLUPART_HOST));
}

void Smtp::send(const Letter& letter) const {
  if (!base::is_mail_address(letter.to)) throw Undelivered("the recipient is no mail address", true);
  const Easy easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  auto* const curl = easy.get();
  const auto message = message_of(letter, options_.from);
  std::string_view left = message;
  CurlList recipients;
  append(recipients, "<" + letter.to + ">");
  const auto from = "<" + options_.from + ">";
  std::array<char, CURL_ERROR_SIZE> detail{};
  const auto option = [&](CURLoption name, auto value) { require(curl_easy_setopt(curl, name, value)); };
  option(CURLOPT_URL, options_.url.c_str());
  option(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  option(CURLOPT_PROXY, "");
  option(CURLOPT_USE_SSL, loopback_ ? long{CURLUSESSL_TRY} : long{CURLUSESSL_ALL});
  option(CURLOPT_SSL_VERIFYPEER, 1L);
  option(CURLOPT_SSL_VERIFYHOST, 2L);
  option(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  option(CURLOPT_ERRORBUFFER, detail.data());
  option(CURLOPT_MAIL_FROM, from.c_str());
  option(CURLOPT_MAIL_RCPT, recipients.get());
  option(CURLOPT_UPLOAD, 1L);
  option(CURLOPT_READFUNCTION, give);
  option(CURLOPT_READDATA, &left);
  if (options_.username) option(CURLOPT_USERNAME, options_.username->c_str());
  if (options_.password) option(CURLOPT_PASSWORD, options_.password->c_str());
  if (options_.ca_file) {
    option(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    option(CURLOPT_CAINFO, options_.ca_file->c_str());
  }
  const auto code = curl_easy_perform(curl);
  if (code == CURLE_OK) return;
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  // RFC 5321, section 4.2.1: 5yz is for good. A refused log-in or certificate is the administrator's to mend: again.
  const bool for_good = answer >= 500 && answer < 600 && code != CURLE_LOGIN_DENIED;
  throw Undelivered(fmt::format("{} ({}{})", options_.url, curl_easy_strerror(code),
                                answer > 0 ? fmt::format(", answer {}", answer) : std::string()),
                    for_good);
}

}  // namespace wardroom::outbound
