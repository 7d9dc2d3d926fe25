#include "kms/resilient.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <thread>

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;

template <class T>
using Answer = std::expected<T, KmsError>;

class ResilientKms final : public Kms {
 public:
  ResilientKms(std::shared_ptr<Kms> kms, Resilience resilience, Time time)
      : kms_(std::move(kms)),
        resilience_(resilience),
        time_(std::move(time)),
        breaker_(resilience.silences_to_open, resilience.stays_open),
        calls_(resilience.calls_at_once) {
    if (!time_.pause) time_.pause = [](Duration pause) { std::this_thread::sleep_for(pause); };
  }
  ~ResilientKms() override { calls_.drain(resilience_.attempt); }

  Bytes wrap(const Key& key, ByteView context) override {
    const auto wanted = std::make_shared<const Key>(key.clone());
    const Bytes about(context.begin(), context.end());
    auto answer = call<Bytes>([wanted, about](Kms& kms) -> Answer<Bytes> { return kms.wrap(*wanted, about); });
    if (!answer) throw KmsFault(answer.error());
    return std::move(*answer);
  }

  Answer<Key> unwrap(ByteView wrapped, ByteView context) override {
    const Bytes content(wrapped.begin(), wrapped.end());
    const Bytes about(context.begin(), context.end());
    return call<Key>([content, about](Kms& kms) { return kms.unwrap(content, about); });
  }

  Answer<MadeSigningKey> make_signing_key() override {
    return call<MadeSigningKey>([](Kms& kms) { return kms.make_signing_key(); });
  }
  Answer<crypto::Signature> sign(const SigningKeyId& id, ByteView message) override {
    const Bytes content(message.begin(), message.end());
    return call<crypto::Signature>([id, content](Kms& kms) { return kms.sign(id, content); });
  }
  Answer<void> destroy_signing_key(const SigningKeyId& id) override {
    return call<void>([id](Kms& kms) { return kms.destroy_signing_key(id); });
  }

  void begin_root_rotation() override { kms_->begin_root_rotation(); }
  void end_root_rotation() override { kms_->end_root_rotation(); }
  std::string describe() const override { return kms_->describe(); }

 private:
  template <class T, class Operation>
  Answer<T> call(const Operation& operation) {
    const auto began = time_.now();
    const auto admission = breaker_.admit(began);
    if (!admission) {
      return std::unexpected(KmsError(KmsError::unreachable,
                                      "it has not answered for a while and is asked again in some "
                                      "seconds; the last time: " +
                                          breaker_.last_silence()));
    }
    auto pause = resilience_.first_pause;
    // Why an attempt failed that was not cut short: more to the point than "no time left".
    std::optional<KmsError> heard;
    for (;;) {
      const auto left = std::chrono::duration_cast<Duration>(began + resilience_.total - time_.now());
      const bool cut_short = left < resilience_.attempt;
      auto answer = attempt<T>(operation, std::min(resilience_.attempt, left));
      if (answer || answer.error() == KmsError::refused) {
        breaker_.answered();
        return answer;
      }
      if (!cut_short || !heard) heard = answer.error();
      pause = next_pause(pause);
      const bool last = *admission == Breaker::Admission::probe || time_.now() + pause >= began + resilience_.total;
      if (last) {
        breaker_.silent(time_.now(), heard->reason);
        return std::unexpected(*heard);
      }
      time_.pause(pause);
    }
  }

  template <class T, class Operation>
  Answer<T> attempt(const Operation& operation, Duration within) {
    const auto answer = std::make_shared<std::optional<Answer<T>>>();
    const bool in_time = calls_.run(
        [kms = kms_, operation, answer] {
          try {
            answer->emplace(operation(*kms));
          } catch (const KmsFault& fault) {
            answer->emplace(std::unexpected(KmsError(fault.kind, fault.what())));
          } catch (const std::exception& error) {
            answer->emplace(std::unexpected(KmsError(KmsError::unreachable, error.what())));
          }
        },
        within);
    if (in_time) return std::move(**answer);
    return std::unexpected(
        KmsError(KmsError::unreachable, fmt::format("it did not answer within {} ms", within.count())));
  }

  // Between the first pause and three times the one before.
  Duration next_pause(Duration before) const {
    const auto first = resilience_.first_pause.count();
    const auto span = static_cast<std::uint32_t>(std::max<long long>(1, before.count() * 3 - first));
    return std::min(resilience_.longest_pause, Duration(first + randombytes_uniform(span)));
  }

  const std::shared_ptr<Kms> kms_;
  const Resilience resilience_;
  Time time_;
  Breaker breaker_;
  BoundedCalls calls_;
};

}  // namespace

std::unique_ptr<Kms> make_resilient(std::shared_ptr<Kms> kms, Resilience resilience, Time time) {
  return std::make_unique<ResilientKms>(std::move(kms), resilience, std::move(time));
}

}  // namespace wardroom::kms
