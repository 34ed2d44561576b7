#include "kernel/pdf_fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "kernel/embedded.hpp"

namespace kontor {
namespace {

struct Release {
  void operator()(PangoFontMap* map) const { g_object_unref(map); }
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};

/// The web's fonts are packed (WOFF 2). FreeType reads that, HarfBuzz does not: this is the plain
/// form. Empty where it cannot be read.
std::string plain_font(FT_Library library, std::string_view packed) {
  FT_Face face = nullptr;
  const auto* bytes = reinterpret_cast<const FT_Byte*>(packed.data());
  if (FT_New_Memory_Face(library, bytes, static_cast<FT_Long>(packed.size()), 0, &face) != 0) {
    return {};
  }
  // Table 0 is the whole font (FreeType, FT_Load_Sfnt_Table).
  FT_ULong size = 0;
  std::string plain;
  if (FT_Load_Sfnt_Table(face, 0, 0, nullptr, &size) == 0) {
    plain.resize(size);
    auto* target = reinterpret_cast<FT_Byte*>(plain.data());
    if (FT_Load_Sfnt_Table(face, 0, 0, target, &size) != 0) plain.clear();
  }
  FT_Done_Face(face);
  return plain;
}

/// Fontconfig takes files only. This one lies in memory and stays open: font faces are opened by
/// its name again and again.
void add_font(FcConfig* config, const std::string& font) {
  const int file = memfd_create("kontor-font", MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error("no memory for a font");
  std::size_t written = 0;
  while (written < font.size()) {
    const ssize_t count = write(file, font.data() + written, font.size() - written);
    if (count <= 0) {
      close(file);
      throw std::runtime_error("no memory for a font");
    }
    written += static_cast<std::size_t>(count);
  }
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  FcConfigAppFontAddFile(config, reinterpret_cast<const FcChar8*>(path.c_str()));
}

bool is_paper_font(std::string_view path) {
  return path.starts_with("web/assets/atkinson-hyperlegible-next-") &&
         path.find("-normal") != std::string_view::npos && path.ends_with(".woff2");
}

std::unique_ptr<FcConfig, Release> load_fonts() {
  std::unique_ptr<FcConfig, Release> config(FcInitLoadConfigAndFonts());
  if (!config) throw std::runtime_error("fonts cannot be loaded");
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) != 0) throw std::runtime_error("fonts cannot be loaded");
  for (const EmbeddedFile& file : embedded_files()) {
    if (!is_paper_font(file.path)) continue;
    const std::string font = plain_font(library, file.bytes);
    if (!font.empty()) add_font(config.get(), font);
  }
  FT_Done_FreeType(library);
  for (const auto set : {FcSetApplication, FcSetSystem}) {
    const FcFontSet* fonts = FcConfigGetFonts(config.get(), set);
    if (fonts && fonts->nfont > 0) return config;
  }
  throw std::runtime_error("there is no font: not in the program, not on the system");
}

}  // namespace

PangoFontMap* pdf_font_map() {
  // Only read once it is loaded, so that all threads share it; each map counts as an owner.
  static const std::unique_ptr<FcConfig, Release> config = load_fonts();
  // Pango's maps are not for several threads at once.
  thread_local std::unique_ptr<PangoFontMap, Release> map;
  if (!map) {
    map.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    if (!map) throw std::runtime_error("Cairo was built without FreeType");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config.get());
  }
  return map.get();
}

}  // namespace kontor
