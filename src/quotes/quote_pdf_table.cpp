// The lines of a quote as groups of a table that goes over pages.

#include <algorithm>
#include <map>
#include <set>

#include "kernel/describe.hpp"
#include "kernel/text.hpp"
#include "quotes/quote_pdf_layout.hpp"

namespace kontor::quote_paper {
namespace {

constexpr PdfFont kHead{7.75, 600, kMuted, 1.24};
constexpr PdfFont kGroup{8.75, 600, kBrand, 1.24};
// Its lines are as far apart as those of the name.
constexpr PdfFont kDetails{8, 400, kMuted, 1.356};
constexpr double kRowPaddingMm = 0.95;
constexpr double kPositionWidthMm = 8;
constexpr double kUnitPaddingMm = 2.5;
constexpr double kUnitWidthMm = 20;
constexpr double kGapMm = 3;
constexpr std::uint32_t kPaleInk = 0x3b484c;

struct Group {
  std::string title;
  std::vector<QuoteLine> lines;
  /// Its lines are not in the sum.
  bool aside = false;
};

struct Row {
  PdfText position;
  PdfText quantity;
  PdfText unit;
  PdfText price;
  PdfText amount;
};

struct Columns {
  double name_x = 0;
  double name_width = 0;
  double quantity_right = 0;
  double unit_x = 0;
  double unit_width = 0;
  double price_right = 0;
  double amount_right = 0;
};

std::vector<Group> groups_of(const Speech& speech, const QuoteSnapshot& content) {
  const auto chosen = chosen_lines(content, {});
  std::vector<Group> groups;
  for (const auto type : {ChargeType::one_off, ChargeType::monthly, ChargeType::yearly}) {
    Group group{speech("pdf.group." + std::string(enum_name(type))), {}};
    for (const auto& line : chosen) {
      if (line.charge_type == type) group.lines.push_back(line);
    }
    groups.push_back(std::move(group));
  }
  Group alternatives{speech("pdf.alternatives"), {}, true};
  Group options{speech("pdf.options"), {}, true};
  for (const auto& line : content.lines) {
    if (std::ranges::find(chosen, line.position, &QuoteLine::position) != chosen.end()) continue;
    (line.role == QuoteLineRole::optional ? options : alternatives).lines.push_back(line);
  }
  groups.push_back(std::move(alternatives));
  groups.push_back(std::move(options));
  std::erase_if(groups, [](const Group& group) { return group.lines.empty(); });
  return groups;
}

class Table {
 public:
  Table(Flow& flow, const Speech& speech, const QuoteSnapshot& content)
      : flow_(flow), speech_(speech), content_(content), groups_(groups_of(speech, content)) {
    for (const auto& line : content.lines) rates_.insert(line.tax_rate_bp);
    for (const auto& line : chosen_lines(content, {})) {
      if (line.role == QuoteLineRole::alternative) taken_[line.choice] = line.position;
    }
  }

  void write() {
    measure();
    const auto head_page = flow_.head_page;
    flow_.head_page = [this, head_page] {
      head_page();
      write_head();
      if (inside_row_) flow_.y += kRowPaddingMm;
    };
    // A head alone at the foot of a page says nothing.
    if (flow_.fits(30)) {
      write_head();
    } else {
      flow_.new_page();
    }
    const bool plain = groups_.size() == 1 && !groups_[0].aside &&
                       groups_[0].lines[0].charge_type == ChargeType::one_off;
    std::size_t next = 0;
    for (const auto& group : groups_) {
      bool first = true;
      for (const auto& line : group.lines) {
        write_row(group, line, rows_[next++], first && !plain);
        first = false;
      }
    }
  }

 private:
  /// Amounts are never broken: long ones take their room from the names.
  void measure() {
    const PdfDocument& document = flow_.document;
    double quantity = document.text(speech_("pdf.quantity"), kHead).width_mm();
    double price = document.text(speech_("pdf.unit_price"), kHead).width_mm();
    double amount = document.text(amount_title(), kHead).width_mm();
    for (const auto& group : groups_) {
      PdfFont font{8.75, 400, group.aside ? kPaleInk : kInk, 1.24, true};
      for (const auto& line : group.lines) {
        Row row{document.text(std::to_string(line.position), font),
                document.text(speech_.quantity(line.quantity_milli), font),
                document.text(line.unit, font, kUnitWidthMm - kUnitPaddingMm),
                document.text(speech_.unit_price(line.unit_price_e4), font),
                document.text(speech_.money(line.amount_cents), font)};
        quantity = std::max(quantity, row.quantity.width_mm());
        price = std::max(price, row.price.width_mm());
        amount = std::max(amount, row.amount.width_mm());
        rows_.push_back(std::move(row));
      }
    }
    columns_.amount_right = kRightMm;
    columns_.price_right = kRightMm - std::max(26.0, amount + kGapMm);
    columns_.unit_x =
        columns_.price_right - std::max(24.0, price + kGapMm) - kUnitWidthMm + kUnitPaddingMm;
    columns_.unit_width = kUnitWidthMm - kUnitPaddingMm;
    columns_.quantity_right = columns_.unit_x - kUnitPaddingMm;
    columns_.name_x = kLeftMm + kPositionWidthMm;
    columns_.name_width =
        columns_.quantity_right - std::max(13.0, quantity + kGapMm) - columns_.name_x;
  }

  std::string amount_title() const {
    if (!content_.gross) return speech_("pdf.amount_net");
    return speech_(content_.consumer ? "pdf.amount" : "pdf.amount_gross");
  }

  void write_head() {
    PdfDocument& document = flow_.document;
    const auto head = [&](std::string_view words, double x, PdfAlign align) {
      document.draw(flow_.page, document.text(words, kHead), x, flow_.y, align);
    };
    head(speech_("pdf.position"), kLeftMm, PdfAlign::left);
    head(speech_("pdf.service"), columns_.name_x, PdfAlign::left);
    head(speech_("pdf.quantity"), columns_.quantity_right, PdfAlign::right);
    head(speech_("pdf.unit"), columns_.unit_x, PdfAlign::left);
    head(speech_("pdf.unit_price"), columns_.price_right, PdfAlign::right);
    head(amount_title(), columns_.amount_right, PdfAlign::right);
    flow_.y += kHead.size_pt * kHead.leading * 25.4 / 72 + 1;
    document.rule(flow_.page, kLeftMm, kRightMm, flow_.y, kBrandLineMm, kBrand);
    flow_.y += kBrandLineMm / 2;
  }

  /// What stands in small type below the name.
  std::string details_of(const Group& group, const QuoteLine& line) const {
    std::vector<std::string> notes;
    if (group.aside) notes.push_back(speech_("pdf.charge." + charge_name(line)));
    if (line.role == QuoteLineRole::alternative) notes.push_back(alternatives_of(line));
    if (line.discount_bp != 0) {
      notes.push_back(speech_("pdf.discount_of", {{"percent", speech_.percent(line.discount_bp)}}));
    }
    if (rates_.size() > 1) {
      notes.push_back(speech_("pdf.tax_short", {{"rate", speech_.percent(line.tax_rate_bp)}}));
    }
    const std::string description = trimmed(line.description);
    const bool is_short = description.size() < 80 && description.find('\n') == std::string::npos;
    return joined({description, joined(notes, " · ")}, is_short ? " · " : "\n");
  }

  static std::string charge_name(const QuoteLine& line) {
    return std::string(enum_name(line.charge_type));
  }

  /// "anstelle von Pos. 3" beside those that were not taken, "oder Pos. 4, 5" beside the other.
  std::string alternatives_of(const QuoteLine& line) const {
    const std::int64_t taken = taken_.at(line.choice);
    if (taken != line.position) {
      return speech_("pdf.instead_of", {{"position", std::to_string(taken)}});
    }
    std::vector<std::string> others;
    for (const auto& other : content_.lines) {
      const bool same = other.role == QuoteLineRole::alternative && other.choice == line.choice;
      if (same && other.position != taken) others.push_back(std::to_string(other.position));
    }
    if (others.empty()) return {};
    return speech_("pdf.or_positions", {{"positions", joined(others, ", ")}});
  }

  void write_group_title(const Group& group) {
    flow_.y += 2;
    const PdfText title = flow_.document.text(group.title, kGroup, kWidthMm);
    flow_.document.draw(flow_.page, title, kLeftMm, flow_.y);
    flow_.y += title.height_mm() + 0.3;
  }

  void write_row(const Group& group, const QuoteLine& line, const Row& row, bool with_title) {
    const PdfDocument& document = flow_.document;
    const PdfText name = document.text(
        line.name, {8.75, group.aside ? 500 : 600, group.aside ? kPaleInk : kInk, 1.24},
        columns_.name_width);
    const std::string words = details_of(group, line);
    const PdfText details = document.text(words, kDetails, columns_.name_width);
    const double details_height = words.empty() ? 0 : details.height_mm();
    const double height =
        2 * kRowPaddingMm + std::max(name.height_mm() + details_height, row.unit.height_mm());
    const double title_height = with_title ? 6.2 : 0;
    // A row stays in one piece, unless no page can hold it.
    const double page_height = flow_.bottom - 32;
    flow_.keep(title_height + (height < page_height ? height : 40));
    if (with_title) write_group_title(group);
    const std::size_t first_page = flow_.page;
    const double top = flow_.y + kRowPaddingMm;
    draw_figures(row, top);
    flow_.y = top;
    inside_row_ = true;
    flow_.write(name, columns_.name_x);
    if (!words.empty()) flow_.write(details, columns_.name_x);
    inside_row_ = false;
    if (flow_.page == first_page) flow_.y = std::max(flow_.y, top + row.unit.height_mm());
    flow_.y += kRowPaddingMm;
    flow_.document.rule(flow_.page, kLeftMm, kRightMm, flow_.y, kHairlineMm, kHairline);
  }

  void draw_figures(const Row& row, double top) {
    PdfDocument& document = flow_.document;
    document.draw(flow_.page, row.position, kLeftMm, top);
    document.draw(flow_.page, row.quantity, columns_.quantity_right, top, PdfAlign::right);
    document.draw(flow_.page, row.unit, columns_.unit_x, top);
    document.draw(flow_.page, row.price, columns_.price_right, top, PdfAlign::right);
    document.draw(flow_.page, row.amount, columns_.amount_right, top, PdfAlign::right);
  }

  Flow& flow_;
  const Speech& speech_;
  const QuoteSnapshot& content_;
  std::vector<Group> groups_;
  std::vector<Row> rows_;
  Columns columns_;
  bool inside_row_ = false;
  std::set<std::int64_t> rates_;
  std::map<std::int64_t, std::int64_t> taken_;
};

}  // namespace

void write_table(Flow& flow, const Speech& speech, const QuoteSnapshot& content) {
  if (content.lines.empty()) return;
  const auto head_page = flow.head_page;
  Table(flow, speech, content).write();
  flow.head_page = head_page;
}

}  // namespace kontor::quote_paper
