// Inner parts of src/kernel/pdf.cpp: Pango's and Cairo's objects with an owner.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "kernel/pdf.hpp"

namespace kontor {

struct PdfRelease {
  void operator()(PangoContext* object) const { g_object_unref(object); }
  void operator()(PangoLayout* object) const { g_object_unref(object); }
  void operator()(PangoFontDescription* object) const { pango_font_description_free(object); }
  void operator()(PangoFontMetrics* object) const { pango_font_metrics_unref(object); }
  void operator()(PangoAttrList* object) const { pango_attr_list_unref(object); }
  void operator()(cairo_surface_t* object) const { cairo_surface_destroy(object); }
  void operator()(cairo_t* object) const { cairo_destroy(object); }
  void operator()(cairo_font_options_t* object) const { cairo_font_options_destroy(object); }
};
template <class T>
using PdfOwned = std::unique_ptr<T, PdfRelease>;

struct PdfImage::Pixels {
  PdfOwned<cairo_surface_t> surface;
  double width_px = 0;
  double height_px = 0;
};

/// The file with its language, and the wish that viewers show the title instead of the name of the
/// file (ISO 32000-1, 7.7.2 and 12.2), added as an update behind the rest (7.5.6). Cairo knows
/// neither. Unchanged where the file is not built as expected.
std::string with_language(std::string pdf, std::string_view language);

}  // namespace kontor
