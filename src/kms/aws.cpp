#include "kms/aws.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "kms/aws_signature.h"
#include "kms/aws_wire.h"
#include "kms/https.h"
#include "kms/secret_source.h"
#include "kms/wrapped_key.h"

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;

bool is_plain(std::string_view text, std::string_view also) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || also.contains(c);
  });
}

std::string checked(const std::string& field, const std::string& text, std::string_view also) {
  if (!is_plain(text, also)) throw ProviderFault(field + ": holds a character that it cannot have");
  return text;
}

std::optional<std::string> text_of(const auto& field) {
  if (!field) return std::nullopt;
  return field->value;
}

std::string endpoint_of(const AwsSpec& spec) {
  if (spec.endpoint) return spec.endpoint->value;
  return fmt::format("https://kms.{}.amazonaws.com", checked("aws.region", spec.region.value, "-"));
}

class Client {
 public:
  Client(const AwsSpec& spec, const OpenOptions& options)
      : https_("aws.endpoint", endpoint_of(spec),
               {text_of(spec.ca), text_of(spec.ca_file), options.reach, options.attempt}),
        region_(checked("aws.region", spec.region.value, "-")),
        key_(checked("aws.key", spec.key.value, "-_:/")),
        access_key_id_(checked("aws.access_key_id", spec.access_key_id.value, "")),
        secret_("aws.secret_access_key", spec.secret_access_key, spec.secret_access_key_file) {
    if (spec.session_token || spec.session_token_file) {
      session_token_.emplace("aws.session_token", spec.session_token, spec.session_token_file);
    }
  }

  std::expected<HttpsAnswer, KmsError> call(std::string_view operation, std::string body) const {
    const auto headers = signed_headers(operation, body);
    if (!headers) return std::unexpected(headers.error());
    auto answer = https_.post("/", *headers, body);
    base::wipe(body);
    return answer;
  }
  const std::string& key() const { return key_; }
  std::string describe() const { return fmt::format("AWS KMS {}, key {}", https_.url(), key_); }

 private:
  std::expected<std::vector<std::string>, KmsError> signed_headers(std::string_view operation,
                                                                   const std::string& body) const {
    const auto secret = secret_.read();
    if (!secret) return std::unexpected(secret.error());
    aws::SignedRequest request{.method = "POST",
                               .path = "/",
                               .headers = {{"content-type", "application/x-amz-json-1.1"},
                                           {"host", https_.host()},
                                           {"x-amz-date", aws::amz_date(base::now().ms / 1000)},
                                           {"x-amz-target", fmt::format("TrentService.{}", operation)}},
                               .body = body};
    if (session_token_) {
      const auto token = session_token_->read();
      if (!token) return std::unexpected(token.error());
      request.headers["x-amz-security-token"] = token->value;
    }
    std::vector<std::string> out;
    out.reserve(request.headers.size() + 1);
    for (const auto& [name, value] : request.headers) out.push_back(fmt::format("{}: {}", name, value));
    out.push_back("Authorization: " + aws::authorization(request, {access_key_id_, secret->value}, region_, "kms"));
    return out;
  }

  Https https_;
  std::string region_;
  std::string key_;
  std::string access_key_id_;
  SecretSource secret_;
  std::optional<SecretSource> session_token_;
};

class AwsKms final : public Kms {
 public:
  AwsKms(const AwsSpec& spec, const OpenOptions& options) : client_(spec, options) {}

  Bytes wrap(const Key& key, ByteView context) override {
    const auto answer =
        client_.call("Encrypt", aws::encrypt_request(client_.key(), bind_key(key, context).view(), context));
    if (!answer) throw KmsFault(answer.error());
    const auto ciphertext = aws::read_encrypted(answer->status, answer->body);
    if (!ciphertext) throw KmsFault(ciphertext.error());
    return encode_wrapped(WrapKind::aws, *ciphertext);
  }

  std::expected<Key, KmsError> unwrap(ByteView wrapped, ByteView context) override {
    const auto payload = payload_of(WrapKind::aws, wrapped);
    if (!payload) return std::unexpected(payload.error());
    auto answer = client_.call("Decrypt", aws::decrypt_request(client_.key(), *payload, context));
    if (!answer) return std::unexpected(answer.error());
    auto bound = aws::read_decrypted(answer->status, answer->body);
    base::wipe(answer->body);
    if (!bound) return std::unexpected(bound.error());
    return unbind_key(*bound, context);
  }

  std::string describe() const override { return client_.describe(); }

 private:
  Client client_;
};

}  // namespace

std::unique_ptr<Kms> open_aws(const AwsSpec& spec, const OpenOptions& options) {
  return std::make_unique<AwsKms>(spec, options);
}

std::string init_aws(const AwsSpec& spec, const OpenOptions& options) {
  const Client client(spec, options);
  const auto answer = client.call("DescribeKey", aws::describe_request(client.key()));
  if (!answer) throw ProviderFault("aws: " + answer.error().reason);
  if (const auto fit = aws::read_described(answer->status, answer->body); !fit) {
    throw ProviderFault("aws.key: " + fit.error().reason + ". Keys are made at AWS: `aws kms create-key`");
  }
  return client.describe() + " is there and enabled; nothing was changed";
}

}  // namespace wardroom::kms
