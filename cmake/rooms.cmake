# wardroom_precompiled(TARGET): headers that most files read are parsed once, in the builds for tests: that is most of
# their time. The release build goes without, so that a file that forgets an #include does not compile there.
function(wardroom_precompiled target)
  if(NOT WARDROOM_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    return()
  endif()
  # So that ccache can tell by its contents whether it is the same.
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  if(target STREQUAL "wardroom_base")
    target_precompile_headers(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${CMAKE_SOURCE_DIR}/cmake/precompiled.h>")
  else()
    target_precompile_headers(${target} REUSE_FROM wardroom_base)
  endif()
endfunction()

# wardroom_room(NAME room DEPENDS rooms... LINK libraries...): src/<room>/*.cpp as the library wardroom_<room>.
function(wardroom_room room)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*.cpp)
  if(sources)
    add_library(wardroom_${room} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(wardroom_${room} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(wardroom_${room} ${scope} ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_BINARY_DIR}/generated)
  list(TRANSFORM ARG_DEPENDS PREPEND wardroom_)
  target_link_libraries(wardroom_${room} ${scope} wardroom_flags ${ARG_DEPENDS} ${ARG_LINK})
  if(sources)
    wardroom_precompiled(wardroom_${room})
  endif()
  # schema.sql and its like become string literals, so that the compiler can check statements against the tables.
  file(GLOB schemas CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*schema.sql)
  foreach(schema IN LISTS schemas)
    get_filename_component(name ${schema} NAME_WE)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/generated/${room}/${name}.inc)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DIN=${schema} -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
      DEPENDS ${schema} ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake VERBATIM)
    add_custom_target(wardroom_${room}_${name} DEPENDS ${out})
    add_dependencies(wardroom_${room} wardroom_${room}_${name})
  endforeach()
endfunction()
