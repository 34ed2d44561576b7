#include "kernel/pdf.hpp"

#include <cairo-pdf.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "kernel/pdf_fonts.hpp"
#include "kernel/pdf_objects.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;

/// Letters of a word after which a line may end: Pango's time grows with the square of a word.
constexpr int kLongWord = 60;
constexpr UChar32 kLastLatin = 0x024F;

/// Valid, with line breaks as the only control characters. Cairo refuses noncharacters.
std::string printable(std::string_view words) {
  const std::string valid = repaired_utf8(words);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(valid.data());
  std::string out;
  out.reserve(valid.size());
  int letters = 0;
  for (std::size_t at = 0; at < valid.size();) {
    const std::size_t start = at;
    UChar32 character = 0;
    U8_NEXT(bytes, at, valid.size(), character);
    const bool line_end = character == '\r' && (at == valid.size() || bytes[at] != '\n');
    letters = character > ' ' && character <= kLastLatin ? letters + 1 : 0;
    if (letters > kLongWord) {
      out += "\u200B";
      letters = 1;
    }
    if (character == '\n' || line_end) {
      out += '\n';
    } else if (character == '\t') {
      out += ' ';
    } else if (U_IS_UNICODE_NONCHAR(character)) {
      out += "\uFFFD";
    } else if (!u_iscntrl(character)) {
      out.append(valid, start, at - start);
    }
  }
  return out;
}

PdfOwned<PangoFontDescription> description_of(const PdfFont& font) {
  PdfOwned<PangoFontDescription> description(pango_font_description_new());
  pango_font_description_set_family_static(description.get(), kPdfFontFamily);
  pango_font_description_set_weight(description.get(), static_cast<PangoWeight>(font.weight));
  // Absolute: a unit of the page is a point, whatever a screen's resolution is.
  pango_font_description_set_absolute_size(description.get(), font.size_pt * PANGO_SCALE);
  return description;
}

void set_color(cairo_t* cairo, std::uint32_t color) {
  cairo_set_source_rgb(cairo, ((color >> 16) & 0xFF) / 255.0, ((color >> 8) & 0xFF) / 255.0,
                       (color & 0xFF) / 255.0);
}

std::string iso_time(std::int64_t at_ms) {
  using std::chrono::days, std::chrono::floor, std::chrono::seconds;
  const std::chrono::sys_time<std::chrono::milliseconds> exact{std::chrono::milliseconds(at_ms)};
  const auto at = floor<seconds>(exact);
  const auto day = floor<days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text;
}

cairo_status_t append(void* target, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(target)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct PdfText::Lines {
  PdfOwned<PangoLayout> layout;
  double line_height_pt = 0;
  double baseline_pt = 0;  ///< below the upper edge of a line
  std::uint32_t color = 0;
  std::size_t count = 0;
  double width_pt = 0;
};

struct PdfDocument::Setting {
  PdfOwned<PangoContext> context;
};

std::size_t PdfText::line_count() const { return lines_->count; }
double PdfText::line_height_mm() const { return lines_->line_height_pt / kPointsPerMm; }
double PdfText::width_mm() const { return lines_->width_pt / kPointsPerMm; }
bool PdfText::cut() const { return pango_layout_is_ellipsized(lines_->layout.get()) != FALSE; }

PdfDocument::PdfDocument(PdfInfo info)
    : info_(std::move(info)), setting_(std::make_unique<Setting>()) {
  setting_->context.reset(pango_font_map_create_context(pdf_font_map()));
  PangoContext* context = setting_->context.get();
  // What follows is never left to the locale or the settings of the system.
  const PdfOwned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options.get());
  pango_cairo_context_set_resolution(context, 72);
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string(info_.language.c_str()));
  pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
}

PdfDocument::~PdfDocument() = default;

PdfText PdfDocument::set(std::string_view words, const PdfFont& font,
                         std::optional<double> width_mm, bool one_line) const {
  auto lines = std::make_shared<PdfText::Lines>();
  PangoContext* context = setting_->context.get();
  lines->layout.reset(pango_layout_new(context));
  PangoLayout* layout = lines->layout.get();
  const auto description = description_of(font);
  pango_layout_set_font_description(layout, description.get());
  const PdfOwned<PangoAttrList> attributes(pango_attr_list_new());
  if (font.tabular)
    pango_attr_list_insert(attributes.get(), pango_attr_font_features_new("tnum=1"));
  if (font.verbatim) pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout, attributes.get());
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (width_mm) {
    const double width_pt = std::max(1.0, *width_mm * kPointsPerMm);
    pango_layout_set_width(layout, static_cast<int>(width_pt * PANGO_SCALE));
  }
  std::string text = printable(words);
  if (one_line) {
    std::ranges::replace(text, '\n', ' ');
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  }
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));

  const PdfOwned<PangoFontMetrics> metrics(
      pango_context_get_metrics(context, description.get(), pango_context_get_language(context)));
  const double ascent = pango_units_to_double(pango_font_metrics_get_ascent(metrics.get()));
  const double descent = pango_units_to_double(pango_font_metrics_get_descent(metrics.get()));
  lines->line_height_pt = font.size_pt * font.leading;
  lines->baseline_pt = (lines->line_height_pt - ascent - descent) / 2 + ascent;
  lines->color = font.color;
  lines->count = static_cast<std::size_t>(pango_layout_get_line_count(layout));
  int width = 0;
  pango_layout_get_size(layout, &width, nullptr);
  lines->width_pt = pango_units_to_double(width);
  return PdfText(std::move(lines));
}

PdfText PdfDocument::text(std::string_view words, const PdfFont& font, double width_mm) const {
  return set(words, font, width_mm, false);
}

PdfText PdfDocument::text(std::string_view words, const PdfFont& font) const {
  return set(words, font, std::nullopt, false);
}

PdfText PdfDocument::one_line(std::string_view words, const PdfFont& font, double width_mm) const {
  return set(words, font, width_mm, true);
}

std::size_t PdfDocument::add_page() {
  pages_.emplace_back();
  return pages_.size() - 1;
}

void PdfDocument::draw(std::size_t page, const PdfText& text, double x_mm, double y_mm,
                       PdfAlign align) {
  pages_.at(page).push_back(TextMark{text, 0, text.line_count(), x_mm, y_mm, align});
}

void PdfDocument::draw_lines(std::size_t page, const PdfText& text, std::size_t first,
                             std::size_t count, double x_mm, double y_mm) {
  pages_.at(page).push_back(TextMark{text, first, count, x_mm, y_mm, PdfAlign::left});
}

void PdfDocument::rule(std::size_t page, double from_x_mm, double to_x_mm, double y_mm,
                       double thickness_mm, std::uint32_t color) {
  pages_.at(page).push_back(RuleMark{from_x_mm, to_x_mm, y_mm, thickness_mm, color});
}

void PdfDocument::image(std::size_t page, const PdfImage& image, double x_mm, double y_mm,
                        double width_mm) {
  pages_.at(page).push_back(ImageMark{image, x_mm, y_mm, width_mm});
}

void PdfDocument::draw_on(cairo_t* cairo, const TextMark& mark) {
  const PdfText::Lines& lines = *mark.text.lines_;
  set_color(cairo, lines.color);
  double y_pt = mark.y_mm * kPointsPerMm + lines.baseline_pt;
  for (std::size_t i = mark.first; i < mark.first + mark.count; ++i) {
    auto* line = pango_layout_get_line_readonly(lines.layout.get(), static_cast<int>(i));
    if (!line) return;
    PangoRectangle extents;
    pango_layout_line_get_extents(line, nullptr, &extents);
    double x_pt = mark.x_mm * kPointsPerMm;
    if (mark.align == PdfAlign::right) x_pt -= pango_units_to_double(extents.width);
    cairo_move_to(cairo, x_pt, y_pt);
    pango_cairo_show_layout_line(cairo, line);
    y_pt += lines.line_height_pt;
  }
}

void PdfDocument::draw_on(cairo_t* cairo, const RuleMark& mark) {
  set_color(cairo, mark.color);
  cairo_set_line_width(cairo, mark.thickness_mm * kPointsPerMm);
  cairo_move_to(cairo, mark.from_x_mm * kPointsPerMm, mark.y_mm * kPointsPerMm);
  cairo_line_to(cairo, mark.to_x_mm * kPointsPerMm, mark.y_mm * kPointsPerMm);
  cairo_stroke(cairo);
}

void PdfDocument::draw_on(cairo_t* cairo, const ImageMark& mark) {
  const double scale = mark.width_mm * kPointsPerMm / mark.image.width_px();
  cairo_translate(cairo, mark.x_mm * kPointsPerMm, mark.y_mm * kPointsPerMm);
  cairo_scale(cairo, scale, scale);
  cairo_set_source_surface(cairo, mark.image.pixels_->surface.get(), 0, 0);
  cairo_paint(cairo);
}

std::string PdfDocument::bytes() const {
  std::string pdf;
  const PdfOwned<cairo_surface_t> surface(cairo_pdf_surface_create_for_stream(
      append, &pdf, kPaperWidthMm * kPointsPerMm, kPaperHeightMm * kPointsPerMm));
  // Later versions pack the list of objects, which with_language() reads.
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
  const std::string created = iso_time(info_.created_at_ms);
  const auto note = [&](cairo_pdf_metadata_t kind, const std::string& value) {
    cairo_pdf_surface_set_metadata(surface.get(), kind, printable(value).c_str());
  };
  note(CAIRO_PDF_METADATA_TITLE, info_.title);
  note(CAIRO_PDF_METADATA_AUTHOR, info_.author);
  note(CAIRO_PDF_METADATA_CREATOR, "Kontor");
  note(CAIRO_PDF_METADATA_CREATE_DATE, created);
  note(CAIRO_PDF_METADATA_MOD_DATE, created);

  const PdfOwned<cairo_t> cairo(cairo_create(surface.get()));
  const auto draw_mark = [&](const auto& mark) {
    cairo_save(cairo.get());
    draw_on(cairo.get(), mark);
    cairo_restore(cairo.get());
  };
  for (const auto& page : pages_) {
    for (const Mark& mark : page) std::visit(draw_mark, mark);
    cairo_show_page(cairo.get());
  }
  cairo_surface_finish(surface.get());
  for (const auto status : {cairo_status(cairo.get()), cairo_surface_status(surface.get())}) {
    if (status != CAIRO_STATUS_SUCCESS) {
      throw std::runtime_error(std::string("PDF: ") + cairo_status_to_string(status));
    }
  }
  return with_language(std::move(pdf), info_.language);
}

}  // namespace kontor
