// AWS Signature Version 4 (AWS General Reference, "Signing AWS API requests"), for requests without a query. Any
// thread.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace wardroom::kms::aws {

struct Credentials {
  std::string_view access_key_id;
  std::string_view secret_access_key;
};

struct SignedRequest {
  std::string_view method;
  std::string_view path;                       // canonical already: no dots, nothing to escape
  std::map<std::string, std::string> headers;  // names in lower case; host and x-amz-date are among them
  std::string_view body;
};

std::string canonical_request(const SignedRequest& request);
// The Authorization header's value. The date is that of the x-amz-date header: 20150830T123600Z.
std::string authorization(const SignedRequest& request, const Credentials& credentials, std::string_view region,
                          std::string_view service);

std::string amz_date(std::int64_t unix_seconds);

}  // namespace wardroom::kms::aws
