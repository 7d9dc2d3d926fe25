# wardroom_sqlite: SQLite with Multiple Ciphers, compiled from the pinned npm package; optimised in every build type.
set(sqlite_dir ${CMAKE_SOURCE_DIR}/node_modules/better-sqlite3-multiple-ciphers/deps/sqlite3)
if(NOT EXISTS ${sqlite_dir}/sqlite3.c)
  message(FATAL_ERROR
    "SQLite's source is missing (${sqlite_dir}/sqlite3.c).\n"
    "It comes as an npm package: run  npm ci --ignore-scripts  in ${CMAKE_SOURCE_DIR}, then configure again.")
endif()

# The same source, but that pages are sealed by src/store/page_cipher.c: the calls are renamed, and so are the functions
# that SQLite brings for it. Where a newer source has them in another form it does not compile or link.
set(sqlite_source ${CMAKE_BINARY_DIR}/generated/sqlite3.c)
add_custom_command(
  OUTPUT ${sqlite_source}
  DEPENDS ${sqlite_dir}/sqlite3.c ${CMAKE_CURRENT_LIST_FILE}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/generated
  COMMAND sed -E
    -e "s/(^|[^a-z0-9_])(chacha20_xor|poly1305)\\(/\\1wardroom_\\2(/g"
    -e "s/^SQLITE_PRIVATE void (wardroom_(chacha20_xor|poly1305)\\()/extern void \\1/"
    -e "s/^void wardroom_(chacha20_xor|poly1305)\\(/void sqlite_\\1(/"
    ${sqlite_dir}/sqlite3.c > ${sqlite_source}
  VERBATIM)

add_library(wardroom_sqlite STATIC ${sqlite_source} ${CMAKE_SOURCE_DIR}/src/store/page_cipher.c)
target_link_libraries(wardroom_sqlite PRIVATE PkgConfig::sodium)
target_include_directories(wardroom_sqlite SYSTEM PUBLIC ${sqlite_dir})
# Not our code: no warnings, and no sanitizer but ThreadSanitizer, which must see its locks.
target_compile_options(wardroom_sqlite PRIVATE -w -O2 -fstack-protector-strong)
if(WARDROOM_SANITIZE AND NOT WARDROOM_SANITIZE MATCHES "thread")
  target_compile_options(wardroom_sqlite PRIVATE -fno-sanitize=all)
endif()
target_compile_definitions(wardroom_sqlite PRIVATE
  SQLITE_THREADSAFE=2               # a connection is used by one thread at a time; the store sees to that
  SQLITE_DQS=0                      # "text" is a name, never a string
  SQLITE_TEMP_STORE=3               # temporary tables and sorters never touch the disk
  SQLITE_SECURE_DELETE              # deleted content is overwritten
  SQLITE_DEFAULT_FOREIGN_KEYS=1
  SQLITE_DEFAULT_WAL_SYNCHRONOUS=2  # FULL
  SQLITE_DEFAULT_MEMSTATUS=0        # no global counter, no lock around it
  HAVE_FDATASYNC=1                  # a log that is written over needs no metadata flushed
  SQLITE_TRUSTED_SCHEMA=0
  SQLITE_LIKE_DOESNT_MATCH_BLOBS
  SQLITE_ENABLE_FTS5
  SQLITE_OMIT_LOAD_EXTENSION
  SQLITE_OMIT_DEPRECATED
  SQLITE_OMIT_SHARED_CACHE
  SQLITE_UNTESTABLE
  # ChaCha20-Poly1305 pages are the default cipher, and the only one compiled in.
  CODEC_TYPE=CODEC_TYPE_CHACHA20
  HAVE_CIPHER_AES_128_CBC=0 HAVE_CIPHER_AES_256_CBC=0 HAVE_CIPHER_SQLCIPHER=0 HAVE_CIPHER_RC4=0
  HAVE_CIPHER_ASCON128=0 HAVE_CIPHER_AEGIS=0)
target_link_libraries(wardroom_sqlite PRIVATE Threads::Threads m)
