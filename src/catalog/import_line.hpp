// One line of an import, read field by field. Whatever is wrong is noted with its column; the
// caller asks at the end whether the line was good.
#pragma once

#include <map>
#include <set>

#include "catalog/import_numbers.hpp"
#include "catalog/import_plan.hpp"

namespace kontor::catalog {

// The columns of a file by the field they were mapped to, with the notation of each.
class Columns {
 public:
  Columns(const Sheet& sheet, const Mapping& mapping);

  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view field) const;
  [[nodiscard]] const std::string& header(std::size_t index) const { return headers_[index]; }
  [[nodiscard]] Notation notation(std::string_view field) const;
  [[nodiscard]] Preset preset() const { return preset_; }

 private:
  const std::vector<std::string>& headers_;
  Preset preset_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::map<std::string, Notation, std::less<>> notation_;
};

class Line {
 public:
  Line(const Columns& columns, const csv::Record& record, std::vector<ImportError>& errors)
      : columns_(columns), record_(record), errors_(errors), first_error_(errors.size()) {}

  [[nodiscard]] std::int64_t number() const { return record_.line; }
  [[nodiscard]] bool good() const { return errors_.size() == first_error_ && !failed_; }

  // The cell without blanks around it and without the guard of spreadsheets; empty if unmapped.
  [[nodiscard]] std::string_view cell(std::string_view field) const;

  // Each of these is empty for an empty cell, and notes an error for a wrong one.
  std::optional<std::string> text(std::string_view field, std::size_t max);
  std::optional<std::string> long_text(std::string_view field, std::size_t max);
  std::optional<std::int64_t> price_e4(std::string_view field);
  std::optional<std::int64_t> quantity_milli(std::string_view field);
  std::optional<std::int64_t> stock_milli(std::string_view field);
  std::optional<bool> flag(std::string_view field);
  template <class E>
  std::optional<E> word(std::string_view field);

  std::string required_text(std::string_view field, std::size_t max);
  void error(std::string_view field, std::string code, std::vector<ImportParam> params = {});

 private:
  std::optional<std::int64_t> number_of(std::string_view field, int decimals, std::int64_t min,
                                        std::int64_t max);
  std::optional<std::string> clean(std::string_view field, std::string value, std::size_t max);

  const Columns& columns_;
  const csv::Record& record_;
  std::vector<ImportError>& errors_;
  std::size_t first_error_;
  bool failed_ = false;
};

// Words for a value in three languages ("monatlich", "monthly", "mensuel").
template <class E>
std::optional<E> read_word(std::string_view text);
template <class E>
std::string allowed_words();

std::optional<bool> read_flag(std::string_view text);

// The words of HTML, with line breaks where blocks end. Never fails; entities it does not know
// stay as they are.
std::string plain_text_of_html(std::string_view html);

template <class E>
std::optional<E> Line::word(std::string_view field) {
  const std::string_view value = cell(field);
  if (value.empty()) return {};
  const auto found = read_word<E>(value);
  if (!found) error(field, "not_allowed", {{"allowed", allowed_words<E>()}});
  return found;
}

void plan_products(const Sheet& sheet, const Columns& columns, ImportPlan& plan);
void plan_customers(const Sheet& sheet, const Columns& columns, ImportPlan& plan);
void plan_prices(const Sheet& sheet, const Columns& columns, ImportPlan& plan);

}  // namespace kontor::catalog
