#include "kms/pkcs11_module.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <map>

#include "kms/provider.h"

namespace wardroom::kms {
namespace {

namespace fs = std::filesystem;

CK_RV initialize(CK_FUNCTION_LIST& functions) {
  CK_C_INITIALIZE_ARGS threads{};
  threads.flags = CKF_OS_LOCKING_OK;
  const auto rv = functions.C_Initialize(&threads);
  return rv == CKR_CRYPTOKI_ALREADY_INITIALIZED ? CKR_OK : rv;
}

}  // namespace

Pkcs11Module::Pkcs11Module(const fs::path& path) {
  // Never unloaded: modules leave threads and exit handlers behind.
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  // NOLINTNEXTLINE(concurrency-mt-unsafe): glibc keeps it by thread
  if (!library) throw ProviderFault(fmt::format("pkcs11.module: cannot be loaded: {}", ::dlerror()));
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  if (!get || get(&functions_) != CKR_OK || !functions_) {
    throw ProviderFault(fmt::format("pkcs11.module: {} is no PKCS#11 module", path.string()));
  }
  if (const auto rv = initialize(*functions_); rv != CKR_OK) {
    throw ProviderFault(fmt::format("pkcs11.module: {} does not start ({}): check its own configuration", path.string(),
                                    pkcs11_name(rv)));
  }
}

Pkcs11Module::~Pkcs11Module() { functions_->C_Finalize(nullptr); }

std::shared_ptr<Pkcs11Module> Pkcs11Module::load(const fs::path& path) {
  static std::mutex mutex;
  static std::map<fs::path, std::weak_ptr<Pkcs11Module>> loaded;
  if (!path.is_absolute()) throw ProviderFault("pkcs11.module: give the absolute path of the module");
  std::error_code error;
  const auto name = fs::canonical(path, error);
  if (error) throw ProviderFault(fmt::format("pkcs11.module: {}: {}", path.string(), error.message()));
  const std::lock_guard lock(mutex);
  auto& known = loaded[name];
  if (auto module = known.lock()) return module;
  std::shared_ptr<Pkcs11Module> module(new Pkcs11Module(name));
  known = module;
  return module;
}

void Pkcs11Module::restart(std::uint64_t seen) {
  const std::unique_lock lock(mutex_);
  if (generation_ != seen) return;
  functions_->C_Finalize(nullptr);
  initialize(*functions_);  // when it fails, so does the next call, with CKR_CRYPTOKI_NOT_INITIALIZED
  ++generation_;
}

std::string pkcs11_name(CK_RV rv) {
  switch (rv) {
    case CKR_GENERAL_ERROR:
      return "CKR_GENERAL_ERROR";
    case CKR_FUNCTION_FAILED:
      return "CKR_FUNCTION_FAILED";
    case CKR_DEVICE_ERROR:
      return "CKR_DEVICE_ERROR";
    case CKR_DEVICE_MEMORY:
      return "CKR_DEVICE_MEMORY";
    case CKR_DEVICE_REMOVED:
      return "CKR_DEVICE_REMOVED";
    case CKR_TOKEN_NOT_PRESENT:
      return "CKR_TOKEN_NOT_PRESENT";
    case CKR_FUNCTION_NOT_SUPPORTED:
      return "CKR_FUNCTION_NOT_SUPPORTED";
    case CKR_MECHANISM_INVALID:
      return "CKR_MECHANISM_INVALID";
    case CKR_MECHANISM_PARAM_INVALID:
      return "CKR_MECHANISM_PARAM_INVALID";
    case CKR_ATTRIBUTE_VALUE_INVALID:
      return "CKR_ATTRIBUTE_VALUE_INVALID";
    case CKR_TEMPLATE_INCONSISTENT:
      return "CKR_TEMPLATE_INCONSISTENT";
    case CKR_KEY_FUNCTION_NOT_PERMITTED:
      return "CKR_KEY_FUNCTION_NOT_PERMITTED";
    case CKR_KEY_HANDLE_INVALID:
      return "CKR_KEY_HANDLE_INVALID";
    case CKR_SESSION_HANDLE_INVALID:
      return "CKR_SESSION_HANDLE_INVALID";
    case CKR_USER_NOT_LOGGED_IN:
      return "CKR_USER_NOT_LOGGED_IN";
    case CKR_PIN_INCORRECT:
      return "CKR_PIN_INCORRECT";
    case CKR_PIN_EXPIRED:
      return "CKR_PIN_EXPIRED";
    case CKR_PIN_LOCKED:
      return "CKR_PIN_LOCKED";
    case CKR_USER_PIN_NOT_INITIALIZED:
      return "CKR_USER_PIN_NOT_INITIALIZED";
    case CKR_CRYPTOKI_NOT_INITIALIZED:
      return "CKR_CRYPTOKI_NOT_INITIALIZED";
    default:
      return fmt::format("0x{:08x}", rv);
  }
}

}  // namespace wardroom::kms
