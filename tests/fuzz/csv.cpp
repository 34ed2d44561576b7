// A file to import: encoding, separator and every record.

#include "kernel/csv.hpp"

#include "fuzz.hpp"
#include "kernel/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto bytes = fuzz::text_of(data, size);
  const auto encoding = csv::detect_encoding(bytes);
  const std::string text = csv::decode(bytes, encoding);
  csv::Limits limits;
  limits.field_bytes = 100;
  limits.columns = 10;
  limits.records = 1000;
  csv::Reader reader(text, csv::detect_separator(text), limits);
  csv::Record record;
  std::int64_t line = 0;
  std::int64_t records = 0;
  while (reader.next(record)) {
    fuzz::promise(record.line > line, "records come in the order of the lines");
    line = record.line;
    fuzz::promise(++records <= limits.records, "records keep their limit");
    if (record.problem != csv::Problem::none) continue;
    fuzz::promise(record.fields.size() <= limits.columns, "columns keep their limit");
    for (const auto& field : record.fields) {
      fuzz::promise(field.size() <= limits.field_bytes, "a field keeps its limit");
      fuzz::promise(http::is_valid_utf8(field), "a field is text");
      fuzz::promise(field.find('\0') == std::string::npos, "a field has no NUL");
    }
  }
  return 0;
}
