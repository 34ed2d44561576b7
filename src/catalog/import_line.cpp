#include "catalog/import_line.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kernel/text.hpp"

namespace kontor::catalog {

namespace {

constexpr std::array<std::string_view, 5> kNumberFields = {
    "list_price", "floor_price", "unit_price", "stock", "min_quantity"};
constexpr std::int64_t kMaxPriceE4 = UnitPriceE4::kMax;
constexpr std::int64_t kMaxQuantityMilli = 1'000'000'000;
constexpr std::int64_t kMaxStockMilli = 1'000'000'000'000;

std::string_view without_blanks(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\n\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

Notation notation_of_preset(Preset preset) {
  const bool shop = preset == Preset::shopify || preset == Preset::woocommerce;
  return shop ? Notation::plain : Notation::unknown;
}

// Named entities that shop texts really contain.
std::string_view entity(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kEntities = {{
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"#39", "'"},
      {"#039", "'"}, {"nbsp", " "}, {"auml", "ä"}, {"ouml", "ö"}, {"uuml", "ü"}, {"Auml", "Ä"},
      {"Ouml", "Ö"}, {"Uuml", "Ü"}, {"szlig", "ß"}, {"euro", "€"},
  }};
  for (const auto& [key, text] : kEntities) {
    if (key == name) return text;
  }
  return {};
}

bool ends_block(std::string_view tag) {
  static constexpr std::array<std::string_view, 10> kBlocks = {"p", "br", "li", "div", "tr",
                                                               "h1", "h2", "h3", "h4", "ul"};
  if (!tag.empty() && tag.front() == '/') tag.remove_prefix(1);
  const std::string name = header_key(tag.substr(0, tag.find_first_of(" \t\n/")));
  return std::find(kBlocks.begin(), kBlocks.end(), name) != kBlocks.end();
}

}  // namespace

Columns::Columns(const Sheet& sheet, const Mapping& mapping)
    : headers_(sheet.headers), preset_(mapping.preset) {
  const std::size_t count = std::min(sheet.headers.size(), mapping.fields.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!mapping.fields[i].empty()) index_.emplace(mapping.fields[i], i);
  }
  for (const std::string_view field : kNumberFields) {
    const auto column = index_of(field);
    if (!column) continue;
    Notation notation = notation_of_preset(preset_);
    if (notation == Notation::unknown) {
      std::vector<std::string_view> values;
      for (const csv::Record& row : sheet.rows) {
        if (*column < row.fields.size()) values.push_back(row.fields[*column]);
      }
      notation = detect_notation(values);
    }
    notation_.emplace(field, notation);
  }
}

std::optional<std::size_t> Columns::index_of(std::string_view field) const {
  const auto found = index_.find(field);
  if (found == index_.end()) return {};
  return found->second;
}

Notation Columns::notation(std::string_view field) const {
  const auto found = notation_.find(field);
  return found == notation_.end() ? Notation::unknown : found->second;
}

std::string_view Line::cell(std::string_view field) const {
  const auto column = columns_.index_of(field);
  if (!column || *column >= record_.fields.size()) return {};
  return without_blanks(csv::unguard(without_blanks(record_.fields[*column])));
}

void Line::error(std::string_view field, std::string code, std::vector<ImportParam> params) {
  failed_ = true;
  if (errors_.size() >= kMaxImportErrors) return;
  const auto column = columns_.index_of(field);
  errors_.push_back({record_.line, column ? columns_.header(*column) : std::string(),
                     first_graphemes(cell(field), 200), std::move(code), std::move(params)});
}

std::optional<std::string> Line::clean(std::string_view field, std::string value,
                                       std::size_t max) {
  const std::size_t length = is_ascii(value) ? value.size() : character_count(value);
  if (length <= max) return value;
  error(field, "too_long", {{"limit", std::to_string(max)}, {"actual", std::to_string(length)}});
  return {};
}

std::optional<std::string> Line::text(std::string_view field, std::size_t max) {
  const std::string_view value = cell(field);
  if (value.empty()) return {};
  if (is_ascii(value) && value.find("  ") == std::string_view::npos) {
    return clean(field, std::string(value), max);
  }
  std::string normal = squeezed(nfc(value));
  if (normal.empty()) return {};
  if (has_forbidden_characters(normal, LineBreaks::refused)) {
    error(field, "forbidden_character");
    return {};
  }
  return clean(field, std::move(normal), max);
}

std::optional<std::string> Line::long_text(std::string_view field, std::size_t max) {
  const std::string_view value = cell(field);
  if (value.empty()) return {};
  std::string normal = trimmed(nfc(value));
  if (has_forbidden_characters(normal, LineBreaks::allowed)) {
    error(field, "forbidden_character");
    return {};
  }
  return clean(field, std::move(normal), max);
}

std::string Line::required_text(std::string_view field, std::size_t max) {
  auto value = text(field, max);
  if (!value && cell(field).empty()) error(field, "required");
  return value.value_or("");
}

std::optional<std::int64_t> Line::number_of(std::string_view field, int decimals, std::int64_t min,
                                            std::int64_t max) {
  const std::string_view value = cell(field);
  if (value.empty()) return {};
  const Number number = parse_number(value, decimals, columns_.notation(field));
  if (number.problem == NumberProblem::too_many_decimals) {
    error(field, "too_many_decimals", {{"limit", std::to_string(decimals)}});
  } else if (number.problem != NumberProblem::none) {
    error(field, std::string(to_text(number.problem)));
  } else if (number.value < min) {
    error(field, "too_small", {{"limit", format_plain(min, decimals, 0)}});
  } else if (number.value > max) {
    error(field, "too_large", {{"limit", format_plain(max, decimals, 0)}});
  } else {
    return number.value;
  }
  return {};
}

std::optional<std::int64_t> Line::price_e4(std::string_view field) {
  return number_of(field, 4, 0, kMaxPriceE4);
}

std::optional<std::int64_t> Line::quantity_milli(std::string_view field) {
  return number_of(field, 3, 0, kMaxQuantityMilli);
}

std::optional<std::int64_t> Line::stock_milli(std::string_view field) {
  return number_of(field, 3, -kMaxStockMilli, kMaxStockMilli);
}

std::optional<bool> Line::flag(std::string_view field) {
  const std::string_view value = cell(field);
  if (value.empty()) return {};
  const auto found = read_flag(value);
  if (!found) error(field, "not_yes_or_no");
  return found;
}

std::string plain_text_of_html(std::string_view html) {
  std::string text;
  for (std::size_t i = 0; i < html.size(); ++i) {
    if (html[i] == '<') {
      const std::size_t end = html.find('>', i);
      if (end == std::string_view::npos) {
        text += html.substr(i);
        break;
      }
      if (ends_block(html.substr(i + 1, end - i - 1)) && !text.empty() && text.back() != '\n') {
        text += '\n';
      }
      i = end;
      continue;
    }
    if (html[i] == '&') {
      const std::size_t end = html.find(';', i);
      if (end != std::string_view::npos && end - i <= 8) {
        const std::string_view known = entity(html.substr(i + 1, end - i - 1));
        if (!known.empty()) {
          text += known;
          i = end;
          continue;
        }
      }
    }
    text += html[i];
  }
  return text;
}

}  // namespace kontor::catalog
