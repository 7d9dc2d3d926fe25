#include "outbound/curl.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>

#include "base/wiping_heap.h"

namespace wardroom::outbound {
namespace {

char* copied(const char* text) { return ::strdup(text); }

}  // namespace

void start_curl() {
  static const auto started = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, base::wiping_free,
                                                   base::wiping_realloc, copied, std::calloc);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

bool names_loopback(const std::string& host) { return host == "localhost" || host == "127.0.0.1" || host == "[::1]"; }

void require(CURLcode code) {
  if (code != CURLE_OK) throw std::runtime_error("libcurl lacks an option that is needed");
}

void append(CurlList& list, const std::string& line) {
  auto* const longer = curl_slist_append(list.get(), line.c_str());
  if (!longer) throw std::bad_alloc();
  if (!list) list.reset(longer);  // the first stays the head
}

}  // namespace wardroom::outbound
