// render_mail of mail.hpp. One walk over the content per form. Mail programs know tables and
// inline styles only. Colours are those of the light theme; programs that follow the system's dark
// theme find the dark ones in the head, by the inline colour that each replaces.
#include <algorithm>

#include "kernel/mail.hpp"
#include "kernel/markdown.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::string_view kFont =
    "font-family:'Source Sans 3','Segoe UI',Helvetica,Arial,sans-serif;";
constexpr std::string_view kBody = "color:#142225;font-size:16px;line-height:24px;";
constexpr std::string_view kQuiet = "color:#445357;font-size:15px;line-height:22px;";
constexpr std::string_view kSmall = "color:#58666a;font-size:13px;line-height:20px;";
constexpr std::string_view kTable =
    "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"";

/// The card is 600 wide and has 40 on each side.
constexpr std::int64_t kCardWidth = 520;

bool is_web_address(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) &&
         url.find_first_of(" \t\r\n\"'<>") == std::string_view::npos;
}

std::string with_breaks(std::string_view text) {
  std::string out;
  for (const char c : html_escaped(text)) {
    if (c == '\n') {
      out += "<br>";
    } else if (c != '\r') {
      out += c;
    }
  }
  return out;
}

class Html {
 public:
  Html& add(std::string_view text) {
    out_ += text;
    return *this;
  }
  // One row of the card.
  Html& row(std::string_view padding, std::string_view style, std::string_view content,
            std::string_view align = "") {
    add("<tr><td class=\"p\"");
    if (!align.empty()) add(" align=\"").add(align).add("\"");
    add(" style=\"").add(kFont).add(style).add("padding:").add(padding).add("\">");
    return add(content).add("</td></tr>\n");
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string styled(std::string_view style, std::string_view content) {
  return "<span style=\"" + std::string(style) + "\">" + std::string(content) + "</span>";
}

std::string logo_cell(const MailContent& content) {
  if (content.has_logo) {
    return "<img src=\"" + std::string(kLogoReference) +
           "\" width=\"36\" height=\"36\" alt=\"\" style=\"display:block;border:0\">";
  }
  return std::string(kTable) +
         "><tr><td width=\"36\" height=\"36\" align=\"center\" bgcolor=\"#005b63\" style=\"" +
         std::string(kFont) +
         "border-radius:8px;color:#f4feff;font-size:20px;line-height:36px;font-weight:700\">" +
         html_escaped(first_graphemes(content.sender_name, 1)) + "</td></tr></table>";
}

constexpr std::string_view kMessageStyle =
    ".m p,.m ul,.m ol,.m blockquote,.m pre{margin:0 0 12px}.m ul,.m ol{padding-left:24px}"
    ".m blockquote{border-left:3px solid #dbd9d2;padding-left:12px}"
    ".m pre{white-space:pre-wrap}.m h1,.m h2,.m h3,.m h4{font-size:17px;margin:0 0 8px}"
    ".m a{color:#005b63}.m img{max-width:100%;height:auto}\n";

struct DarkColour {
  std::string_view property, light, dark;
};
// Contrast on the dark card: text 13:1, quiet 7:1, small 5.5:1.
constexpr DarkColour kDark[] = {
    {"background", "#f8f7f3", "#0e1618"}, {"bgcolor", "#f8f7f3", "#0e1618"},
    {"bgcolor", "#fefefc", "#172124"},    {"bgcolor", "#f0eee9", "#202c30"},
    {"bgcolor", "#005b63", "#00707a"},    {"color", "#142225", "#e8eeee"},
    {"color", "#445357", "#b3c0c2"},      {"color", "#58666a", "#98a7aa"},
    {"border", "#dbd9d2", "#36454a"},
};

std::string dark_style() {
  std::string css = "@media(prefers-color-scheme:dark){";
  for (const auto& [property, light, dark] : kDark) {
    const bool attribute = property == "bgcolor";
    css += attribute ? "[bgcolor=\"" : "[style*=\"";
    if (property == "background") css += "background:";
    if (property == "color") css += "color:";
    css += std::string(light) + "\"]{";
    css += attribute || property == "background" ? "background-color"
           : property == "border"                ? "border-color"
                                                 : "color";
    css += ":" + std::string(dark) + "!important}";
  }
  return css + ".m a{color:#6fd0d8!important}.m blockquote{border-color:#36454a!important}}\n";
}

void add_head(Html& html, const MailContent& content) {
  const std::string language(to_string(content.locale));
  html.add("<!doctype html>\n<html lang=\"" + language + "\"><head><meta charset=\"utf-8\">")
      .add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
      .add("<meta name=\"color-scheme\" content=\"light dark\">")
      .add("<meta name=\"supported-color-schemes\" content=\"light dark\">")
      .add("<meta name=\"format-detection\" content=\"telephone=no,date=no\">")
      .add("<title>" + html_escaped(content.title) + "</title>\n<style>@media(max-width:620px)")
      .add("{.c{width:100%!important}.p{padding-left:20px!important;padding-right:20px!important}")
      .add(".h{display:block!important;width:auto!important}.h2{padding-top:0!important}}\n")
      .add(kMessageStyle)
      .add(dark_style())
      .add("</style>")
      .add("</head>\n<body style=\"margin:0;padding:0;background:#f8f7f3\">\n");
  if (!content.preview.empty()) {
    html.add("<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">")
        .add(html_escaped(content.preview))
        .add("</div>\n");
  }
  html.add(kTable)
      .add(" width=\"100%\" bgcolor=\"#f8f7f3\"><tr><td align=\"center\" ")
      .add("style=\"padding:24px 0 32px\">\n")
      .add(kTable)
      .add(" class=\"c\" width=\"600\" style=\"width:600px\">\n")
      .add("<tr><td class=\"p\" style=\"padding:0 40px 20px\">")
      .add(kTable)
      .add("><tr><td width=\"48\">")
      .add(logo_cell(content))
      .add("</td><td style=\"")
      .add(kFont)
      .add("font-weight:700;font-size:17px;line-height:20px;color:#142225\">")
      .add(html_escaped(content.sender_name));
  if (!content.sender_line.empty()) {
    html.add("<br>").add(styled("font-weight:400;font-size:13px;line-height:18px;color:#445357",
                                html_escaped(content.sender_line)));
  }
  html.add("</td></tr></table></td></tr>\n");
}

void add_tiles(Html& html, const MailContent& content) {
  if (content.tiles.empty()) return;
  std::string cells;
  for (std::size_t i = 0; i < content.tiles.size() && i < 2; ++i) {
    cells += std::string("<td class=\"h") + (i > 0 ? " h2" : "") +
             "\" width=\"50%\" valign=\"top\" style=\"" + std::string(kFont) + std::string(kBody) +
             "padding:16px 20px\">" +
             styled("font-size:14px;line-height:20px;color:#445357",
                    html_escaped(content.tiles[i].label)) +
             "<br>" +
             styled("font-size:24px;line-height:32px;font-weight:700",
                    html_escaped(content.tiles[i].value)) +
             "</td>";
  }
  html.row("24px 40px 0", "",
           std::string(kTable) +
               " width=\"100%\" bgcolor=\"#f0eee9\" style=\"border-radius:10px\"><tr>" + cells +
               "</tr></table>");
}

void add_button(Html& html, const MailContent& content) {
  if (!content.button || !is_web_address(content.button->url)) return;
  html.row("24px 40px 0", "",
           std::string(kTable) +
               " width=\"100%\"><tr><td align=\"center\" bgcolor=\"#005b63\" "
               "style=\"border-radius:8px\"><a href=\"" +
               html_escaped(content.button->url) + "\" style=\"display:block;padding:16px 24px;" +
               std::string(kFont) +
               "font-size:17px;line-height:22px;font-weight:700;color:#f4feff;"
               "text-decoration:none;border-radius:8px\">" +
               html_escaped(content.button->label) + "</a></td></tr></table>");
  if (!content.button_hint.empty()) {
    html.row("12px 40px 0", "color:#445357;font-size:14px;line-height:20px;",
             with_breaks(content.button_hint), "center");
  }
}

void add_rows(Html& html, const MailContent& content) {
  if (content.rows.empty()) return;
  std::string rows;
  for (std::size_t i = 0; i < content.rows.size(); ++i) {
    const std::string line = i + 1 < content.rows.size() ? "border-bottom:1px solid #dbd9d2;" : "";
    rows += "<tr><td valign=\"top\" style=\"" + std::string(kFont) + std::string(kQuiet) +
            "padding:10px 0;" + line + "\">" + with_breaks(content.rows[i].label) +
            "</td><td align=\"right\" valign=\"top\" style=\"" + std::string(kFont) +
            std::string(kBody) + "padding:10px 0 10px 16px;" + line + "\">" +
            with_breaks(content.rows[i].value) + "</td></tr>";
  }
  html.row("20px 40px 0", "", std::string(kTable) + " width=\"100%\">" + rows + "</table>");
}

void add_lines(Html& html, std::string_view padding, std::string_view style,
               const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  std::string joined;
  for (const auto& line : lines) joined += (joined.empty() ? "" : "<br>") + with_breaks(line);
  html.row(padding, style, joined);
}

std::string picture_tag(const MailPicture& picture) {
  // Programs that know no CSS show it in its own size.
  const std::string width = picture.width > kCardWidth ? std::to_string(kCardWidth) : "";
  return "<img src=\"cid:" + picture.id + "\"" + (width.empty() ? "" : " width=\"" + width + "\"") +
         " alt=\"";
}

/// The words of a person with the pictures among them; those that they do not name, below.
std::string message_html(const MailContent& content) {
  std::string html = html_of_markdown(content.message, [&](std::string_view id) -> std::string {
    const bool known = std::ranges::any_of(
        content.pictures, [&](const MailPicture& picture) { return picture.id == id; });
    return known ? "cid:" + std::string(id) : "";
  });
  for (const auto& picture : content.pictures) {
    const std::string plain = "<img src=\"cid:" + picture.id + "\" alt=\"";
    const std::string tag = picture_tag(picture);
    auto at = html.find(plain);
    if (at == std::string::npos) {
      html += "<p>" + tag + html_escaped(picture.name) + "\" /></p>\n";
    }
    for (; at != std::string::npos; at = html.find(plain, at + tag.size())) {
      html.replace(at, plain.size(), tag);
    }
  }
  return html;
}

/// "![the door](file:file_01h...)" as "[the door]": who reads plain text sees the words.
std::string message_text(const MailContent& content) {
  std::string out = content.message;
  for (const auto& picture : content.pictures) {
    const std::string target = "](file:" + picture.id + ")";
    for (auto at = out.find(target); at != std::string::npos; at = out.find(target)) {
      out.replace(at, target.size(), "]");
      const auto start = out.rfind("![", at);
      if (start != std::string::npos) out.erase(start, 1);
    }
  }
  return out;
}

std::string html_of(const MailContent& content) {
  Html html;
  add_head(html, content);
  html.add("<tr><td bgcolor=\"#fefefc\" style=\"border:1px solid #dbd9d2;border-radius:12px\">")
      .add(kTable)
      .add(" width=\"100%\">\n");
  if (!content.kicker.empty()) html.row("36px 40px 0", kQuiet, html_escaped(content.kicker));
  html.row(content.kicker.empty() ? "36px 40px 0" : "6px 40px 0", "",
           "<h1 style=\"margin:0;" + std::string(kFont) +
               "font-size:26px;line-height:32px;font-weight:700;color:#142225\">" +
               html_escaped(content.title) + "</h1>");
  for (const auto& paragraph : content.paragraphs) {
    html.row("20px 40px 0", kBody, with_breaks(paragraph));
  }
  if (const std::string message = message_html(content); !message.empty()) {
    html.row("20px 40px 0", kBody, "<div class=\"m\">" + message + "</div>");
  }
  add_tiles(html, content);
  add_button(html, content);
  add_rows(html, content);
  add_lines(html, "28px 40px 0", kBody, content.signature);
  html.add("<tr><td style=\"height:36px;font-size:0;line-height:0\">&nbsp;</td></tr>\n")
      .add("</table></td></tr>\n");
  if (content.button && is_web_address(content.button->url)) {
    const std::string url = html_escaped(content.button->url);
    html.row("20px 40px 0", kSmall,
             html_escaped(text(content.locale, "mail.copy_link")) + "<br><a href=\"" + url +
                 "\" style=\"color:#445357;word-break:break-all\">" + url + "</a>");
  }
  add_lines(html, "16px 40px 0", kSmall, content.footer);
  return html.add("</table></td></tr></table>\n</body></html>\n").take();
}

std::string text_of(const MailContent& content) {
  std::string out;
  const auto block = [&out](std::string_view lines) {
    if (lines.empty()) return;
    if (!out.empty()) out += "\n";
    out += lines;
    out += "\n";
  };
  block(content.sender_line.empty() ? content.sender_name
                                    : content.sender_name + "\n" + content.sender_line);
  block(content.kicker.empty() ? content.title : content.kicker + "\n" + content.title);
  for (const auto& paragraph : content.paragraphs) block(paragraph);
  block(message_text(content));
  std::string tiles;
  for (std::size_t i = 0; i < content.tiles.size() && i < 2; ++i) {
    tiles += (i > 0 ? "\n" : "") + content.tiles[i].label + ": " + content.tiles[i].value;
  }
  block(tiles);
  if (content.button && is_web_address(content.button->url)) {
    block(content.button->label + ":\n" + content.button->url);
    block(content.button_hint);
  }
  std::string rows;
  for (const auto& row : content.rows) {
    rows += (rows.empty() ? "" : "\n") + row.label + ": " + row.value;
  }
  block(rows);
  const auto joined = [](const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "\n") + line;
    return all;
  };
  block(joined(content.signature));
  // RFC 3676 section 4.3: mail programs fold and do not quote what comes after this line.
  if (!content.footer.empty()) block("-- \n" + joined(content.footer));
  return out;
}

}  // namespace

RenderedMail render_mail(const MailContent& content) {
  return {html_of(content), text_of(content)};
}

}  // namespace kontor
