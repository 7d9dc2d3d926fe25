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
  # schema.sql becomes a string literal, so that the compiler can check statements against the tables.
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/schema.sql)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/generated/${room}/schema.inc)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DIN=${CMAKE_CURRENT_SOURCE_DIR}/${room}/schema.sql -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${room}/schema.sql ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake VERBATIM)
    add_custom_target(wardroom_${room}_schema DEPENDS ${out})
    add_dependencies(wardroom_${room} wardroom_${room}_schema)
  endif()
endfunction()
