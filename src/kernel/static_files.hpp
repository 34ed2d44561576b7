// The built web UI, served from the program itself.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/embedded.hpp"
#include "kernel/http.hpp"

namespace kontor {

// An entry page for all paths under `prefix` that are no file: the single page app's router takes
// over in the browser.
struct EntryPage {
  std::string prefix;  // "/portal"; "/" for the rest
  std::string file;    // "portal.html"
};

// Files "web/..." of `files`: "web/assets/x-3f2a.js" is /assets/x-3f2a.js. Files under /assets/
// have a hash in their name and are cached for a year; everything else is checked each time by
// ETag. HTML has a fresh nonce in each answer and is never cached. A missing file under /assets/
// or with a known extension is 404, not the entry page. Compressed forms are chosen by
// Accept-Encoding.
class StaticFiles {
 public:
  StaticFiles(std::span<const EmbeddedFile> files, std::vector<EntryPage> entry_pages);
  ~StaticFiles();
  StaticFiles(StaticFiles&&) noexcept;

  // Any thread. GET and HEAD only; the path is the decoded one.
  http::Response serve(const http::Request& request) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "app.js" -> "text/javascript; charset=utf-8"; unknown extensions "application/octet-stream".
std::string_view content_type_of(std::string_view path);

}  // namespace kontor
