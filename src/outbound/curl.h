// What this room's users of libcurl share.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <string>

namespace wardroom::outbound {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* p) const {
    free(p);
  }
};
using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using CurlList = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;
using CurlUrl = std::unique_ptr<CURLU, Free<curl_url_cleanup>>;

void start_curl();  // once; its buffers hold secrets on their way, so they are wiped when they are freed
std::string part(CURLU* url, CURLUPart which);
bool names_loopback(const std::string& host);
void require(CURLcode code);  // of an option that is needed; throws std::runtime_error
void append(CurlList& list, const std::string& line);

}  // namespace wardroom::outbound
