#pragma once
// Decoding by the libraries of each format. Only for picture.cpp.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// Red, green, blue, opacity: four bytes for each pixel, rows from above.
struct Pixels {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> rgba;

  Pixels() = default;
  Pixels(std::size_t columns, std::size_t rows)
      : width(columns), height(rows), rgba(columns * rows * 4) {}
  std::uint8_t* at(std::size_t x, std::size_t y) { return rgba.data() + (y * width + x) * 4; }
  const std::uint8_t* at(std::size_t x, std::size_t y) const {
    return rgba.data() + (y * width + x) * 4;
  }
};

/// Of a picture with these measures, and none with others. May come smaller where the format
/// allows it, but with its longest side no shorter than `side`. Nothing when it cannot be decoded.
std::optional<Pixels> decode_picture(std::string_view bytes, std::string_view media_type,
                                     std::size_t width, std::size_t height, std::size_t side);

/// Nothing when there is no memory for it.
std::optional<std::string> encode_jpeg(const Pixels& pixels);
std::optional<std::string> encode_png(const Pixels& pixels);

}  // namespace kontor
