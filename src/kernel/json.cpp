#include "kernel/json.hpp"

#include <charconv>

#include "kernel/teeth.hpp"
#include "kernel/text.hpp"

namespace kontor {

void append_json_integer(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end.ptr);
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out.push_back(kHex[c >> 4]);
        out.push_back(kHex[c & 15]);
    }
  }
  out.append(text, copied);
  out.push_back('"');
}

boost::json::value parse_json(std::string_view text, boost::json::storage_ptr storage) {
  boost::json::error_code error;
  std::array<unsigned char, 2048> scratch;
  boost::json::stream_parser parser({}, {}, scratch.data(), scratch.size());
  parser.reset(std::move(storage));
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) {
    const auto rest = text.substr(read);
    if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      error = boost::json::error::extra_data;
    }
  }
  if (!error) parser.finish(error);
  if (error) {
    const auto before = text.substr(0, std::min(read, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    throw Refused(kMalformedJson, {{"line", static_cast<std::int64_t>(line)},
                                   {"position", static_cast<std::int64_t>(read)},
                                   {"reason", error.message()}});
  }
  return parser.release();
}

void JsonReader::error(std::string code, std::string limit, std::string actual) {
  constexpr std::size_t kMostErrors = 100;
  if (errors_.size() >= kMostErrors) return;
  errors_.push_back({pointer_, std::move(code), std::move(limit), std::move(actual)});
}

void JsonReader::fail_if_errors() const {
  if (!errors_.empty()) throw Refused::fields(errors_);
}

JsonReader::Step::Step(JsonReader& reader, std::string_view name)
    : reader_(reader), length_(reader.pointer_.size()) {
  reader_.pointer_.push_back('/');
  if (name.find_first_of("~/") == std::string_view::npos) {
    reader_.pointer_ += name;
    return;
  }
  for (char c : name) {
    if (c == '~') {
      reader_.pointer_ += "~0";
    } else if (c == '/') {
      reader_.pointer_ += "~1";
    } else {
      reader_.pointer_.push_back(c);
    }
  }
}

JsonReader::Step::Step(JsonReader& reader, std::size_t index)
    : Step(reader, std::to_string(index)) {}

std::string_view json_kind(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "boolean";
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
    case boost::json::kind::double_: return "number";
    case boost::json::kind::string: return "text";
    case boost::json::kind::array: return "list";
    case boost::json::kind::object: return "object";
  }
  return "value";
}

std::optional<std::int64_t> read_integer(JsonReader& reader, const boost::json::value& json) {
  if (const auto* number = json.if_int64()) return *number;
  if (const auto* number = json.if_uint64()) {
    reader.error("too_large", std::to_string(INT64_MAX), std::to_string(*number));
  } else if (json.is_double()) {
    reader.error("not_integer", "", boost::json::serialize(json));
  } else {
    reader.error("not_a_number", "", std::string(json_kind(json)));
  }
  return std::nullopt;
}

std::string clean_text(JsonReader& reader, std::string_view text, std::size_t min,
                       std::size_t max, TextShape shape) {
  if (reader.trusted() || bites(Tooth::trust_text)) return std::string(text);
  // A length that no number of characters can excuse is not worth normalising (an emoji of a
  // family has up to 41 bytes).
  constexpr std::size_t kMostBytesPerCharacter = 48;
  if (text.size() > max * kMostBytesPerCharacter + kMostBytesPerCharacter) {
    reader.error("too_long", std::to_string(max), std::to_string(character_count(text)));
    return {};
  }
  if (!is_valid_utf8(text)) {
    reader.error("not_utf8");
    return {};
  }
  std::string clean = shape == TextShape::verbatim ? nfc(text) : std::string(trimmed(nfc(text)));
  const auto breaks = shape == TextShape::lines ? LineBreaks::allowed : LineBreaks::refused;
  if (has_forbidden_characters(clean, breaks)) {
    reader.error("control_character");
    return clean;
  }
  const std::size_t count = clean.size() <= max && clean.size() >= min && min <= 1
                                ? clean.size()
                                : grapheme_count(clean);
  if (count > max) reader.error("too_long", std::to_string(max), std::to_string(count));
  if (count < min) {
    reader.error(count == 0 ? "required" : "too_short", std::to_string(min),
                 std::to_string(count));
  }
  return clean;
}

}  // namespace kontor
