// A KMS that does as it is told (grants, refuses, is silent, hangs), over a real local one.
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "kms/local.h"
#include "support/scratch_folder.h"

namespace wardroom::keys::test {

enum class Mood { grants, refuses, silent, hangs };

class MoodyKms final : public kms::Kms {
 public:
  MoodyKms(const wardroom::test::ScratchFolder& folder, const std::string& name) {
    const auto key = folder.path() / (name + ".key");
    EXPECT_TRUE(kms::create_key_file(key));
    inner_ = std::move(*kms::create_local_kms(folder.path() / (name + ".kms"), kms::KeyFile{key}));
  }

  void become(Mood mood) {
    const std::lock_guard lock(mutex_);
    mood_ = mood;
    changed_.notify_all();
  }

  base::Bytes wrap(const kms::Key& key, base::ByteView context) override {
    if (const auto error = answer()) throw kms::KmsFault(*error);
    return inner_->wrap(key, context);
  }
  std::expected<kms::Key, kms::KmsError> unwrap(base::ByteView wrapped, base::ByteView context) override {
    ++unwraps;
    if (const auto error = answer()) return std::unexpected(*error);
    return inner_->unwrap(wrapped, context);
  }
  std::string describe() const override { return "moody"; }

  std::atomic<int> unwraps = 0;
  std::atomic<int> at_once = 0;
  std::atomic<int> most_at_once = 0;

 private:
  std::optional<kms::KmsError> answer() {
    std::unique_lock lock(mutex_);
    most_at_once = std::max(most_at_once.load(), ++at_once);
    changed_.wait(lock, [this] { return mood_ != Mood::hangs; });
    --at_once;
    if (mood_ == Mood::refuses) return kms::KmsError(kms::KmsError::refused, "told to refuse");
    if (mood_ == Mood::silent) return kms::KmsError(kms::KmsError::unreachable, "told to be silent");
    return std::nullopt;
  }

  std::unique_ptr<kms::Kms> inner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Mood mood_ = Mood::grants;
};

}  // namespace wardroom::keys::test
