// What the embedded database reports. Any thread.
#pragma once
#include <stdexcept>

namespace wardroom::store {

// The database cannot do its work: a wrong key, a damaged file, a full disk. Names the file and what may help.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The key does not open the file: another one may.
class WrongKey : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

}  // namespace wardroom::store
