// Paper: A4 pages with text, lines and pictures, as the bytes of a PDF (Pango and Cairo, ADR 0058).
//
// Lengths are millimetres from the top left corner of the page, sizes of type are points. Nothing
// is drawn before bytes(): what stands on the first page may depend on the number of pages. The
// same calls give the same bytes on the same machine. Text can be selected and searched.
//
// One document belongs to one thread; several threads may each make theirs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct _cairo;

namespace kontor {

inline constexpr double kPaperWidthMm = 210;
inline constexpr double kPaperHeightMm = 297;

struct PdfInfo {
  std::string title;
  std::string author;
  std::string language;  ///< "de"
  std::int64_t created_at_ms = 0;
};

struct PdfFont {
  double size_pt = 9;
  int weight = 400;
  std::uint32_t color = 0x000000;  ///< 0xrrggbb
  double leading = 1.4;            ///< distance of lines in sizes
  bool tabular = false;            ///< figures of one width, for columns
  bool verbatim = false;  ///< addresses and links: no hyphen where a long word must be broken
};

/// Text set in lines. Its words are shown as they are: no markup. Broken UTF-8 becomes U+FFFD,
/// control characters but line breaks are left out. Copies share what was set.
class PdfText {
 public:
  struct Lines;

  explicit PdfText(std::shared_ptr<const Lines> lines) : lines_(std::move(lines)) {}
  std::size_t line_count() const;
  double line_height_mm() const;
  double height_mm() const { return line_height_mm() * static_cast<double>(line_count()); }
  /// Of the longest line.
  double width_mm() const;
  /// Whether something was left out to make it one line.
  bool cut() const;

 private:
  friend class PdfDocument;
  std::shared_ptr<const Lines> lines_;
};

/// A picture inside of the file.
class PdfImage {
 public:
  struct Pixels;

  explicit PdfImage(std::shared_ptr<const Pixels> pixels) : pixels_(std::move(pixels)) {}
  double width_px() const;
  double height_px() const;

 private:
  friend class PdfDocument;
  std::shared_ptr<const Pixels> pixels_;
};

/// "data:image/png;base64,..." or image/jpeg; nothing for anything else, for broken pictures and
/// for such of more than 4096 pixels on a side.
std::optional<PdfImage> pdf_image(std::string_view data_url);

enum class PdfAlign { left, right };

class PdfDocument {
 public:
  /// Throws std::runtime_error where there is no font at all.
  explicit PdfDocument(PdfInfo info);
  ~PdfDocument();
  PdfDocument(const PdfDocument&) = delete;
  PdfDocument& operator=(const PdfDocument&) = delete;

  /// Wrapped at this width.
  PdfText text(std::string_view words, const PdfFont& font, double width_mm) const;
  /// As wide as it is; only its own line breaks count.
  PdfText text(std::string_view words, const PdfFont& font) const;
  /// One line, with "…" at its end where it does not fit.
  PdfText one_line(std::string_view words, const PdfFont& font, double width_mm) const;

  /// Returns its number, from 0 on.
  std::size_t add_page();
  std::size_t page_count() const { return pages_.size(); }

  /// `x_mm` is the left edge of the lines, or their right edge with PdfAlign::right; `y_mm` the
  /// upper edge of the first one drawn.
  void draw(std::size_t page, const PdfText& text, double x_mm, double y_mm,
            PdfAlign align = PdfAlign::left);
  /// Some of its lines only.
  void draw_lines(std::size_t page, const PdfText& text, std::size_t first, std::size_t count,
                  double x_mm, double y_mm);
  void rule(std::size_t page, double from_x_mm, double to_x_mm, double y_mm, double thickness_mm,
            std::uint32_t color);
  void image(std::size_t page, const PdfImage& image, double x_mm, double y_mm, double width_mm);

  /// Draws everything. Throws std::runtime_error when Cairo cannot.
  std::string bytes() const;

 private:
  struct Setting;
  struct TextMark {
    PdfText text;
    std::size_t first = 0;
    std::size_t count = 0;
    double x_mm = 0;
    double y_mm = 0;
    PdfAlign align = PdfAlign::left;
  };
  struct RuleMark {
    double from_x_mm = 0;
    double to_x_mm = 0;
    double y_mm = 0;
    double thickness_mm = 0;
    std::uint32_t color = 0;
  };
  struct ImageMark {
    PdfImage image;
    double x_mm = 0;
    double y_mm = 0;
    double width_mm = 0;
  };
  using Mark = std::variant<TextMark, RuleMark, ImageMark>;

  static void draw_on(_cairo* cairo, const TextMark& mark);
  static void draw_on(_cairo* cairo, const RuleMark& mark);
  static void draw_on(_cairo* cairo, const ImageMark& mark);

  PdfText set(std::string_view words, const PdfFont& font, std::optional<double> width_mm,
              bool one_line) const;

  PdfInfo info_;
  std::unique_ptr<Setting> setting_;
  std::vector<std::vector<Mark>> pages_;
};

}  // namespace kontor
