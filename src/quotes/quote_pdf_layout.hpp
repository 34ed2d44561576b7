#pragma once
// Inner parts of quote_pdf.cpp: where on the paper things stand, and the flow of text and rows
// over pages. All lengths are millimetres.

#include <array>
#include <functional>

#include "kernel/pdf.hpp"
#include "quotes/quote_pdf.hpp"

namespace kontor::quote_paper {

inline constexpr std::uint32_t kInk = 0x1a2326;
inline constexpr std::uint32_t kMuted = 0x4c5a5e;
inline constexpr std::uint32_t kBrand = 0x1c3f6e;
inline constexpr std::uint32_t kHairline = 0xd5dadb;
inline constexpr double kHairlineMm = 0.15;
inline constexpr double kBrandLineMm = 0.35;

inline constexpr double kLeftMm = 25;
inline constexpr double kRightMm = 190;
inline constexpr double kWidthMm = kRightMm - kLeftMm;

inline constexpr PdfFont kBody{9.25, 400, kInk, 1.42};
inline constexpr PdfFont kBodyBold{9.25, 600, kInk, 1.42};

/// Words, amounts and dates as the recipient reads them.
class Speech {
 public:
  Speech(const QuotePaper& paper, const QuoteSnapshot& content)
      : paper_(paper), content_(content) {}

  std::string operator()(std::string_view key, const TextParams& params = {}) const {
    return text(paper_.locale, key, params);
  }
  std::string money(std::int64_t cents) const {
    return format_money(paper_.region, cents, content_.currency);
  }
  std::string unit_price(std::int64_t price_e4) const {
    return format_unit_price(paper_.region, price_e4, content_.currency);
  }
  std::string quantity(std::int64_t milli) const { return format_quantity(paper_.region, milli); }
  std::string percent(std::int64_t bp) const { return format_percent(paper_.region, bp); }
  std::string day(std::int64_t at_ms) const {
    return format_date(paper_.region, at_ms, paper_.time_zone);
  }
  /// "01.12.2026, 14:05 Uhr"
  std::string instant(std::int64_t at_ms) const;
  /// "Schweiz" for "CH".
  std::string country(const std::string& code) const;
  /// "AN-2026-000042", from the second edition on with it.
  std::string number() const;

 private:
  const QuotePaper& paper_;
  const QuoteSnapshot& content_;
};

/// What all parts work on: the document and where the next thing goes.
class Flow {
 public:
  PdfDocument document;
  std::size_t page = 0;
  double y = 0;
  double bottom = 0;
  /// Draws what each following page begins with and sets `y` below it.
  std::function<void()> head_page;

  explicit Flow(PdfInfo info) : document(std::move(info)) {}

  bool fits(double height) const { return y + height <= bottom; }
  void new_page() {
    page = document.add_page();
    head_page();
  }
  /// A new page unless this height is left.
  void keep(double height) {
    if (!fits(height)) new_page();
  }
  /// Goes over pages where it must, with two lines at least on each.
  void write(const PdfText& text, double x);
};

/// Everything above the table: sender, window, information, title, words of the seller.
void write_opening(Flow& flow, const Speech& speech, const QuotePaper& paper,
                   const QuoteSnapshot& content);
/// Above the text of page two and on.
void head_following_page(Flow& flow, const Speech& speech, const QuotePaper& paper,
                         const QuoteSnapshot& content);
void write_table(Flow& flow, const Speech& speech, const QuoteSnapshot& content);
/// Amounts that recur are never added to those that are paid once.
void write_sums(Flow& flow, const Speech& speech, const QuoteSnapshot& content);
/// Blocks of text and the greeting.
void write_closing(Flow& flow, const Speech& speech, const QuotePaper& paper,
                   const QuoteSnapshot& content);

struct Footer {
  std::vector<PdfText> columns;
  std::vector<double> xs;
  double line_y = 0;
};
Footer make_footer(const PdfDocument& document, const Speech& speech, const QuoteSnapshot& content);
void draw_footers(PdfDocument& document, const Speech& speech, const Footer& footer);

/// The name that a party is known by.
const std::string& name_of(const QuoteParty& party);
/// Those that say something.
std::string joined(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace kontor::quote_paper
