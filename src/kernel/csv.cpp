#include "kernel/csv.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace kontor::csv {

namespace {

bool is_line_break(char c) { return c == '\n' || c == '\r'; }

Problem check_characters(std::string_view field) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(field.data());
  const auto size = static_cast<std::int32_t>(field.size());
  for (std::int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return Problem::broken_encoding;
    const bool blank = c == '\t' || c == '\n';
    if ((c < 0x20 && !blank) || (c >= 0x7F && c < 0xA0)) return Problem::control_character;
  }
  return Problem::none;
}

bool is_plain_ascii(std::string_view field) {
  return std::all_of(field.begin(), field.end(),
                     [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n'; });
}

bool is_blank_record(const Record& record) {
  return std::all_of(record.fields.begin(), record.fields.end(), [](const std::string& field) {
    return field.find_first_not_of(" \t") == std::string::npos;
  });
}

// Excel's own hint in the first line: `sep=;`.
std::optional<char> sep_line(std::string_view text) {
  if (text.size() < 5 || (text.substr(0, 4) != "sep=" && text.substr(0, 4) != "SEP=")) return {};
  if (text.size() > 5 && !is_line_break(text[5])) return {};
  return text[4];
}

struct Fit {
  double evenness = 0;
  std::size_t columns = 1;
};

// How evenly a separator splits the first records: the share of records that have as many columns
// as most of them.
Fit fit_of(std::string_view text, char separator) {
  Reader reader(text, separator, Limits{.field_bytes = 16 * 1024, .columns = 500, .records = 30});
  std::map<std::size_t, int> counts;
  int total = 0;
  for (Record record; reader.next(record); ++total) {
    if (record.problem == Problem::none) ++counts[record.fields.size()];
  }
  Fit fit;
  int best = 0;
  for (const auto& [columns, count] : counts) {
    if (count < best) continue;
    best = count;
    fit = {static_cast<double>(count) / total, columns};
  }
  return fit;
}

}  // namespace

std::string_view to_text(Problem problem) {
  switch (problem) {
    case Problem::none: return "none";
    case Problem::stray_quote: return "stray_quote";
    case Problem::unclosed_quote: return "unclosed_quote";
    case Problem::field_too_long: return "field_too_long";
    case Problem::too_many_columns: return "too_many_columns";
    case Problem::broken_encoding: return "broken_encoding";
    case Problem::control_character: return "control_character";
  }
  return "none";
}

char detect_separator(std::string_view text) {
  if (const auto named = sep_line(text)) return *named;
  text = text.substr(0, 64 * 1024);
  char best = ';';
  double best_score = 0;
  for (const char candidate : {';', ',', '\t', '|'}) {
    const Fit fit = fit_of(text, candidate);
    if (fit.columns < 2) continue;
    // Evenness decides; many columns break the tie between two even readings.
    const double score = fit.evenness * 1000 + static_cast<double>(std::min<std::size_t>(
                                                   fit.columns, 100));
    if (score > best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return best;
}

Reader::Reader(std::string_view text, char separator, Limits limits)
    : text_(text), separator_(separator), limits_(limits) {
  skip_sep_line();
}

void Reader::skip_sep_line() {
  if (!sep_line(text_)) return;
  at_ = 5;
  take_line_break();
}

bool Reader::next(Record& record) {
  while (at_ < text_.size()) {
    read_record(record);
    if (record.problem == Problem::none && is_blank_record(record)) continue;
    if (records_ == limits_.records) {
      limit_reached_ = true;
      return false;
    }
    ++records_;
    return true;
  }
  return false;
}

void Reader::read_record(Record& record) {
  record.line = line_;
  record.fields.clear();
  record.problem = Problem::none;
  record.problem_line = 0;
  record.problem_column = 0;
  while (true) {
    std::size_t first = at_;
    while (first < text_.size() && text_[first] == ' ') ++first;
    if (first < text_.size() && text_[first] == '"') {
      // Blanks before a quote: a reader that takes them literally splits the field wrongly.
      if (first != at_) return fail(record, Problem::stray_quote, at_, line_);
      if (!read_quoted(record)) return;
    } else {
      read_plain(record);
    }
    if (record.problem == Problem::field_too_long) return;
    if (record.fields.size() > limits_.columns) {
      return fail(record, Problem::too_many_columns, at_, line_);
    }
    if (end_field()) return;
  }
}

// Takes the separator behind a field, or the line break or end that closes the record (true).
bool Reader::end_field() {
  if (at_ >= text_.size()) return true;
  if (text_[at_] == separator_) {
    ++at_;
    return false;
  }
  take_line_break();
  return true;
}

void Reader::take_line_break() {
  if (at_ >= text_.size() || !is_line_break(text_[at_])) return;
  if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
  ++at_;
  ++line_;
}

void Reader::read_plain(Record& record) {
  const std::size_t begin = at_;
  const char* stop = std::find_if(text_.data() + at_, text_.data() + text_.size(), [this](char c) {
    return c == separator_ || is_line_break(c);
  });
  at_ = static_cast<std::size_t>(stop - text_.data());
  if (at_ - begin > limits_.field_bytes) return fail(record, Problem::field_too_long, begin, line_);
  finish_field(record, std::string(text_.substr(begin, at_ - begin)));
}

// False where the record ends with a problem. Reading resumes behind the line on which the quote
// was opened: what stood before it was sound, what comes after it usually is.
bool Reader::read_quoted(Record& record) {
  const std::size_t begin = at_;
  const std::int64_t begin_line = line_;
  std::string field;
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (field.size() >= limits_.field_bytes) {
      fail(record, Problem::field_too_long, begin, begin_line);
      return false;
    }
    if (is_line_break(c)) {
      take_line_break();
      field += '\n';
    } else if (c != '"') {
      field += c;
      ++at_;
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      field += '"';
      at_ += 2;
    } else {
      ++at_;
      while (at_ < text_.size() && text_[at_] == ' ') ++at_;
      const bool ended =
          at_ >= text_.size() || text_[at_] == separator_ || is_line_break(text_[at_]);
      if (!ended) {
        fail(record, Problem::stray_quote, begin, begin_line);
        return false;
      }
      finish_field(record, std::move(field));
      return true;
    }
  }
  fail(record, Problem::unclosed_quote, begin, begin_line);
  return false;
}

void Reader::finish_field(Record& record, std::string field) {
  if (record.problem == Problem::none && !is_plain_ascii(field)) {
    record.problem = check_characters(field);
    if (record.problem != Problem::none) {
      record.problem_line = line_;
      record.problem_column = static_cast<int>(record.fields.size()) + 1;
    }
  }
  record.fields.push_back(std::move(field));
}

void Reader::fail(Record& record, Problem problem, std::size_t resume_behind, std::int64_t line) {
  record.problem = problem;
  record.problem_line = line;
  record.problem_column = static_cast<int>(record.fields.size()) + 1;
  const char* stop =
      std::find_if(text_.data() + resume_behind, text_.data() + text_.size(), is_line_break);
  at_ = static_cast<std::size_t>(stop - text_.data());
  line_ = line;
  take_line_break();
}

namespace {

// ASCII and the full-width twins that East Asian spreadsheets treat alike.
bool starts_formula(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) return true;
  static constexpr std::array<std::string_view, 4> kWide = {"\xEF\xBC\x9D", "\xEF\xBC\x8B",
                                                            "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
  return std::any_of(kWide.begin(), kWide.end(),
                     [&](std::string_view wide) { return text.substr(0, 3) == wide; });
}

std::string_view behind_apostrophes(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of('\''), text.size()));
}

bool is_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.,") == std::string_view::npos;
}

}  // namespace

std::string guard(std::string_view field) {
  if (!starts_formula(behind_apostrophes(field)) || is_number(field)) return std::string(field);
  std::string guarded = "'";
  guarded += field;
  return guarded;
}

std::string_view unguard(std::string_view field) {
  if (field.empty() || field.front() != '\'') return field;
  const std::string_view rest = field.substr(1);
  return starts_formula(behind_apostrophes(rest)) && !is_number(rest) ? rest : field;
}

void Writer::field(std::string_view value) {
  if (!first_) text_ += separator_;
  first_ = false;
  const std::string safe = guard(value);
  const bool quote = safe.find_first_of("\"\r\n") != std::string::npos ||
                     safe.find(separator_) != std::string::npos ||
                     (!safe.empty() && (safe.front() == ' ' || safe.back() == ' '));
  if (!quote) {
    text_ += safe;
    return;
  }
  text_ += '"';
  for (const char c : safe) {
    if (c == '"') text_ += '"';
    text_ += c;
  }
  text_ += '"';
}

void Writer::end_record() {
  text_ += "\r\n";
  first_ = true;
}

void Writer::record(const std::vector<std::string>& fields) {
  for (const std::string& value : fields) field(value);
  end_record();
}

}  // namespace kontor::csv
