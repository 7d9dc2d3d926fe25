// A directory of built web files, read once into memory and served from there, so that no request touches the file
// system and no path can leave it. Names under assets/ carry a content hash and are cached for ever; everything else is
// revalidated by ETag; a path without a file extension is a place in the web client and gets index.html.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/http.h"

namespace wardroom::net {

class StaticFiles {
 public:
  StaticFiles() = default;                                       // serves nothing
  explicit StaticFiles(const std::filesystem::path& directory);  // std::runtime_error when it cannot be read

  // nullopt: not ours (no such file). GET and HEAD only.
  std::optional<Response> serve(const Request& request) const;
  bool empty() const { return files_.empty(); }

 private:
  struct File {
    std::string content_type;
    std::string etag;
    bool immutable = false;
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;  // null when it saves too little
  };
  std::map<std::string, File, std::less<>> files_;  // by path, "/assets/app-1a2b.js"
};

}  // namespace wardroom::net
