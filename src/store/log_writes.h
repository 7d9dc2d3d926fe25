// What a commit writes to SQLite's log (WAL) goes out in one write, where SQLite makes two of each page. Only what
// nobody may count on yet is held back: it is written before the log is flushed, read, measured, cut or closed, and a
// commit is flushed before others are told of it (PRAGMA synchronous = FULL). An error of the late write is the
// flush's. Source: sqlite.org/vfs.html, sqlite.org/walformat.html.
#pragma once

namespace wardroom::store {

// The name for sqlite3_open_v2, encryption included. Any thread. Throws DatabaseError.
const char* vfs_with_gathered_log_writes();

}  // namespace wardroom::store
