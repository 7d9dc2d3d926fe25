# Warnings, hardening and sanitizers for our own code (an interface every room links).
add_library(wardroom_flags INTERFACE)
target_compile_options(wardroom_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers
  -fstack-protector-strong -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false mismatched new/delete pairs inside coroutines.
  target_compile_options(wardroom_flags INTERFACE -Wno-mismatched-new-delete)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" OR CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(wardroom_flags INTERFACE _FORTIFY_SOURCE=2)
endif()
if(WARDROOM_SANITIZE)
  add_compile_options(-fsanitize=${WARDROOM_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${WARDROOM_SANITIZE})
endif()
if(WARDROOM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld-19)
endif()
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
