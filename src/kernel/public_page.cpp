#include "kernel/public_page.hpp"

#include <array>
#include <stdexcept>

#include "kernel/embedded.hpp"
#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

struct Drawing {
  std::string_view name, paths;
};
constexpr std::array kDrawings{
    Drawing{"clock", R"(<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>)"},
    Drawing{"paper", R"(<path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z"/>)"
                     R"(<path d="M14 3v5h5M9 13h6M9 17h4"/>)"},
    Drawing{"phone", R"(<path d="M6 3h3l2 5-2.5 1.5a12 12 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3)"
                     R"(A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"/>)"},
    Drawing{"mail", R"(<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3 7 9 6 9-6"/>)"},
    Drawing{"again", R"(<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>)"},
    Drawing{"back", R"(<path d="M19 12H5m6-6-6 6 6 6"/>)"},
    Drawing{"check", R"(<path d="m5 12.5 4.5 4.5L19 7.5"/>)"},
    Drawing{"cross", R"(<path d="M6 6l12 12M18 6 6 18"/>)"},
    Drawing{"alert", R"(<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.5v.2"/>)"},
    Drawing{"lock", R"(<rect x="5" y="11" width="14" height="10" rx="2"/>)"
                    R"(<path d="M8 11V8a4 4 0 0 1 8 0v3"/>)"},
};

std::string_view style() {
  static const EmbeddedFile* const file = find_embedded_file("pages/public.css");
  if (!file) throw std::runtime_error("the program holds no pages/public.css");
  return file->bytes;
}

void add_sender(Html& html, const PublicPage& page) {
  html.raw("<span class=\"brand\">");
  if (picture_of_data_url(page.logo)) {
    html.raw("<img class=\"logo\" alt=\"\"").attribute("src", page.logo).raw(">");
  } else {
    html.raw("<span class=\"initial\" aria-hidden=\"true\">")
        .text(first_graphemes(page.sender_name, 1))
        .raw("</span>");
  }
  html.raw("<span>").text(page.sender_name);
  if (!page.sender_line.empty()) html.raw("<small>").text(page.sender_line).raw("</small>");
  html.raw("</span></span>");
}

void add_languages(Html& html, const PublicPage& page) {
  struct Language {
    Locale locale;
    std::string_view shown, name;
  };
  constexpr std::array kLanguages{Language{Locale::de, "DE", "Deutsch"},
                                  Language{Locale::en, "EN", "English"},
                                  Language{Locale::fr, "FR", "Français"}};
  html.raw("<nav class=\"lang\"").attribute("aria-label", text(page.locale, "page.language"));
  html.raw(">");
  const char* joint = page.self.find('?') == std::string::npos ? "?lang=" : "&lang=";
  for (const auto& [locale, shown, name] : kLanguages) {
    const auto code = to_string(locale);
    html.raw("<a").attribute("href", page.self + joint + std::string(code));
    html.attribute("lang", code).attribute("hreflang", code);
    if (locale == page.locale) html.raw(" aria-current=\"true\"");
    html.raw("><span aria-hidden=\"true\">").raw(shown).raw("</span><span class=\"vh\">");
    html.raw(name).raw("</span></a>");
  }
  html.raw("</nav>");
}

void add_footer(Html& html, const PublicPage& page) {
  html.raw("<footer class=\"foot\"><div class=\"wrap\"><p>");
  for (const auto& line : page.footer) {
    if (!line.empty()) html.raw("<span>").text(line).raw("</span>");
  }
  html.raw("</p>");
  bool first = true;
  for (const auto& [label, url] : page.links) {
    if (!is_link_target(url)) continue;
    if (first) html.raw("<nav class=\"links\">");
    first = false;
    html.raw("<a").attribute("href", url).raw(">").text(label).raw("</a>");
  }
  if (!first) html.raw("</nav>");
  html.raw("<p class=\"x\">").text(page.footnote).raw("</p></div></footer>");
}

}  // namespace

Html& Html::text(std::string_view words) { return raw(html_escaped(words)); }

Html& Html::lines(std::string_view words) {
  for (const char letter : html_escaped(words)) {
    if (letter == '\n') {
      out_ += "<br>";
    } else if (letter != '\r') {
      out_ += letter;
    }
  }
  return *this;
}

Html& Html::attribute(std::string_view name, std::string_view value) {
  return raw(" ").raw(name).raw("=\"").raw(html_escaped(value)).raw("\"");
}

Html& Html::icon(std::string_view name, int size) {
  for (const auto& drawing : kDrawings) {
    if (drawing.name != name) continue;
    const std::string length = std::to_string(size);
    raw("<svg aria-hidden=\"true\" viewBox=\"0 0 24 24\"");
    attribute("width", length).attribute("height", length);
    return raw(">").raw(drawing.paths).raw("</svg>");
  }
  throw std::logic_error("no drawing " + std::string(name));
}

bool is_link_target(std::string_view url) {
  const bool known = url.starts_with("https://") || url.starts_with("http://") ||
                     url.starts_with("mailto:") || url.starts_with("tel:");
  return known && url.find_first_of(" \t\r\n\"'<>") == std::string_view::npos;
}

http::Response public_page(const PublicPage& page) {
  Html html;
  html.raw("<!doctype html>\n<html").attribute("lang", to_string(page.locale));
  html.raw(
      "><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"robots\" content=\"noindex\">"
      "<meta name=\"format-detection\" content=\"telephone=no\"><title>");
  html.text(page.title).raw("</title><style nonce=\"__CSP_NONCE__\">").raw(style());
  html.raw("</style></head><body>");
  if (!page.skip_to.empty()) {
    html.raw("<a class=\"skip\"").attribute("href", "#" + page.skip_to).raw(">");
    html.text(text(page.locale, "page.skip")).raw("</a>");
  }
  html.raw("<header class=\"top\"><div class=\"wrap\">");
  add_sender(html, page);
  add_languages(html, page);
  html.raw("</div></header><main>").raw(page.main).raw("</main>");
  add_footer(html, page);
  html.raw("</body></html>");
  return http::Response::html(html.take(), page.status)
      .with("Referrer-Policy", "no-referrer")
      .with("X-Robots-Tag", "noindex, nofollow");
}

}  // namespace kontor
