// What a quote adds up to, and the words below.

#include <algorithm>
#include <set>

#include "kernel/describe.hpp"
#include "kernel/text.hpp"
#include "quotes/quote_pdf_layout.hpp"

namespace kontor::quote_paper {
namespace {

constexpr double kSumsWidthMm = 84;
constexpr double kSumsGapMm = 5;
constexpr double kBesidePageNumberMm = 4.5;
constexpr PdfFont kSumLabel{9.25, 400, kMuted, 1.3};
constexpr PdfFont kSumValue{9.25, 400, kInk, 1.3, true};
constexpr PdfFont kTotal{10, 700, kInk, 1.3, true};
constexpr PdfFont kSumHead{7.75, 600, kMuted, 1.3};
constexpr PdfFont kBlockTitle{8.75, 600, kInk, 1.4};
constexpr PdfFont kBlockBody{8.75, 400, kInk, 1.4, false, true};

struct SumColumn {
  ChargeType type = ChargeType::one_off;
  Totals totals;
};

/// One row: a cell for each column, empty where it says nothing there.
struct SumRow {
  std::string label;
  std::vector<std::string> cells;
  bool total = false;
};

/// A part of the sum that recurs, with its tax: the kept totals have its gross amount only.
Totals recurring_totals(const QuoteSnapshot& content, std::vector<QuoteLine> lines) {
  QuoteSnapshot part;
  part.gross = content.gross;
  part.currency = content.currency;
  part.discount_bp = content.discount_bp;
  for (auto& line : lines) line.charge_type = ChargeType::one_off;
  return totals_of(part, lines);
}

std::vector<SumColumn> sum_columns(const QuoteSnapshot& content) {
  const auto chosen = chosen_lines(content, {});
  std::vector<SumColumn> columns;
  for (const auto type : {ChargeType::one_off, ChargeType::monthly, ChargeType::yearly}) {
    std::vector<QuoteLine> lines;
    for (const auto& line : chosen) {
      if (line.charge_type == type) lines.push_back(line);
    }
    if (type == ChargeType::one_off) {
      if (!lines.empty() || content.totals.total_cents != 0) {
        columns.push_back({type, content.totals});
      }
    } else if (!lines.empty()) {
      columns.push_back({type, recurring_totals(content, std::move(lines))});
    }
  }
  if (columns.empty()) columns.push_back({ChargeType::one_off, content.totals});
  return columns;
}

/// The rates that tax is shown for, highest first: zero only where there is no other.
std::set<std::int64_t, std::greater<>> rates_of(const std::vector<SumColumn>& columns) {
  std::set<std::int64_t, std::greater<>> rates;
  for (const auto& column : columns) {
    for (const auto& tax : column.totals.taxes) rates.insert(tax.rate_bp);
  }
  if (rates.size() > 1) rates.erase(0);
  return rates;
}

class Sums {
 public:
  Sums(const Speech& speech, const QuoteSnapshot& content)
      : speech_(speech), content_(content), columns_(sum_columns(content)) {}

  std::vector<std::string> heads() const {
    std::vector<std::string> words;
    if (columns_.size() == 1 && columns_[0].type == ChargeType::one_off) return words;
    for (const auto& column : columns_) {
      words.push_back(speech_("pdf.group." + std::string(enum_name(column.type))));
    }
    return words;
  }

  std::vector<SumRow> rows() const {
    std::vector<SumRow> all;
    add_way_to_sum(all);
    const SumRow net = row(speech_("pdf.net"), &Totals::net_cents);
    SumRow total = row(total_label(), &Totals::total_cents);
    total.total = true;
    if (content_.gross) {
      all.push_back(total);
      add_taxes(all, "pdf.tax_included");
      if (!content_.consumer) all.push_back(net);
    } else {
      all.push_back(net);
      add_taxes(all, "pdf.tax");
      all.push_back(total);
    }
    return all;
  }

 private:
  std::string total_label() const {
    if (content_.consumer) return speech_("pdf.amount");
    const auto rates = rates_of(columns_);
    const bool taxed = !rates.empty() && *rates.begin() != 0;
    return speech_(taxed ? "pdf.total_gross" : "pdf.total");
  }

  SumRow row(std::string label, std::int64_t Totals::*amount) const {
    SumRow one{std::move(label), {}};
    for (const auto& column : columns_) one.cells.push_back(speech_.money(column.totals.*amount));
    return one;
  }

  /// From the lines to the sum, where these are not the same.
  void add_way_to_sum(std::vector<SumRow>& all) const {
    bool discount = false;
    for (const auto& column : columns_) discount |= column.totals.discount_cents != 0;
    const bool shipping = content_.totals.shipping_cents != 0;
    if (!discount && !shipping) return;
    all.push_back(row(speech_("pdf.subtotal"), &Totals::lines_cents));
    if (discount) {
      const bool percent_only = content_.discount_cents == 0;
      SumRow one{percent_only ? speech_("pdf.discount_of",
                                        {{"percent", speech_.percent(content_.discount_bp)}})
                              : speech_("pdf.discount"),
                 {}};
      for (const auto& column : columns_) {
        const std::int64_t cents = column.totals.discount_cents;
        one.cells.push_back(cents == 0 ? "" : speech_.money(-cents));
      }
      all.push_back(std::move(one));
    }
    if (!shipping) return;
    SumRow one{speech_("pdf.shipping"), {}};
    for (const auto& column : columns_) {
      const bool once = column.type == ChargeType::one_off;
      one.cells.push_back(once ? speech_.money(content_.totals.shipping_cents) : "");
    }
    all.push_back(std::move(one));
  }

  void add_taxes(std::vector<SumRow>& all, std::string_view key) const {
    for (const std::int64_t rate : rates_of(columns_)) {
      if (rate == 0 && content_.gross) continue;
      SumRow one{speech_(key, {{"rate", speech_.percent(rate)}}), {}};
      for (const auto& column : columns_) {
        const auto& taxes = column.totals.taxes;
        const auto found = std::ranges::find(taxes, rate, &TaxAmount::rate_bp);
        one.cells.push_back(found == taxes.end() ? "" : speech_.money(found->tax_cents));
      }
      all.push_back(std::move(one));
    }
  }

  const Speech& speech_;
  const QuoteSnapshot& content_;
  std::vector<SumColumn> columns_;
};

struct SumGrid {
  double left = 0;
  std::vector<double> rights;
};

SumGrid measure(const PdfDocument& document, const std::vector<std::string>& heads,
                const std::vector<SumRow>& rows) {
  double label = 0;
  std::vector<double> widths(rows.front().cells.size(), 0);
  for (std::size_t i = 0; i < heads.size(); ++i) {
    widths[i] = document.text(heads[i], kSumHead).width_mm();
  }
  for (const auto& row : rows) {
    const PdfFont& value = row.total ? kTotal : kSumValue;
    label = std::max(label, document.text(row.label, row.total ? kTotal : kSumLabel).width_mm());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], document.text(row.cells[i], value).width_mm());
    }
  }
  SumGrid grid;
  double right = kRightMm;
  for (auto width = widths.rbegin(); width != widths.rend(); ++width) {
    grid.rights.insert(grid.rights.begin(), right);
    right -= *width + kSumsGapMm;
  }
  grid.left = std::max(kLeftMm, std::min(kRightMm - kSumsWidthMm, right - label));
  return grid;
}

double row_height(const SumRow& row) {
  const PdfFont& font = row.total ? kTotal : kSumValue;
  return font.size_pt * font.leading * 25.4 / 72 + (row.total ? 1.85 : 1.1);
}

void draw_row(Flow& flow, const SumGrid& grid, const SumRow& row, bool is_first) {
  PdfDocument& document = flow.document;
  if (row.total && !is_first) {
    document.rule(flow.page, grid.left, kRightMm, flow.y, kBrandLineMm, kBrand);
  }
  const double y = flow.y + (row.total ? 1.3 : 0.55);
  document.draw(flow.page, document.text(row.label, row.total ? kTotal : kSumLabel), grid.left, y);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    document.draw(flow.page, document.text(row.cells[i], row.total ? kTotal : kSumValue),
                  grid.rights[i], y, PdfAlign::right);
  }
  flow.y += row_height(row);
}

/// What the tax decision asks to be said. At home nothing: the rate says it.
std::string tax_note(const Speech& speech, const TaxDecision& tax) {
  if (tax.code == TaxCase::domestic) return {};
  return speech("tax." + std::string(enum_name(tax.code)),
                {{"country", speech.country(tax.destination)}, {"vat_id", tax.vat_id}});
}

/// The seller's own blocks first; what he says nothing about follows by itself.
std::vector<QuoteText> blocks_of(const Speech& speech, const QuotePaper& paper,
                                 const QuoteSnapshot& content) {
  std::vector<QuoteText> blocks;
  const auto add = [&](const std::string& title, const std::string& body) {
    const auto same = [&](const QuoteText& block) { return folded(block.title) == folded(title); };
    if (!body.empty() && std::ranges::none_of(blocks, same)) blocks.push_back({title, body});
  };
  add(speech("pdf.tax_title"), tax_note(speech, content.tax));
  for (const auto& block : content.texts) {
    blocks.push_back({trimmed(repaired_utf8(block.title)), trimmed(repaired_utf8(block.body))});
  }
  add(speech("pdf.shipping"), content.shipping_method);
  add(speech("pdf.payment"), content.payment_method);
  const std::string& terms = content.letterhead.terms_url;
  if (paper.accepted_at_ms != 0) {
    add(speech("pdf.acceptance"),
        speech("pdf.accepted",
               {{"by", paper.accepted_by}, {"at", speech.instant(paper.accepted_at_ms)}}));
    return blocks;
  }
  add(speech("pdf.acceptance"),
      joined({speech("pdf.accept_online", {{"date", speech.day(paper.sent_at_ms)}}),
              terms.empty() ? "" : speech("pdf.terms", {{"url", terms}})},
             " "));
  return blocks;
}

}  // namespace

void write_sums(Flow& flow, const Speech& speech, const QuoteSnapshot& content) {
  const Sums sums(speech, content);
  const auto heads = sums.heads();
  const auto rows = sums.rows();
  const SumGrid grid = measure(flow.document, heads, rows);
  double height = 4 + (heads.empty() ? 0 : 4.7);
  for (const auto& row : rows) height += row_height(row);
  flow.keep(height);
  flow.y += 4;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    flow.document.draw(flow.page, flow.document.text(heads[i], kSumHead), grid.rights[i],
                       flow.y + 0.55, PdfAlign::right);
  }
  if (!heads.empty()) flow.y += 4.7;
  for (const auto& row : rows) draw_row(flow, grid, row, &row == &rows.front());
}

namespace {

struct SetBlock {
  PdfText title;
  PdfText body;

  double height() const { return std::max(title.height_mm(), body.height_mm()); }
  /// What must stand together: the title, and two lines of the body.
  double least() const {
    const double lines = std::min(2.0, static_cast<double>(body.line_count()));
    return std::max(title.height_mm(), lines * body.line_height_mm());
  }
};

void write_block(Flow& flow, const SetBlock& block, double x) {
  const std::size_t page = flow.page;
  const double top = flow.y;
  flow.document.draw(page, block.title, kLeftMm, top);
  flow.write(block.body, x);
  if (flow.page == page) flow.y = std::max(flow.y, top + block.title.height_mm());
  flow.y += 1;
}

}  // namespace

void write_closing(Flow& flow, const Speech& speech, const QuotePaper& paper,
                   const QuoteSnapshot& content) {
  const PdfDocument& document = flow.document;
  const auto texts = blocks_of(speech, paper, content);
  double title_width = 22;
  for (const auto& block : texts) {
    title_width = std::max(title_width, document.text(block.title, kBlockTitle).width_mm());
  }
  title_width = std::min(title_width, 45.0);
  const double x = kLeftMm + title_width + 4;
  const std::string name =
      content.contact.name.empty() ? name_of(content.seller) : content.contact.name;
  const PdfText regards = document.text(speech("pdf.regards"), kBody, kWidthMm);
  const PdfText signature = document.text(name, kBodyBold, kWidthMm / 2);
  const double end_height = 2.4 + regards.height_mm() + signature.height_mm();

  flow.keep(14);
  flow.y += 4;
  flow.document.rule(flow.page, kLeftMm, kRightMm, flow.y, kHairlineMm, kHairline);
  flow.y += 2.6;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const SetBlock block{document.text(texts[i].title, kBlockTitle, title_width),
                         document.text(texts[i].body, kBlockBody, kRightMm - x)};
    // Only the number of the page stands that low, and on the other side.
    const bool is_last = i + 1 == texts.size();
    if (is_last) flow.bottom += kBesidePageNumberMm;
    const bool in_one = is_last && block.height() < 40;
    flow.keep(in_one ? block.height() + 1 + end_height : block.least());
    if (is_last) flow.bottom -= kBesidePageNumberMm;
    write_block(flow, block, x);
  }
  flow.bottom += kBesidePageNumberMm;
  flow.keep(end_height);
  flow.y += 2.4;
  flow.write(regards, kLeftMm);
  flow.write(signature, kLeftMm);
}

}  // namespace kontor::quote_paper
