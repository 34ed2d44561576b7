// DIN 5008, form B: the first page above the table, and the head of the following ones.

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "kernel/text.hpp"
#include "quotes/quote_pdf_layout.hpp"

namespace kontor::quote_paper {
namespace {

constexpr double kWindowTopMm = 45;
constexpr double kWindowWidthMm = 80;
constexpr double kAddressTopMm = kWindowTopMm + 18.2;
constexpr double kAddressHeightMm = 27.3;
constexpr double kInformationLeftMm = 125;
constexpr double kInformationTopMm = 50;
constexpr double kTextTopMm = 98.5;

constexpr double kLogoTopMm = 15;
constexpr double kLogoHeightMm = 11.6;
constexpr double kLogoWidthMm = 70;

constexpr PdfFont kLabel{8.75, 400, kMuted, 1.35};
constexpr PdfFont kValue{8.75, 400, kInk, 1.35, false, true};
constexpr PdfFont kValueBold{8.75, 600, kInk, 1.35, false, true};

/// For folding twice and for punching.
void draw_marks(PdfDocument& document) {
  for (const auto& [y, length] : {std::pair{105.0, 4.0}, {148.5, 5.5}, {210.0, 4.0}}) {
    document.rule(0, 0, length, y, 0.2, 0x8b9597);
  }
}

/// A sign stands beside the name; a picture that is wide holds the name already.
void draw_sender(PdfDocument& document, const QuoteSnapshot& content) {
  const auto logo = pdf_image(content.letterhead.logo);
  double x = kLeftMm;
  if (logo) {
    const double ratio = logo->width_px() / logo->height_px();
    const double width = std::min(kLogoHeightMm * ratio, kLogoWidthMm);
    document.image(0, *logo, kLeftMm, kLogoTopMm, width);
    if (ratio > 1.8) return;
    x += width + 3.2;
  }
  const PdfFont font{15, 700, kBrand, 1.15};
  const PdfText name = document.text(name_of(content.seller), font, 185 - x);
  const std::size_t lines = std::min<std::size_t>(name.line_count(), 3);
  const double height = name.line_height_mm() * static_cast<double>(lines);
  const double y = kLogoTopMm + std::max(0.0, (kLogoHeightMm - height) / 2);
  document.draw_lines(0, name, 0, lines, x, y);
}

/// On one line where that can still be read, else on more of them, upwards: the rule stays.
void draw_return_address(PdfDocument& document, const QuoteParty& seller) {
  const std::string words =
      joined({name_of(seller), seller.street, joined({seller.postcode, seller.city}, " ")}, " · ");
  PdfText line = document.text(words, {6.75, 400, kMuted, 1}, kWindowWidthMm);
  if (line.line_count() > 1) line = document.text(words, {6, 400, kMuted, 1.15}, kWindowWidthMm);
  const std::size_t lines = std::min<std::size_t>(line.line_count(), 4);
  const double below = kWindowTopMm + 14.8;
  document.draw_lines(0, line, 0, lines, kLeftMm,
                      below - line.line_height_mm() * static_cast<double>(lines));
  document.rule(0, kLeftMm, kLeftMm + line.width_mm(), below + 0.7, kHairlineMm, 0x6b777a);
}

std::string capitals(const std::string& words) {
  std::string utf8;
  icu::UnicodeString::fromUTF8(words).toUpper().toUTF8String(utf8);
  return utf8;
}

std::vector<std::string> address_lines(const Speech& speech, const QuotePaper& paper,
                                       const QuoteSnapshot& content) {
  const QuoteParty& buyer = content.buyer;
  const std::string person = buyer.name.empty() ? paper.recipient_name : buyer.name;
  std::vector<std::string> lines{buyer.company, person == buyer.company ? "" : person,
                                 buyer.addition, buyer.street,
                                 joined({buyer.postcode, buyer.city}, " ")};
  if (!buyer.country.empty() && buyer.country != content.seller.country) {
    lines.push_back(capitals(speech.country(buyer.country)));
  }
  std::erase(lines, "");
  return lines;
}

/// Long names wrap. Where there is no room for that, the type gets smaller, and at last each line
/// is cut rather than the place lost.
void draw_address(PdfDocument& document, const std::vector<std::string>& lines) {
  const std::string words = joined(lines, "\n");
  for (const double size_pt : {10.0, 9.0, 8.0}) {
    const double pitch = size_pt < 9 ? 3.9 : 4.55;
    const PdfFont font{size_pt, 400, kInk, pitch / (size_pt * 25.4 / 72), false, true};
    const PdfText block = document.text(words, font, kWindowWidthMm);
    if (block.height_mm() <= kAddressHeightMm + 0.1) {
      document.draw(0, block, kLeftMm, kAddressTopMm);
      return;
    }
  }
  double y = kAddressTopMm;
  for (const auto& line : lines) {
    document.draw(0, document.one_line(line, {8, 400, kInk, 1.4}, kWindowWidthMm), kLeftMm, y);
    y += 4.55;
  }
}

struct Fact {
  std::string label;
  std::string value;
  bool bold = false;
  bool apart = false;
};

std::vector<Fact> facts(const Speech& speech, const QuotePaper& paper,
                        const QuoteSnapshot& content) {
  std::vector<Fact> all{{speech("pdf.quote"), speech.number(), true},
                        {speech("pdf.customer_number"), content.buyer.number},
                        {speech("pdf.date"), speech.day(paper.sent_at_ms)},
                        {speech("pdf.valid_until"), speech.instant(paper.expires_at_ms), true},
                        {speech("pdf.your_vat_id"), content.consumer ? "" : content.buyer.vat_id},
                        {speech("pdf.contact"), content.contact.name, false, true},
                        {speech("pdf.phone"), content.contact.phone},
                        {speech("pdf.email"), content.contact.email}};
  std::erase_if(all, [](const Fact& fact) { return fact.value.empty(); });
  return all;
}

/// A long address is set smaller rather than broken.
PdfText value_of(const PdfDocument& document, const Fact& fact, double width) {
  PdfFont font = fact.bold ? kValueBold : kValue;
  const PdfText value = document.text(fact.value, font, width);
  if (value.line_count() == 1 || fact.value.find(' ') != std::string::npos) return value;
  while (font.size_pt > 7.25) {
    font.size_pt -= 0.25;
    font.leading = value.line_height_mm() / (font.size_pt * 25.4 / 72);
    const PdfText smaller = document.text(fact.value, font, width);
    if (smaller.line_count() == 1) return smaller;
  }
  return value;
}

/// Returns its lower edge.
double draw_information(PdfDocument& document, const std::vector<Fact>& all) {
  double label_width = 0;
  for (const auto& fact : all) {
    label_width = std::max(label_width, document.text(fact.label, kLabel).width_mm());
  }
  const double x = kInformationLeftMm + label_width + 5;
  double y = kInformationTopMm;
  for (const auto& fact : all) {
    if (fact.apart) y += 1.85;
    const PdfText value = value_of(document, fact, kRightMm - x);
    // Nobody has a name of a hundred lines, but data may.
    const std::size_t lines = std::min<std::size_t>(value.line_count(), 3);
    document.draw(0, document.text(fact.label, kLabel), kInformationLeftMm, y);
    document.draw_lines(0, value, 0, lines, x, y);
    y += value.line_height_mm() * static_cast<double>(lines) + 0.75;
  }
  return y;
}

}  // namespace

void write_opening(Flow& flow, const Speech& speech, const QuotePaper& paper,
                   const QuoteSnapshot& content) {
  PdfDocument& document = flow.document;
  flow.page = document.add_page();
  draw_marks(document);
  draw_sender(document, content);
  draw_return_address(document, content.seller);
  draw_address(document, address_lines(speech, paper, content));
  const double below = draw_information(document, facts(speech, paper, content));
  flow.y = std::max(kTextTopMm, below + 4);

  const std::string title = content.title.empty()
                                ? speech("pdf.title", {{"number", speech.number()}})
                                : speech("pdf.title_about", {{"title", content.title}});
  flow.write(document.text(title, {13, 700, kInk, 1.2}, kWidthMm), kLeftMm);
  flow.y += 2.6;
  const std::string greeting = paper.recipient_name.empty()
                                   ? speech("pdf.greeting_plain")
                                   : speech("pdf.greeting", {{"name", paper.recipient_name}});
  flow.write(document.text(greeting, kBody, kWidthMm), kLeftMm);
  flow.y += 1.2;
  const std::string message = trimmed(paper.message);
  flow.write(document.text(message.empty() ? speech("pdf.intro") : message, kBody, kWidthMm),
             kLeftMm);
  flow.y += 3.4;
}

void head_following_page(Flow& flow, const Speech& speech, const QuotePaper& paper,
                         const QuoteSnapshot& content) {
  PdfDocument& document = flow.document;
  const PdfFont font{7.75, 400, kMuted, 1.3};
  const PdfText what = document.text(
      speech("pdf.title_of", {{"number", speech.number()}, {"date", speech.day(paper.sent_at_ms)}}),
      font);
  const PdfText who = document.one_line(name_of(content.seller), {7.75, 600, kBrand, 1.3},
                                        kWidthMm - what.width_mm() - 6);
  document.draw(flow.page, who, kLeftMm, 15);
  document.draw(flow.page, what, kRightMm, 15, PdfAlign::right);
  flow.y = 25;
}

}  // namespace kontor::quote_paper
