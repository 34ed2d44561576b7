#include "kernel/static_files.hpp"

#include <array>
#include <stdexcept>
#include <unordered_map>

#include <sodium.h>

#include "kernel/http_fields.hpp"

namespace kontor {

namespace {

constexpr std::string_view kRoot = "web/";
constexpr std::string_view kForever = "public, max-age=31536000, immutable";
constexpr std::string_view kCheckEachTime = "no-cache";

struct File {
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
  std::string_view type;
  std::string etag;
  bool hashed = false;
};

std::string tag_of(std::string_view bytes) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::array<char, 33> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return "\"" + std::string(hex.data()) + "\"";
}

constexpr std::string_view kUnknownType = "application/octet-stream";

// A dot alone says nothing: the tokens of mailed links and many customer numbers have one.
bool names_a_file(std::string_view path) {
  return content_type_of(path.substr(path.rfind('/') + 1)) != kUnknownType;
}

bool is_under(std::string_view path, std::string_view prefix) {
  if (prefix == "/") return true;
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

http::Response not_found(const http::Request& request) {
  return http::problem_response(404, "not_found", http::reason_phrase(404), {}, request.request_id);
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  static const std::unordered_map<std::string_view, std::string_view> types = {
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"mjs", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json"},
      {"map", "application/json"},
      {"webmanifest", "application/manifest+json"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"jpg", "image/jpeg"},
      {"jpeg", "image/jpeg"},
      {"webp", "image/webp"},
      {"avif", "image/avif"},
      {"gif", "image/gif"},
      {"ico", "image/x-icon"},
      {"woff2", "font/woff2"},
      {"woff", "font/woff"},
      {"ttf", "font/ttf"},
      {"txt", "text/plain; charset=utf-8"},
      {"xml", "application/xml"},
      {"pdf", "application/pdf"},
      {"csv", "text/csv; charset=utf-8"},
      {"wasm", "application/wasm"},
  };
  const std::size_t dot = path.rfind('.');
  if (dot != std::string_view::npos) {
    const auto found = types.find(path.substr(dot + 1));
    if (found != types.end()) return found->second;
  }
  return kUnknownType;
}

struct StaticFiles::State {
  std::unordered_map<std::string, File> files;  // by URL path: "/assets/x.js"
  std::vector<EntryPage> entry_pages;

  const File* find(const std::string& path) const {
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
  }

  const File* entry_page(std::string_view path) const {
    const EntryPage* best = nullptr;
    for (const EntryPage& page : entry_pages) {
      const bool longer = best == nullptr || page.prefix.size() > best->prefix.size();
      if (longer && is_under(path, page.prefix)) best = &page;
    }
    return best == nullptr ? nullptr : find("/" + best->file);
  }
};

StaticFiles::StaticFiles(std::span<const EmbeddedFile> files, std::vector<EntryPage> entry_pages)
    : state_(std::make_unique<State>()) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  state_->entry_pages = std::move(entry_pages);
  for (const auto& [path, bytes] : files) {
    if (!path.starts_with(kRoot) || path.ends_with(".gz") || path.ends_with(".br")) continue;
    File file;
    file.plain = bytes;
    file.type = content_type_of(path);
    file.etag = tag_of(bytes);
    file.hashed = path.starts_with("web/assets/");
    state_->files.emplace("/" + std::string(path.substr(kRoot.size())), std::move(file));
  }
  for (const auto& [path, bytes] : files) {
    const bool gzip = path.ends_with(".gz");
    if (!path.starts_with(kRoot) || (!gzip && !path.ends_with(".br"))) continue;
    const std::string_view plain = path.substr(0, path.size() - 3);
    const auto found = state_->files.find("/" + std::string(plain.substr(kRoot.size())));
    if (found == state_->files.end()) continue;
    (gzip ? found->second.gzip : found->second.brotli) = bytes;
  }
}

StaticFiles::~StaticFiles() = default;
StaticFiles::StaticFiles(StaticFiles&&) noexcept = default;

http::Response StaticFiles::serve(const http::Request& request) const {
  const bool reads = request.method == http::Method::get || request.method == http::Method::head;
  const File* file = state_->find(request.path);
  // An entry page asked for by its own name is the same page.
  if (file == nullptr && !request.path.starts_with("/assets/") && !names_a_file(request.path)) {
    file = state_->entry_page(request.path);
  }
  if (!reads || file == nullptr) return not_found(request);

  http::Response response;
  response.content_type = file->type;
  response.static_body = file->plain;
  if (file->type.starts_with("text/html")) {
    // Its nonce is new each time: neither an ETag nor a compressed form can stand for it. The
    // server fills the nonce and compresses.
    response.headers.add("Cache-Control", kCheckEachTime);
    return response;
  }
  response.headers.add("Cache-Control", file->hashed ? kForever : kCheckEachTime);
  if (file->brotli.empty() && file->gzip.empty()) {
    response.headers.add("ETag", file->etag);
    return response;
  }
  response.headers.add("Vary", "Accept-Encoding");
  const std::string_view accepted = request.headers.get("Accept-Encoding");
  // Each form has its own tag: they are different bytes (RFC 9110, 8.8.3.3).
  std::string etag = file->etag;
  if (!file->brotli.empty() && http::accepts_encoding(accepted, "br")) {
    response.static_body = file->brotli;
    response.headers.add("Content-Encoding", "br");
    etag.insert(etag.size() - 1, "-br");
  } else if (!file->gzip.empty() && http::accepts_encoding(accepted, "gzip")) {
    response.static_body = file->gzip;
    response.headers.add("Content-Encoding", "gzip");
    etag.insert(etag.size() - 1, "-gz");
  }
  response.headers.add("ETag", etag);
  return response;
}

}  // namespace kontor
