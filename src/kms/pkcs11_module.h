// A PKCS#11 module (OASIS PKCS #11 v2.40 and v3.0) loaded into this process. The standard allows one C_Initialize a
// process and module, so a module is shared by all who name its path. Hold in_use() while calling functions();
// restart() waits for all others.
#pragma once
#include <p11-kit/pkcs11.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

namespace wardroom::kms {

class Pkcs11Module {
 public:
  static std::shared_ptr<Pkcs11Module> load(const std::filesystem::path& path);  // throws ProviderFault
  Pkcs11Module(const Pkcs11Module&) = delete;
  Pkcs11Module& operator=(const Pkcs11Module&) = delete;
  ~Pkcs11Module();

  CK_FUNCTION_LIST& functions() const { return *functions_; }
  std::shared_lock<std::shared_mutex> in_use() { return std::shared_lock(mutex_); }
  // Counts restarts: a session of an earlier generation is gone.
  std::uint64_t generation() const { return generation_; }
  // Finalizes and initializes again, so that the module looks for tokens afresh; unless somebody did since `seen`.
  void restart(std::uint64_t seen);

 private:
  explicit Pkcs11Module(const std::filesystem::path& path);

  CK_FUNCTION_LIST* functions_ = nullptr;
  std::shared_mutex mutex_;
  std::atomic<std::uint64_t> generation_ = 0;
};

std::string pkcs11_name(CK_RV rv);  // "CKR_PIN_LOCKED", or a number

}  // namespace wardroom::kms
