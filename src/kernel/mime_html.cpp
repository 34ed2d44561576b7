// HTML of mails as text. One pass, no tree: what is open is counted, so that nothing can nest too
// deep.
#include <algorithm>
#include <array>

#include "kernel/mime_parts.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::size_t kMaxQuotes = 20;
constexpr std::size_t kMaxHref = 2000;

constexpr auto kBlocks = std::to_array<std::string_view>(
    {"p",    "div",     "h1",    "h2", "h3",         "h4",      "h5",      "h6",     "ul",
     "ol",   "li",      "table", "tr", "blockquote", "section", "article", "header", "footer",
     "form", "address", "dl",    "dt", "dd",         "center",  "pre",     "hr",     "body"});
/// Their content is not for readers.
constexpr auto kHidden =
    std::to_array<std::string_view>({"script", "style", "title", "template", "object", "noscript"});

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 48> kEntities{{
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},
    {"nbsp", " "},   {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},
    {"Ouml", "Ö"},   {"Uuml", "Ü"},   {"szlig", "ß"},  {"euro", "€"},   {"eacute", "é"},
    {"Eacute", "É"}, {"egrave", "è"}, {"Egrave", "È"}, {"agrave", "à"}, {"Agrave", "À"},
    {"ecirc", "ê"},  {"acirc", "â"},  {"icirc", "î"},  {"ocirc", "ô"},  {"ucirc", "û"},
    {"ugrave", "ù"}, {"iuml", "ï"},   {"euml", "ë"},   {"ccedil", "ç"}, {"Ccedil", "Ç"},
    {"oelig", "œ"},  {"laquo", "«"},  {"raquo", "»"},  {"bdquo", "„"},  {"ldquo", "“"},
    {"rdquo", "”"},  {"lsquo", "‘"},  {"rsquo", "’"},  {"sbquo", "‚"},  {"ndash", "–"},
    {"mdash", "—"},  {"hellip", "…"}, {"bull", "•"},   {"middot", "·"}, {"copy", "©"},
    {"reg", "®"},    {"deg", "°"},    {"sect", "§"},
}};

std::string numeric_entity(std::string_view digits) {
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  std::uint32_t code = 0;
  if (digits.empty() || digits.size() > 8) return {};
  for (const char c : digits) {
    const auto letter = static_cast<unsigned char>(c);
    std::uint32_t digit = 99;
    if (letter >= '0' && letter <= '9') digit = letter - '0';
    if (hex && (letter | 0x20) >= 'a' && (letter | 0x20) <= 'f') digit = (letter | 0x20) - 'a' + 10;
    if (digit >= (hex ? 16U : 10U)) return {};
    code = code * (hex ? 16U : 10U) + digit;
    if (code > 0x10FFFF) return "\uFFFD";
  }
  if (code == 0 || (code >= 0xD800 && code <= 0xDFFF)) return "\uFFFD";
  std::string out;
  if (code < 0x80) return {static_cast<char>(code)};
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const std::uint32_t mark = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
  out += static_cast<char>(mark | (code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) {
    out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
  }
  return out;
}

/// "&amp;" at the beginning of `text`: what it stands for; `length` bytes are taken.
std::string entity(std::string_view text, std::size_t& length) {
  length = 1;
  const auto end = text.substr(0, 12).find_first_of("; <&\n", 1);
  if (end == std::string_view::npos || text[end] != ';') return "&";
  const std::string_view name = text.substr(1, end - 1);
  std::string out;
  if (name.starts_with('#')) {
    out = numeric_entity(name.substr(1));
  } else {
    const auto found = std::ranges::find(kEntities, name, &Entity::name);
    if (found != kEntities.end()) out = std::string(found->text);
  }
  if (out.empty()) return "&";
  length = end + 1;
  return out;
}

std::string without_entities(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 1;
    out += text.front() == '&' ? entity(text, length) : std::string(1, text.front());
    text.remove_prefix(length);
  }
  return out;
}

struct Tag {
  std::string name;  // lower case, empty for what is no tag
  bool closes = false;
  std::string_view attributes;
};

Tag read_tag(std::string_view inside) {
  Tag tag;
  tag.closes = inside.starts_with('/');
  if (tag.closes) inside.remove_prefix(1);
  const auto end = std::min(inside.find_first_of(" \t\r\n/"), inside.size());
  tag.name = mime::lower(inside.substr(0, std::min<std::size_t>(end, 20)));
  tag.attributes = inside.substr(end);
  return tag;
}

std::string attribute(std::string_view attributes, std::string_view name) {
  const std::string low = mime::lower(attributes);
  const std::string wanted = std::string(name) + "=";
  for (auto at = low.find(wanted); at != std::string::npos; at = low.find(wanted, at + 1)) {
    if (at > 0 && std::string_view(" \t\r\n\"'/").find(low[at - 1]) == std::string_view::npos) {
      continue;
    }
    std::string_view value = attributes.substr(at + wanted.size());
    if (value.empty()) return {};
    const char quote = value.front();
    const bool quoted = quote == '"' || quote == '\'';
    if (quoted) value.remove_prefix(1);
    const auto end = quoted ? value.find(quote) : value.find_first_of(" \t\r\n");
    return without_entities(value.substr(0, std::min(end, kMaxHref)));
  }
  return {};
}

/// Where the tag that begins at `at` ends: at its ">" outside of quotes. A quote in which one tag
/// ends and another begins is none: so nothing is looked at twice.
std::size_t end_of_tag(std::string_view html, std::size_t at) {
  char quote = 0;
  std::size_t first = html.size();
  for (std::size_t i = at; i < html.size(); ++i) {
    const char c = html[i];
    if (c == '>') {
      if (quote == 0) return i;
      first = std::min(first, i);
    } else if (quote != 0) {
      if (c == '<' && first < i) return first;
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && i > at && html[i - 1] == '=') {
      quote = c;
    }
  }
  return first;
}

class Writer {
 public:
  explicit Writer(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  bool full() const { return out_.size() >= max_bytes_; }

  void text(std::string_view piece) {
    for (const char c : piece) {
      if (full()) return;
      const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
      if (pre_ > 0 && c == '\n') {
        line_break();
      } else if (blank && pre_ == 0) {
        blank_waits_ = !at_start_;
      } else if (c != '\r') {
        letter(c);
      }
    }
  }

  void block() {
    if (!at_start_) line_break();
  }
  void line_break() {
    if (at_start_) begin_line();
    while (out_.ends_with(' ')) out_.pop_back();
    out_ += '\n';
    at_start_ = true;
    blank_waits_ = false;
  }
  /// One empty line, not several.
  void paragraph() {
    block();
    if (!out_.empty() && !out_.ends_with("\n\n") && !out_.ends_with(">\n")) line_break();
  }
  void item() {
    block();
    text("- ");
    blank_waits_ = true;
  }
  void quote(bool opens) {
    block();
    if (opens) {
      ++quotes_;
    } else if (quotes_ > 0) {
      --quotes_;
    }
  }
  void preformatted(bool opens) {
    if (opens) {
      ++pre_;
    } else if (pre_ > 0) {
      --pre_;
    }
  }
  std::size_t size() const { return out_.size(); }
  std::string_view since(std::size_t at) const {
    return std::string_view(out_).substr(std::min(at, out_.size()));
  }
  std::string take() { return std::move(out_); }

 private:
  void begin_line() {
    for (std::size_t i = 0; i < std::min(quotes_, kMaxQuotes); ++i) out_ += "> ";
    at_start_ = false;
  }
  void letter(char c) {
    if (at_start_) {
      begin_line();
    } else if (blank_waits_) {
      out_ += ' ';
    }
    blank_waits_ = false;
    out_ += c;
  }

  std::size_t max_bytes_;
  std::string out_;
  std::size_t quotes_ = 0;
  std::size_t pre_ = 0;
  bool at_start_ = true;
  bool blank_waits_ = false;
};

struct OpenLink {
  std::string href;
  std::size_t from = 0;
};

void close_link(Writer& writer, OpenLink& link) {
  const std::string href = std::move(link.href);
  link.href.clear();
  const std::string low = mime::lower(href);
  if (!low.starts_with("http://") && !low.starts_with("https://")) return;
  // The address once more would say nothing new when the text is the address.
  if (href.find(trimmed(writer.since(link.from))) != std::string::npos) return;
  writer.text(" (" + href + ")");
}

void apply_tag(Writer& writer, OpenLink& link, const Tag& tag) {
  if (tag.name == "br") return writer.line_break();
  if (tag.name == "a") {
    if (!link.href.empty()) close_link(writer, link);
    if (!tag.closes) link = {attribute(tag.attributes, "href"), writer.size()};
    return;
  }
  if (tag.name == "td" || tag.name == "th") {
    if (!tag.closes) writer.text(" ");
    return;
  }
  if (std::ranges::find(kBlocks, std::string_view(tag.name)) == kBlocks.end()) return;
  if (tag.name == "blockquote") return writer.quote(!tag.closes);
  if (tag.name == "pre") writer.preformatted(!tag.closes);
  if (tag.name == "li" && !tag.closes) return writer.item();
  const bool wide = tag.name == "p" || (tag.name.size() == 2 && tag.name[0] == 'h');
  if (wide && tag.closes) return writer.paragraph();
  writer.block();
}

/// One pass over the HTML.
class Pass {
 public:
  Pass(std::string_view html, std::size_t max_bytes) : html_(html), writer_(max_bytes) {}

  std::string text() {
    while (at_ < html_.size() && !writer_.full()) step();
    if (!link_.href.empty()) close_link(writer_, link_);
    return writer_.take();
  }

 private:
  void step() {
    const char c = html_[at_];
    if (c == '&') {
      std::size_t length = 1;
      writer_.text(entity(html_.substr(at_), length));
      at_ += length;
    } else if (c != '<') {
      const auto next = std::min(html_.find_first_of("<&", at_), html_.size());
      writer_.text(html_.substr(at_, next - at_));
      at_ = next;
    } else if (html_.substr(at_).starts_with("<!--")) {
      const auto end = html_.find("-->", at_ + 4);
      at_ = end == std::string_view::npos ? html_.size() : end + 3;
    } else {
      tag();
    }
  }

  void tag() {
    const char begins = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    const bool is_tag = (begins | 0x20) >= 'a' && (begins | 0x20) <= 'z';
    if (!is_tag && begins != '/' && begins != '!' && begins != '?') {
      writer_.text("<");
      ++at_;
      return;
    }
    const std::size_t end = end_of_tag(html_, at_ + 1);
    const Tag tag = read_tag(html_.substr(at_ + 1, end - at_ - 1));
    at_ = std::min(end + 1, html_.size());
    const auto hidden = std::ranges::find(kHidden, std::string_view(tag.name));
    if (hidden == kHidden.end()) return apply_tag(writer_, link_, tag);
    if (!tag.closes) skip(static_cast<std::size_t>(hidden - kHidden.begin()));
  }

  /// To the closing tag. Where there is none, none is looked for again.
  void skip(std::size_t hidden) {
    if (unclosed_[hidden]) return;
    const std::string closing = "</" + std::string(kHidden[hidden]);
    for (auto close = html_.find("</", at_); close != std::string_view::npos;
         close = html_.find("</", close + 2)) {
      if (!mime::same_word(html_.substr(close, closing.size()), closing)) continue;
      at_ = close;
      return;
    }
    unclosed_[hidden] = true;
  }

  std::string_view html_;
  Writer writer_;
  OpenLink link_;
  std::size_t at_ = 0;
  std::array<bool, kHidden.size()> unclosed_{};
};

}  // namespace

std::string text_of_html(std::string_view html, std::size_t max_bytes) {
  std::string text = mime::clean_text(Pass(html, max_bytes).text());
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace kontor
