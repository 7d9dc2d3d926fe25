#include "kms/secret_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "kms/durable_file.h"

namespace wardroom::kms {
namespace {

std::unexpected<KmsError> unusable(std::string why) {
  return std::unexpected(KmsError(KmsError::unreachable, std::move(why)));
}

}  // namespace

SecretSource::SecretSource(std::string field, std::optional<SecretValue> value, std::optional<ShortText> file)
    : field_(std::move(field)), value_(std::move(value)), file_(std::move(file)) {
  if (!value_ && !file_) throw ProviderFault(field_ + ": is missing; give it, or a file with " + field_ + "_file");
  if (value_ && file_) throw ProviderFault(field_ + ": give either this or " + field_ + "_file, not both");
}

std::expected<SecretValue, KmsError> SecretSource::read() const try {
  SecretValue secret;
  if (value_) {
    secret = *value_;
  } else {
    auto content = read_private_file(file_->value, SecretValue::max_length);
    if (!content) return unusable(field_ + "_file: " + content.error());
    secret.value = base::as_text(*content);
    base::wipe(*content);
    if (secret.value.ends_with('\n')) secret.value.pop_back();
  }
  if (secret.value.empty()) return unusable(field_ + " is empty");
  if (std::ranges::any_of(secret.value, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; })) {
    return unusable(field_ + " holds a control character, a second line perhaps");
  }
  return secret;
} catch (const std::system_error& error) {
  return unusable(fmt::format("{}_file: {}", field_, error.what()));
}

}  // namespace wardroom::kms
