#include "net/static_files.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/bytes.h"

namespace wardroom::net {
namespace {

namespace fs = std::filesystem;

std::string content_type_of(const fs::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> known{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".mp3", "audio/mpeg"},
  }};
  const auto extension = file.extension().string();
  const auto* const found = std::ranges::find(known, extension, &std::pair<std::string_view, std::string_view>::first);
  return std::string(found == known.end() ? "application/octet-stream" : found->second);
}

std::string etag_of(const std::string& content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return '"' + base::to_base64url({digest.data(), 12}) + '"';
}

// RFC 1952; empty when the text does not get smaller.
std::string gzip(const std::string& content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!done || out.size() + 64 > content.size()) out.clear();
  out.shrink_to_fit();
  return out;
}

bool matches(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

// Places inside the web client look like directories; everything that looks like a file, or belongs to the API, is not
// one of them.
bool is_app_route(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash != std::string_view::npos && path.find('.', slash) == std::string_view::npos &&
         !path.starts_with("/api/") && !path.starts_with("/.well-known/") && !path.starts_with("/assets/");
}

}  // namespace

StaticFiles::StaticFiles(const fs::path& directory) {
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(directory, error); !error && it != fs::end(it); it.increment(error)) {
    if (!it->is_regular_file()) continue;
    std::ifstream in(it->path(), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (!in && !in.eof()) throw std::runtime_error("cannot read web file " + it->path().string());
    const auto path = "/" + fs::relative(it->path(), directory).generic_string();
    File file{content_type_of(it->path()), etag_of(content), path.starts_with("/assets/"), nullptr, nullptr};
    if (auto packed = gzip(content); !packed.empty())
      file.gzip = std::make_shared<const std::string>(std::move(packed));
    file.plain = std::make_shared<const std::string>(std::move(content));
    files_.emplace(path, std::move(file));
  }
  if (error) throw std::runtime_error("cannot read web directory " + directory.string() + ": " + error.message());
}

std::optional<Response> StaticFiles::serve(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  auto found = files_.find(request.path);
  if (found == files_.end() && is_app_route(request.path)) found = files_.find("/index.html");
  if (found == files_.end()) return std::nullopt;
  const auto& file = found->second;

  Response out;
  out.headers.emplace_back("ETag", file.etag);
  out.headers.emplace_back("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  out.headers.emplace_back("Vary", "Accept-Encoding");
  if (matches(request.header("if-none-match"), file.etag)) {
    out.status = 304;
    return out;
  }
  out.content_type = file.content_type;
  out.body = file.plain;
  if (file.gzip && has_token(request.header("accept-encoding"), "gzip")) {
    out.headers.emplace_back("Content-Encoding", "gzip");
    out.body = file.gzip;
  }
  return out;
}

}  // namespace wardroom::net
