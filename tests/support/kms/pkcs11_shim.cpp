// A PKCS#11 module that is SoftHSM2, until the test says otherwise: a token whose PIN is locked or has one try left,
// one that was pulled out, one that hangs. Counts the PINs it is sent.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <sanitizer/lsan_interface.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST mine;
std::atomic<CK_FLAGS> extra_flags = 0;
std::atomic<CK_RV> login_answer = CKR_OK;
std::atomic<int> logins = 0;
std::atomic<bool> pulled = false;
std::atomic<bool> hangs = false;

CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  if (pulled) return CKR_TOKEN_NOT_PRESENT;
  const auto rv = real->C_GetTokenInfo(slot, info);
  if (rv == CKR_OK) info->flags |= extra_flags;
  return rv;
}

CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  if (pulled) {
    *count = 0;
    return CKR_OK;
  }
  return real->C_GetSlotList(present, slots, count);
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  ++logins;
  if (login_answer != CKR_OK) return login_answer;
  return real->C_Login(session, user, pin, size);
}

CK_RV encrypt_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  while (hangs) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return pulled ? CKR_DEVICE_REMOVED : real->C_EncryptInit(session, mechanism, key);
}

CK_RV decrypt_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  while (hangs) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return pulled ? CKR_DEVICE_REMOVED : real->C_DecryptInit(session, mechanism, key);
}

CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  while (hangs) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const __lsan::ScopedDisabler softhsm_leaks;
  return pulled ? CKR_DEVICE_REMOVED : real->C_SignInit(session, mechanism, key);
}

// SoftHSM2 leaks the curve's name each time it looks at one.
CK_RV generate_key_pair(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR open, CK_ULONG opens,
                        CK_ATTRIBUTE_PTR hidden, CK_ULONG hiddens, CK_OBJECT_HANDLE_PTR first,
                        CK_OBJECT_HANDLE_PTR second) {
  const __lsan::ScopedDisabler softhsm_leaks;
  return real->C_GenerateKeyPair(session, mechanism, open, opens, hidden, hiddens, first, second);
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void* const library = ::dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) return CKR_GENERAL_ERROR;
  const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  mine = *real;
  mine.C_GetTokenInfo = get_token_info;
  mine.C_GetSlotList = get_slot_list;
  mine.C_Login = login;
  mine.C_EncryptInit = encrypt_init;
  mine.C_DecryptInit = decrypt_init;
  mine.C_SignInit = sign_init;
  mine.C_GenerateKeyPair = generate_key_pair;
  *list = &mine;
  return CKR_OK;
}

extern "C" void shim_flags(CK_FLAGS flags) { extra_flags = flags; }
extern "C" void shim_login_answer(CK_RV rv) { login_answer = rv; }
extern "C" int shim_logins() { return logins; }
extern "C" void shim_pulled(bool on) { pulled = on; }
extern "C" void shim_hangs(bool on) { hangs = on; }
