// Comma separated values as people really send them, and as spreadsheets like to read them.
//
// Reading follows RFC 4180 and forgives what spreadsheets, shops and editors do to it: any of
// `;` `,` tab `|` as separator, CR, LF or CRLF, byte order marks, Windows-1252 or UTF-16 instead of
// UTF-8, Excel's first line `sep=;`, inch signs in unquoted fields. What cannot be read without
// guessing is reported with its line number, and reading goes on with the next line. No input
// makes it crash, loop or take more than linear time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::csv {

enum class Encoding { utf8, utf16le, utf16be, windows1252 };

[[nodiscard]] std::string_view to_text(Encoding encoding);
[[nodiscard]] std::optional<Encoding> encoding_from_text(std::string_view text);

// Judged by byte order mark, by NUL bytes (UTF-16 without mark), and by whether the bytes are
// UTF-8. A few broken bytes among many good UTF-8 sequences stay UTF-8: the lines that hold them
// are reported, instead of every umlaut of the file being misread.
[[nodiscard]] Encoding detect_encoding(std::string_view bytes);

// To UTF-8 without byte order mark. Bytes that are not UTF-8 pass through for Encoding::utf8, so
// that Reader can name the line; UTF-16 halves without partner become U+FFFD.
[[nodiscard]] std::string decode(std::string_view bytes, Encoding encoding);

// The separator that splits the first records into the most even columns; `;` if nothing does.
[[nodiscard]] char detect_separator(std::string_view text);

struct Limits {
  std::size_t field_bytes = std::size_t{64} * 1024;
  std::size_t columns = 500;
  std::int64_t records = 200'000;
};

// What makes a record unreadable. The names are codes of texts (`import.<code>`).
enum class Problem {
  none,
  stray_quote,         // text after a closing quote, or a quote after leading blanks
  unclosed_quote,      // opened and not closed before the end or within the field limit
  field_too_long,
  too_many_columns,
  broken_encoding,     // not UTF-8
  control_character,   // NUL or another control character that no text contains
};

[[nodiscard]] std::string_view to_text(Problem problem);

struct Record {
  std::int64_t line = 0;  // 1-based line of the file where it begins
  std::vector<std::string> fields;
  Problem problem = Problem::none;
  std::int64_t problem_line = 0;  // may be below `line` where fields span several lines
  int problem_column = 0;         // 1-based field
};

// Reads decoded text. Lines that are empty or hold only separators and blanks are skipped.
class Reader {
 public:
  explicit Reader(std::string_view text, char separator, Limits limits = {});

  // False at the end, and when the limit of records is reached (`limit_reached()`).
  bool next(Record& record);
  [[nodiscard]] bool limit_reached() const { return limit_reached_; }

 private:
  void read_record(Record& record);
  bool read_quoted(Record& record);
  void read_plain(Record& record);
  void finish_field(Record& record, std::string field);
  void fail(Record& record, Problem problem, std::size_t resume_behind, std::int64_t line);
  bool end_field();
  void take_line_break();
  void skip_sep_line();

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::int64_t records_ = 0;
  char separator_;
  Limits limits_;
  bool limit_reached_ = false;
};

// Whether a value shall be made harmless for spreadsheets. A field that begins with = + - @, tab or
// carriage return runs as a formula there (OWASP, "CSV Injection"); a leading apostrophe
// stops it. Plain numbers stay as they are. unguard() takes exactly that apostrophe off again.
[[nodiscard]] std::string guard(std::string_view field);
[[nodiscard]] std::string_view unguard(std::string_view field);

// Writes UTF-8 with byte order mark, CRLF and guarded fields, quoted where needed.
class Writer {
 public:
  explicit Writer(char separator = ';') : separator_(separator) {}

  void field(std::string_view value);
  void end_record();
  void record(const std::vector<std::string>& fields);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_ = "\xEF\xBB\xBF";
  char separator_;
  bool first_ = true;
};

}  // namespace kontor::csv
