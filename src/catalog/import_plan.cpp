#include "catalog/import_plan.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>

#include "catalog/import_line.hpp"
#include "kernel/text.hpp"

namespace kontor::catalog {

namespace {

ImportError unreadable(const csv::Record& record, const std::vector<std::string>& headers,
                       const csv::Limits& limits) {
  ImportError error;
  error.line = record.problem_line;
  error.code = csv::to_text(record.problem);
  const auto column = static_cast<std::size_t>(record.problem_column);
  if (column > 0 && column <= headers.size()) error.column = headers[column - 1];
  if (record.problem == csv::Problem::field_too_long) {
    error.params = {{"limit", std::to_string(limits.field_bytes)}};
  }
  if (record.problem == csv::Problem::too_many_columns) {
    error.params = {{"limit", std::to_string(limits.columns)}};
  }
  return error;
}

// More cells than headers mean that a separator stood in a text without quotes: every
// later cell would land in the wrong column.
bool has_surplus(const csv::Record& record, std::size_t columns) {
  for (std::size_t i = columns; i < record.fields.size(); ++i) {
    if (record.fields[i].find_first_not_of(" \t") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> country_code(std::string_view text) {
  static const std::map<std::string, std::string> by_name = [] {
    std::map<std::string, std::string> names;
    for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
      names.emplace(header_key(*code), *code);
      for (const char* language : {"de", "en", "fr"}) {
        icu::UnicodeString name;
        icu::Locale("", *code).getDisplayCountry(icu::Locale(language), name);
        std::string utf8;
        names.emplace(header_key(name.toUTF8String(utf8)), *code);
      }
    }
    return names;
  }();
  const auto found = by_name.find(header_key(text));
  if (found == by_name.end()) return {};
  return found->second;
}

Sheet read_sheet(std::string_view text, char separator, csv::Limits limits) {
  Sheet sheet;
  csv::Reader reader(text, separator, limits);
  csv::Record record;
  if (!reader.next(record)) return sheet;
  for (std::string& header : record.fields) {
    sheet.headers.push_back(first_graphemes(trimmed(repaired_utf8(header)), 120));
  }
  if (record.problem != csv::Problem::none) {
    sheet.errors.push_back(unreadable(record, sheet.headers, limits));
  }
  while (reader.next(record)) {
    if (record.problem != csv::Problem::none) {
      sheet.errors.push_back(unreadable(record, sheet.headers, limits));
    } else if (has_surplus(record, sheet.headers.size())) {
      sheet.errors.push_back({record.line, "", "", "too_many_cells",
                              {{"limit", std::to_string(sheet.headers.size())},
                               {"actual", std::to_string(record.fields.size())}}});
    } else {
      sheet.rows.push_back(std::move(record));
    }
    if (sheet.errors.size() >= kMaxImportErrors) break;
  }
  if (reader.limit_reached()) {
    sheet.errors.push_back(
        {record.line, "", "", "too_many_lines", {{"limit", std::to_string(limits.records)}}});
  }
  return sheet;
}

ImportPlan make_plan(ImportKind kind, const Sheet& sheet, const Mapping& mapping) {
  ImportPlan plan;
  plan.errors = sheet.errors;
  plan.rows_total = static_cast<std::int64_t>(sheet.rows.size() + sheet.errors.size());
  const Columns columns(sheet, mapping);
  if (kind == ImportKind::products) plan_products(sheet, columns, plan);
  if (kind == ImportKind::customers) plan_customers(sheet, columns, plan);
  if (kind == ImportKind::prices) plan_prices(sheet, columns, plan);
  std::stable_sort(plan.errors.begin(), plan.errors.end(),
                   [](const ImportError& a, const ImportError& b) { return a.line < b.line; });
  return plan;
}

void plan_customers(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  const auto address = [](Line& line, const std::string& prefix) {
    AddressItem item;
    item.company = line.text(prefix + "company", 120).value_or("");
    item.name = line.text(prefix + "name", 120).value_or("");
    item.street = line.text(prefix + "street", 120).value_or("");
    item.addition = line.text(prefix + "addition", 120).value_or("");
    item.postcode = line.text(prefix + "postcode", 20).value_or("");
    item.city = line.text(prefix + "city", 80).value_or("");
    const std::string country = line.text(prefix + "country", 60).value_or("");
    item.country = country_code(country).value_or("");
    if (!country.empty() && item.country.empty()) line.error(prefix + "country", "not_a_country");
    const bool any = !item.street.empty() || !item.postcode.empty() || !item.city.empty();
    return any ? std::optional(item) : std::nullopt;
  };
  std::map<std::string, std::int64_t> seen;
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, plan.errors);
    CustomerItem item;
    item.line = row.line;
    item.number = line.required_text("number", 32);
    item.name = line.required_text("name", 160);
    item.kind = line.word<AccountKind>("kind");
    item.parent = line.text("parent", 32);
    item.consumer = line.flag("consumer");
    item.vat_id = line.text("vat_id", 20);
    item.email = line.text("email", 254);
    item.phone = line.text("phone", 40);
    item.locale = line.word<Locale>("locale");
    item.price_list = line.text("price_list", 80);
    item.billing = address(line, "billing_");
    item.shipping = address(line, "shipping_");
    if (!item.number.empty()) {
      const auto [first, fresh] = seen.emplace(catalog_key(item.number), row.line);
      if (!fresh) line.error("number", "duplicate", {{"line", std::to_string(first->second)}});
    }
    if (line.good()) plan.customers.push_back(std::move(item));
  }
}

void plan_prices(const Sheet& sheet, const Columns& columns, ImportPlan& plan) {
  std::map<std::string, std::int64_t> seen;
  for (const csv::Record& row : sheet.rows) {
    Line line(columns, row, plan.errors);
    PriceItem item;
    item.line = row.line;
    item.sku = line.required_text("sku", 64);
    item.price_list = line.text("price_list", 80);
    item.min_quantity_milli = line.quantity_milli("min_quantity").value_or(0);
    item.unit_price_e4 = line.price_e4("unit_price");
    item.floor_price_e4 = line.price_e4("floor_price");
    // A price from one piece on is the list price.
    if (item.min_quantity_milli <= 1000) item.min_quantity_milli = 0;
    if (line.good() && !item.unit_price_e4 && !item.floor_price_e4) {
      line.error("unit_price", "required");
    }
    if (!item.sku.empty()) {
      const std::string key = catalog_key(item.sku) + "\n" +
                              catalog_key(item.price_list.value_or("")) + "\n" +
                              std::to_string(item.min_quantity_milli);
      const auto [first, fresh] = seen.emplace(key, row.line);
      if (!fresh) line.error("sku", "duplicate", {{"line", std::to_string(first->second)}});
    }
    if (line.good()) plan.prices.push_back(std::move(item));
  }
}

}  // namespace kontor::catalog
