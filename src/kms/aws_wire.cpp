#include "kms/aws_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "kms/json_answer.h"

namespace wardroom::kms::aws {
namespace {

using base::Bytes;
using base::ByteView;

// AWS's verdicts on this key, ciphertext or caller. Anything else (throttling, internal errors, a time-out between
// AWS's own parts, temporary credentials that ran out) says nothing about the key.
struct Verdict {
  std::string_view type;
  std::string_view advice;
};
constexpr std::array verdicts{
    Verdict{"AccessDeniedException", "allow kms:Encrypt and kms:Decrypt on aws.key to these credentials"},
    Verdict{"DisabledException", "the key is disabled: enable it"},
    Verdict{"KMSInvalidStateException",
            "the key cannot be used in its state: cancel its deletion or import its material"},
    Verdict{"NotFoundException", "there is no such key: check aws.key and aws.region"},
    Verdict{"InvalidCiphertextException", "another key wrapped it, or the keyring is damaged"},
    Verdict{"IncorrectKeyException", "another key wrapped it: check aws.key"},
    Verdict{"InvalidKeyUsageException", "use a symmetric key for encryption"},
    Verdict{"InvalidGrantTokenException", "check the key's grants"},
    Verdict{"UnrecognizedClientException", "check aws.access_key_id"},
    Verdict{"InvalidClientTokenId", "check aws.access_key_id and aws.session_token"},
    Verdict{"InvalidSignatureException", "check aws.secret_access_key"},
    Verdict{"IncompleteSignature", "check aws.access_key_id"},
    Verdict{"MissingAuthenticationTokenException", "check aws.access_key_id"},
    Verdict{"ValidationException", "check aws.key"},
    Verdict{"InvalidArnException", "check aws.key"},
};

std::unexpected<KmsError> fail(KmsError::Kind kind, std::string why) {
  return std::unexpected(KmsError(kind, std::move(why)));
}

std::unexpected<KmsError> nonsense() {
  return fail(KmsError::unreachable, "what answers is not AWS KMS: check aws.endpoint and aws.region");
}

// "com.amazonaws.kms#AccessDeniedException" and "AccessDeniedException" are the same.
std::string error_type(const boost::json::object& answer) {
  const auto type = text_in(answer, "__type").value_or("");
  return type.substr(type.rfind('#') + 1);
}

std::unexpected<KmsError> verdict(int status, std::string_view body) {
  const auto answer = parse_answer(body);
  if (!answer) return fail(KmsError::unreachable, fmt::format("AWS KMS answers {}", status));
  const auto type = error_type(*answer);
  const auto message = text_in(*answer, "message").value_or(text_in(*answer, "Message").value_or(""));
  // A clock that is wrong looks like a wrong signature, and is none.
  if (message.starts_with("Signature expired") || message.starts_with("Signature not yet current")) {
    return fail(KmsError::unreachable, "AWS KMS says that this machine's clock is wrong: set it");
  }
  const auto* const found = std::ranges::find(verdicts, std::string_view(type), &Verdict::type);
  const auto said = quotable(type + (message.empty() ? "" : ": " + message));
  if (status < 500 && found != verdicts.end()) {
    return fail(KmsError::refused, fmt::format("AWS KMS refuses it ({}): {}", said, found->advice));
  }
  return fail(KmsError::unreachable, fmt::format("AWS KMS answers {} ({})", status, said));
}

std::expected<Bytes, KmsError> blob_of(int status, std::string_view body, std::string_view member) {
  if (status != 200) return verdict(status, body);
  const auto answer = parse_answer(body);
  const auto text = answer ? text_in(*answer, member) : std::nullopt;
  auto blob = text ? base::from_base64(*text) : std::nullopt;
  if (!blob || blob->empty() || blob->size() > max_ciphertext) return nonsense();
  return std::move(*blob);
}

boost::json::object encryption_context(ByteView context) { return {{"wardroom", base::to_hex(context)}}; }

}  // namespace

std::string encrypt_request(std::string_view key, ByteView plain, ByteView context) {
  return base::json_text(boost::json::object{{"KeyId", key},
                                             {"Plaintext", base::to_base64(plain)},
                                             {"EncryptionContext", encryption_context(context)},
                                             {"EncryptionAlgorithm", "SYMMETRIC_DEFAULT"}});
}

std::string decrypt_request(std::string_view key, ByteView ciphertext, ByteView context) {
  return base::json_text(boost::json::object{{"KeyId", key},
                                             {"CiphertextBlob", base::to_base64(ciphertext)},
                                             {"EncryptionContext", encryption_context(context)},
                                             {"EncryptionAlgorithm", "SYMMETRIC_DEFAULT"}});
}

std::string describe_request(std::string_view key) { return base::json_text(boost::json::object{{"KeyId", key}}); }

std::expected<Bytes, KmsError> read_encrypted(int status, std::string_view body) {
  return blob_of(status, body, "CiphertextBlob");
}

std::expected<Bytes, KmsError> read_decrypted(int status, std::string_view body) {
  return blob_of(status, body, "Plaintext");
}

std::expected<void, KmsError> read_described(int status, std::string_view body) {
  if (status != 200) return verdict(status, body);
  const auto answer = parse_answer(body);
  const auto* const key = answer ? object_in(*answer, "KeyMetadata") : nullptr;
  if (!key) return nonsense();
  if (text_in(*key, "KeySpec") != "SYMMETRIC_DEFAULT" || text_in(*key, "KeyUsage") != "ENCRYPT_DECRYPT") {
    return fail(KmsError::refused,
                "the key is not a symmetric one for encryption: make one of KeySpec SYMMETRIC_DEFAULT");
  }
  if (!flag_in(*key, "Enabled")) return fail(KmsError::refused, "the key is disabled: enable it");
  return {};
}

}  // namespace wardroom::kms::aws
