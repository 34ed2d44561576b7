// The fonts of paper: the typeface of the web UI, which is part of the program, then what the
// system has for scripts that it lacks.
#pragma once

#include <pango/pango.h>

namespace kontor {

/// Names to look for, first to last.
inline constexpr const char* kPdfFontFamily = "Atkinson Hyperlegible Next, sans-serif";

/// The font map of this thread; it lives as long as the thread. Throws std::runtime_error where
/// there is no font at all.
PangoFontMap* pdf_font_map();

}  // namespace kontor
