# Everything comes from Debian packages, except SQLite (with Multiple Ciphers), which npm delivers as source.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(CURL REQUIRED)
pkg_check_modules(p11kit REQUIRED p11-kit-1)
add_library(pkcs11_headers INTERFACE)  # modules themselves are loaded at run time
target_include_directories(pkcs11_headers SYSTEM INTERFACE ${p11kit_INCLUDE_DIRS})
pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-uc)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(fido2 REQUIRED IMPORTED_TARGET libfido2 libcbor)

find_library(zxcvbn_library zxcvbn REQUIRED)
find_path(zxcvbn_headers zxcvbn.h REQUIRED)
add_library(zxcvbn INTERFACE)
target_link_libraries(zxcvbn INTERFACE ${zxcvbn_library})
target_include_directories(zxcvbn SYSTEM INTERFACE ${zxcvbn_headers})

# libstemmer has no description of its own for pkg-config or CMake.
find_library(stemmer_library stemmer REQUIRED)
find_path(stemmer_headers libstemmer.h REQUIRED)
add_library(stemmer INTERFACE)
target_link_libraries(stemmer INTERFACE ${stemmer_library})
target_include_directories(stemmer SYSTEM INTERFACE ${stemmer_headers})
