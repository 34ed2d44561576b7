#pragma once
// Pages for people without a login: the whole page is made here, without script, in one request
// and under 30 kB. Everything that comes from data goes through text(), which escapes it.
// Any thread.

#include <string>
#include <string_view>
#include <vector>

#include "kernel/http.hpp"
#include "kernel/texts.hpp"

namespace kontor {

class Html {
 public:
  /// Markup of our own.
  Html& raw(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  /// Anything else.
  Html& text(std::string_view words);
  /// The same; line ends stay line ends.
  Html& lines(std::string_view words);
  /// " name=\"value\"", escaped.
  Html& attribute(std::string_view name, std::string_view value);
  /// One of a fixed set of line drawings, hidden from screen readers.
  Html& icon(std::string_view name, int size = 20);
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Web and mail addresses only; anything else must not become a link.
bool is_link_target(std::string_view url);

struct PageLink {
  std::string label;
  std::string url;
};

struct PublicPage {
  Locale locale = Locale::de;
  std::string title;        ///< of the tab
  std::string sender_name;  ///< whose page it is, for the reader
  std::string sender_line;
  std::string logo;     ///< data URL of a picture, or empty: the initial
  std::string self;     ///< target of this page without `lang`, for the choice of language
  std::string skip_to;  ///< id within the page, or empty
  std::string main;     ///< markup of <main>
  std::vector<std::string> footer;
  std::vector<PageLink> links;  ///< those without an address are left out
  std::string footnote;
  int status = 200;
};
/// Never stored, never indexed, tells nobody where the reader came from.
http::Response public_page(const PublicPage& page);

}  // namespace kontor
