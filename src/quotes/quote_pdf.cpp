#include "quotes/quote_pdf.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>

#include "kernel/text.hpp"
#include "quotes/quote_pdf_layout.hpp"

namespace kontor::quote_paper {
namespace {

constexpr double kFootMm = 289;  // lower edge of the last line of the footer
constexpr std::size_t kFooterColumns = 4;
constexpr std::size_t kFooterLines = 10;
constexpr PdfFont kSmall{7, 400, kMuted, 1.45};

std::vector<std::string> footer_blocks(const std::string& footer) {
  std::vector<std::string> blocks(1);
  std::size_t at = 0;
  while (at <= footer.size()) {
    const std::size_t end = std::min(footer.find('\n', at), footer.size());
    const std::string line = trimmed(footer.substr(at, end - at));
    at = end + 1;
    if (!line.empty()) {
      blocks.back() += (blocks.back().empty() ? "" : "\n") + line;
    } else if (!blocks.back().empty() && blocks.size() < kFooterColumns) {
      blocks.emplace_back();
    }
  }
  std::erase(blocks, "");
  return blocks;
}

/// What the law and good manners ask of a letter, where the merchant wrote no footer.
std::vector<std::string> default_footer(const Speech& speech, const QuoteSnapshot& content) {
  const QuoteParty& seller = content.seller;
  const std::string tax =
      seller.vat_id.empty() ? "" : speech("pdf.vat_id", {{"number", seller.vat_id}});
  const std::string phone =
      seller.phone.empty() ? "" : speech("pdf.phone_number", {{"number", seller.phone}});
  std::vector<std::string> blocks{
      joined({name_of(seller), seller.street, joined({seller.postcode, seller.city}, " ")}, "\n"),
      joined({phone, seller.email}, "\n"), tax};
  std::erase(blocks, "");
  return blocks;
}

double total_width(const std::vector<PdfText>& columns) {
  double width = 0;
  for (const auto& column : columns) width += column.width_mm();
  return width;
}

}  // namespace

const std::string& name_of(const QuoteParty& party) {
  return party.company.empty() ? party.name : party.company;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string Speech::instant(std::int64_t at_ms) const {
  return (*this)("pdf.instant", {{"at", format_date_time(paper_.region, at_ms, paper_.time_zone)}});
}

std::string Speech::country(const std::string& code) const {
  icu::UnicodeString name;
  const std::string language(to_string(paper_.locale));
  icu::Locale("", code.c_str()).getDisplayCountry(icu::Locale(language.c_str()), name);
  std::string utf8;
  name.toUTF8String(utf8);
  return utf8.empty() ? code : utf8;
}

std::string Speech::number() const {
  if (paper_.edition < 2) return paper_.number;
  return (*this)("pdf.edition",
                 {{"number", paper_.number}, {"edition", std::to_string(paper_.edition)}});
}

void Flow::write(const PdfText& text, double x) {
  const double line_height = text.line_height_mm();
  std::size_t first = 0;
  while (first < text.line_count()) {
    const std::size_t rest = text.line_count() - first;
    // A hair of room: sums of heights are not exact.
    const double room = std::floor((bottom - y) / line_height + 0.001);
    std::size_t count = std::min(rest, static_cast<std::size_t>(std::max(0.0, room)));
    if (count < rest && rest - count < 2) count = rest - 2;
    if (count < std::min<std::size_t>(2, rest)) {
      new_page();
      continue;
    }
    document.draw_lines(page, text, first, count, x, y);
    y += line_height * static_cast<double>(count);
    first += count;
  }
}

Footer make_footer(const PdfDocument& document, const Speech& speech,
                   const QuoteSnapshot& content) {
  auto blocks = footer_blocks(content.letterhead.footer);
  if (blocks.empty()) blocks = default_footer(speech, content);
  Footer footer;
  for (const auto& block : blocks) footer.columns.push_back(document.text(block, kSmall));
  const double gaps = static_cast<double>(blocks.size()) - 1;
  if (total_width(footer.columns) + 6 * gaps > kWidthMm) {
    const double width = (kWidthMm - 6 * gaps) / (gaps + 1);
    footer.columns.clear();
    for (const auto& block : blocks) footer.columns.push_back(document.text(block, kSmall, width));
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      footer.xs.push_back(kLeftMm + static_cast<double>(i) * (width + 6));
    }
  } else {
    const double gap = gaps > 0 ? (kWidthMm - total_width(footer.columns)) / gaps : 0;
    double x = kLeftMm;
    for (const auto& column : footer.columns) {
      footer.xs.push_back(x);
      x += column.width_mm() + gap;
    }
  }
  std::size_t lines = 0;
  for (const auto& column : footer.columns) lines = std::max(lines, column.line_count());
  lines = std::min(lines, kFooterLines);
  const double height =
      lines == 0 ? 0 : static_cast<double>(lines) * footer.columns.front().line_height_mm();
  footer.line_y = kFootMm - height - 2.4;
  return footer;
}

void draw_footers(PdfDocument& document, const Speech& speech, const Footer& footer) {
  const std::string count = std::to_string(document.page_count());
  for (std::size_t page = 0; page < document.page_count(); ++page) {
    const PdfText number = document.text(
        speech("pdf.page", {{"page", std::to_string(page + 1)}, {"count", count}}), kSmall);
    document.draw(page, number, kRightMm, footer.line_y - 7.6, PdfAlign::right);
    document.rule(page, kLeftMm, kRightMm, footer.line_y, kHairlineMm, 0xb4bcbe);
    for (std::size_t i = 0; i < footer.columns.size(); ++i) {
      document.draw_lines(page, footer.columns[i], 0,
                          std::min(footer.columns[i].line_count(), kFooterLines), footer.xs[i],
                          footer.line_y + 2.4);
    }
  }
}

}  // namespace kontor::quote_paper

namespace kontor {

std::string quote_pdf(const QuotePaper& paper, const QuoteSnapshot& content) {
  const quote_paper::Speech speech(paper, content);
  std::string title = speech("pdf.title", {{"number", speech.number()}});
  if (!content.title.empty()) title += ": " + content.title;
  quote_paper::Flow flow({title, quote_paper::name_of(content.seller),
                          std::string(to_string(paper.locale)), paper.sent_at_ms});
  const quote_paper::Footer footer = quote_paper::make_footer(flow.document, speech, content);
  flow.bottom = footer.line_y - 8.4;
  const auto head = [&] { quote_paper::head_following_page(flow, speech, paper, content); };
  flow.head_page = head;
  quote_paper::write_opening(flow, speech, paper, content);
  quote_paper::write_table(flow, speech, content);
  flow.head_page = head;
  quote_paper::write_sums(flow, speech, content);
  quote_paper::write_closing(flow, speech, paper, content);
  quote_paper::draw_footers(flow.document, speech, footer);
  return flow.document.bytes();
}

}  // namespace kontor
