#include "conversation/reply_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "kernel/text.hpp"

namespace kontor {
namespace {

using Words = std::string_view;

// Case folded, as the lines are when they are compared ("ß" is "ss").
constexpr auto kWrote = std::to_array<Words>(
    {"schrieb", "geschrieben", "wrote", "a écrit", "schreef", "escribió", "ha scritto", "escreveu",
     "skrev", "kirjoitti", "pisze", "napsal", "napisał", "написал", "пишет", "yazdı"});
constexpr auto kFromNames = std::to_array<Words>(
    {"von", "from", "de", "absender", "expéditeur", "da", "van", "fra", "från", "lähettäjä", "от"});
constexpr auto kDateNames = std::to_array<Words>(
    {"gesendet", "datum", "date", "sent", "message du", "envoyé", "gesendet am", "inviato",
     "enviado", "verzonden", "sendt", "skickat", "data", "envoyé le", "дата"});
constexpr auto kToNames = std::to_array<Words>(
    {"an", "to", "à", "empfänger", "aan", "para", "til", "till", "a", "destinataire", "кому"});
constexpr auto kSubjectNames =
    std::to_array<Words>({"betreff", "subject", "objet", "sujet", "onderwerp", "asunto", "assunto",
                          "oggetto", "emne", "ämne", "тема"});
constexpr auto kOriginal = std::to_array<Words>(
    {"original message", "ursprüngliche nachricht", "ursprüngliche mail", "originalnachricht",
     "original-nachricht", "original nachricht", "urspr. nachricht", "message d'origine",
     "message d’origine", "message original", "original appointment", "mensaje original",
     "mensagem original", "messaggio originale", "oorspronkelijk bericht", "oprindelig meddelelse",
     "oprindelig besked", "opprinnelig melding", "reply message"});
constexpr auto kForwarded =
    std::to_array<Words>({"forwarded message", "weitergeleitete nachricht", "weitergeleitete mail",
                          "message transféré", "message réexpédié", "begin forwarded message",
                          "anfang der weitergeleiteten", "début du message réexpédié"});
constexpr auto kMobile = std::to_array<Words>(
    {"von meinem", "gesendet von", "gesendet mit", "diese nachricht wurde von meinem", "sent from",
     "get outlook", "outlook für", "envoyé de", "envoyé depuis", "télécharger outlook",
     "obtenir outlook", "inviato da", "enviado desde", "enviado do", "verzonden vanaf", "sendt fra",
     "skickat från"});
constexpr auto kBelow = std::to_array<Words>(
    {"siehe unten", "s. unten", "s.u.", "in rot", "im text unten", "in ihrer mail", "inline",
     "see below", "in red", "ci-dessous", "en rouge", "dans le texte", "unten im text",
     "weiter unten", "zwischen den zeilen"});

bool contains_one(std::string_view text, const auto& words) {
  return std::ranges::any_of(words, [&](Words word) { return text.find(word) != text.npos; });
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

/// A time or a year: 09:00, 2026.
bool has_time(std::string_view text) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    digits = digit ? digits + 1 : 0;
    if (digits == 4) return true;
    const bool clock = (text[i] == ':' || text[i] == 'h') && i > 0 &&
                       has_digit(text.substr(i - 1, 1)) && i + 1 < text.size() &&
                       has_digit(text.substr(i + 1, 1));
    if (clock) return true;
  }
  return false;
}

bool is_mark_line(std::string_view line) {
  return line.size() >= 3 && line.find_first_not_of("-_=*— ") == std::string_view::npos;
}

enum class Part { none, from, date, to, subject };

/// Of "von: nordwerk" and "de : ...".
Part part_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon > 24) return Part::none;
  const std::string name = trimmed(line.substr(0, colon));
  const auto is_in = [&](const auto& names) {
    return std::ranges::find(names, Words(name)) != names.end();
  };
  if (is_in(kFromNames)) return Part::from;
  if (is_in(kDateNames)) return Part::date;
  if (is_in(kToNames)) return Part::to;
  if (is_in(kSubjectNames)) return Part::subject;
  return Part::none;
}

struct Line {
  std::size_t from = 0;  ///< where it begins in the text
  std::string folded;    ///< trimmed, lower case, without the asterisks of bold letters
  bool quoted = false;
  bool blank = false;
  bool signature = false;  ///< "-- "
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view raw = text.substr(at, end - at);
    Line line;
    line.from = at;
    std::string plain(raw.substr(0, 400));
    replace_all(plain, "\u00A0", " ");
    replace_all(plain, "\u202F", " ");
    std::erase(plain, '*');
    line.folded = trimmed(folded(repaired_utf8(plain)));
    line.quoted = line.folded.starts_with('>') || line.folded.starts_with("|>");
    line.blank = line.folded.empty() && trimmed(raw).empty();
    line.signature = raw == "-- " || raw == "--" || raw == "-- \r";
    lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

/// Where a quoted mail begins, and how sure that is.
struct Start {
  enum class Kind { none, header, separator, forwarded, wrote, quote };
  Kind kind = Kind::none;
  std::size_t next = 0;  ///< the first line behind the introduction
  bool sure = false;     ///< also without ">" at the lines that follow
};

class Finder {
 public:
  explicit Finder(const std::vector<Line>& lines) : lines_(lines) {}

  /// The line from which on everything is history or signature; lines.size() when nothing is.
  std::size_t cut() const {
    bool text_above = false;
    for (std::size_t i = 0; i < lines_.size();) {
      const Start start = start_at(i);
      if (start.kind == Start::Kind::none) {
        text_above = text_above || (!lines_[i].blank && !is_mark_line(lines_[i].folded));
        ++i;
        continue;
      }
      if (start.kind == Start::Kind::forwarded) return lines_.size();
      const bool unquoted = start.kind == Start::Kind::header ||
                            start.kind == Start::Kind::separator ||
                            (start.sure && !quote_follows(start.next));
      if (!text_above && unquoted) return lines_.size();
      if (text_above && (unquoted ? !says_below(i) : only_history(start.next))) return back(i);
      if (unquoted) return lines_.size();
      // Answers between or below quoted lines. Another mail may begin behind them.
      text_above = true;
      i = std::max(start.next, i + 1);
      while (i < lines_.size() && (lines_[i].quoted || lines_[i].blank)) ++i;
    }
    return lines_.size();
  }

  /// The signature of the author himself, if his text ends with one.
  std::size_t before_signature(std::size_t end) const {
    std::size_t last = end;
    while (last > 0 && lines_[last - 1].blank) --last;
    if (last > 0 && mobile_at(last - 1)) end = back(last - 1);
    for (std::size_t i = end; i > 0; --i) {
      if (!lines_[i - 1].signature) continue;
      return is_signature(i - 1, end) ? i - 1 : end;
    }
    return end;
  }

 private:
  bool quote_follows(std::size_t i) const {
    while (i < lines_.size() && lines_[i].blank) ++i;
    return i < lines_.size() && lines_[i].quoted;
  }

  /// "Von:", "Gesendet:", "An:", "Betreff:" in any order.
  bool header_at(std::size_t i, std::size_t& next) const {
    constexpr std::size_t kMost = 12;
    if (part_of(lines_[i].folded) == Part::none) return false;
    std::array<bool, 5> seen{};
    std::size_t other = 0;
    for (std::size_t at = i; at < std::min(lines_.size(), i + kMost); ++at) {
      const Part part = part_of(lines_[at].folded);
      if (part != Part::none) {
        seen[static_cast<std::size_t>(part)] = true;
        other = 0;
        next = at + 1;
      } else if (++other > 2) {
        break;  // long lists of recipients go on over a line or two
      }
    }
    const int kinds = static_cast<int>(std::ranges::count(seen, true));
    return kinds >= 3 && seen[1] && (seen[2] || seen[4]);
  }

  /// "Am 21.11.2026 um 09:00 schrieb Nordwerk <...>:", over up to four lines. Where two lines could
  /// begin it, the later one does: the other one is text.
  Start wrote_at(std::size_t i) const {
    const Start start = wrote_from(i);
    const Beginning own = beginning_of(lines_[i].folded);
    for (std::size_t k = i + 1; k < start.next; ++k) {
      const Beginning other = beginning_of(lines_[k].folded);
      const bool clearer = other == Beginning::clear || own != Beginning::clear;
      if (other != Beginning::none && clearer && wrote_from(k).next == start.next) return {};
    }
    return start;
  }

  Start wrote_from(std::size_t i) const {
    constexpr std::size_t kMostLines = 4;
    constexpr std::size_t kMostBytes = 500;
    if (beginning_of(lines_[i].folded) == Beginning::none) return {};
    std::string joined;
    for (std::size_t at = i; at < std::min(lines_.size(), i + kMostLines); ++at) {
      const Line& line = lines_[at];
      if (line.blank || line.quoted || joined.size() + line.folded.size() > kMostBytes) break;
      joined += (joined.empty() ? "" : " ") + line.folded;
      const Start start = introduction(joined, at + 1);
      if (start.kind != Start::Kind::none) return start;
    }
    return {};
  }

  /// Whether these words alone introduce what follows.
  Start introduction(const std::string& words, std::size_t next) const {
    const bool wrote = contains_one(words, kWrote);
    const bool colon = words.ends_with(':') || words.ends_with("：");
    const bool address = words.find('@') != std::string::npos;
    const bool quoted = quote_follows(next);
    if (wrote && colon && has_digit(words) && (has_time(words) || address)) {
      return {Start::Kind::wrote, next, true};
    }
    if (wrote && quoted) return {Start::Kind::wrote, next, false};
    // "21.11.2026, 09:00, Nordwerk <desk@nordwerk.example>:" without any verb.
    const bool dated = words.ends_with(">:") && has_time(words);
    if (address && colon && has_digit(words) && (quoted || dated)) {
      return {Start::Kind::wrote, next, dated};
    }
    return {};
  }

  enum class Beginning { none, possible, clear };
  /// "Am ...", "21.11. ...", and less clearly a line with an address, a time or a verb.
  static Beginning beginning_of(std::string_view text) {
    constexpr auto kBegins = std::to_array<Words>(
        {"am ", "on ", "le ", "op ", "el ", "il ", "em ", "den ", "w dniu ", "dne ", "dnia "});
    const auto begins = [&](Words word) { return text.starts_with(word); };
    if (std::ranges::any_of(kBegins, begins) || has_digit(text.substr(0, 4))) {
      return Beginning::clear;
    }
    if (text.ends_with('.') || text.ends_with('!') || text.ends_with('?')) return Beginning::none;
    const bool possible =
        text.find('@') != text.npos || has_time(text) || contains_one(text, kWrote);
    return possible ? Beginning::possible : Beginning::none;
  }

  bool separator_at(std::size_t i, const auto& words) const {
    const std::string& line = lines_[i].folded;
    const bool marked = line.starts_with("--") || line.starts_with("__") || line.starts_with("==");
    return line.size() <= 100 && contains_one(line, words) &&
           (marked || std::ranges::any_of(words, [&](Words word) {
              return line == word || line == std::string(word) + ":";
            }));
  }

  Start start_at(std::size_t i) const {
    const Line& line = lines_[i];
    if (line.blank) return {};
    if (line.quoted) return {Start::Kind::quote, i, false};
    if (separator_at(i, kForwarded)) return {Start::Kind::forwarded, i + 1, true};
    if (separator_at(i, kOriginal)) return {Start::Kind::separator, i + 1, true};
    // Zoho: "---- On Wed, 24 Feb 2021 ... wrote ----".
    const bool zoho = line.folded.starts_with("---- ") && line.folded.ends_with(" ----");
    if (zoho && contains_one(line.folded, kWrote)) return {Start::Kind::separator, i + 1, true};
    std::size_t next = i + 1;
    if (header_at(i, next)) return {Start::Kind::header, next, true};
    return wrote_at(i);
  }

  bool mobile_at(std::size_t i) const {
    const std::string& line = lines_[i].folded;
    const auto begins = [&](Words word) { return line.starts_with(word); };
    return line.size() <= 160 && std::ranges::any_of(kMobile, begins) && !line.ends_with('?') &&
           part_of(line) == Part::none;
  }

  /// Only quoted lines from here, until a signature, or an older mail without ">", begins.
  bool only_history(std::size_t i) const {
    for (; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.blank || line.quoted) continue;
      if (line.signature) return is_signature(i, lines_.size());
      if (mobile_at(i)) continue;
      const Start start = start_at(i);
      return start.sure && start.kind != Start::Kind::forwarded;
    }
    return true;
  }

  /// Few lines, none of them quoted.
  bool is_signature(std::size_t i, std::size_t end) const {
    constexpr std::size_t kMostLines = 15;
    if (end - i > kMostLines) return false;
    return std::none_of(lines_.begin() + static_cast<std::ptrdiff_t>(i),
                        lines_.begin() + static_cast<std::ptrdiff_t>(end),
                        [](const Line& line) { return line.quoted; });
  }

  /// "My answers are below": then the old mail is shown, too.
  bool says_below(std::size_t end) const {
    return std::any_of(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Line& line) { return contains_one(line.folded, kBelow); });
  }

  /// What stands between the text and the quote and is neither: blank lines, "_____".
  std::size_t back(std::size_t i) const {
    while (i > 0 && (lines_[i - 1].blank || is_mark_line(lines_[i - 1].folded))) {
      if (lines_[i - 1].signature) break;
      --i;
    }
    return i;
  }

  const std::vector<Line>& lines_;
};

std::string without_blank_ends(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  for (auto end = text.find('\n');
       end != std::string_view::npos && trimmed(text.substr(0, end)).empty();
       end = text.find('\n')) {
    text.remove_prefix(end + 1);
  }
  return std::string(text);
}

}  // namespace

ReplyText reply_text(std::string_view text) {
  const std::vector<Line> lines = lines_of(text);
  const auto place = [&](std::size_t line) {
    return line < lines.size() ? lines[line].from : text.size();
  };
  const Finder finder(lines);
  const std::size_t cut = finder.cut();
  for (const std::size_t end : {finder.before_signature(cut), cut}) {
    std::string visible = without_blank_ends(text.substr(0, place(end)));
    if (trimmed(visible).empty()) continue;
    return {std::move(visible), without_blank_ends(text.substr(place(end)))};
  }
  return {without_blank_ends(text), ""};
}

namespace {

bool is_letter_or_digit(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/// Only what would be a mark, so that the text can still be read as it stands.
bool needs_escape(std::string_view line, std::size_t at) {
  const bool word_after = is_letter_or_digit(line, at + 1);
  switch (line[at]) {
    case '\\':
    case '`':
    case '*':
    case '~':
      return true;
    case '_':
      return !word_after || at == 0 || !is_letter_or_digit(line, at - 1);
    case '<':
      return word_after || line.substr(at + 1).find_first_of("/!?") == 0;
    case '&':
      return word_after || line.substr(at + 1).starts_with('#');
    case '[':
    case ']':
      return line.front() == '[' || line.find("](") != std::string_view::npos;
    case '.':
    case ')':  // "1." begins a list
      return at > 0 && at < 10 && !is_letter_or_digit(line, at + 1) &&
             line.find_first_not_of("0123456789") == at;
    default:
      return at == 0 && std::string_view("#+-=>|:").find(line[at]) != std::string_view::npos;
  }
}

/// Takes "> > " off.
std::size_t quotes_of(std::string_view& line) {
  constexpr std::size_t kMost = 10;
  std::size_t depth = 0;
  while (line.starts_with('>') && depth < kMost) {
    ++depth;
    line.remove_prefix(1);
    if (line.starts_with(' ')) line.remove_prefix(1);
  }
  return depth;
}

}  // namespace

std::string markdown_of_text(std::string_view text) {
  std::string out;
  std::size_t depth_before = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t depth = quotes_of(line);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    // Without the empty line an answer would still belong to the quote above it.
    if (!out.empty() && depth != depth_before && !out.ends_with("\n\n")) out += '\n';
    for (std::size_t i = 0; i < depth; ++i) out += "> ";
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (needs_escape(line, at)) out += '\\';
      out += line[at];
    }
    out += '\n';
    depth_before = depth;
  }
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace kontor
