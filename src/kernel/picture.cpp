#include "kernel/picture.hpp"

#include <algorithm>
#include <mutex>

#include "kernel/picture_bytes.hpp"
#include "kernel/picture_decode.hpp"

namespace kontor {
namespace {

/// The mean of the pixels that fall into each new one; what does not shine counts more.
Pixels shrunk(const Pixels& from, std::size_t side) {
  const std::size_t longest = std::max(from.width, from.height);
  if (longest <= side) return from;
  Pixels to(std::max<std::size_t>(1, from.width * side / longest),
            std::max<std::size_t>(1, from.height * side / longest));
  for (std::size_t y = 0; y < to.height; ++y) {
    const std::size_t top = y * from.height / to.height;
    const std::size_t bottom = std::max(top + 1, (y + 1) * from.height / to.height);
    for (std::size_t x = 0; x < to.width; ++x) {
      const std::size_t left = x * from.width / to.width;
      const std::size_t right = std::max(left + 1, (x + 1) * from.width / to.width);
      std::uint64_t sums[4] = {};
      for (std::size_t row = top; row < bottom; ++row) {
        for (std::size_t column = left; column < right; ++column) {
          const std::uint8_t* pixel = from.at(column, row);
          for (int part = 0; part < 3; ++part) sums[part] += std::uint64_t{pixel[part]} * pixel[3];
          sums[3] += pixel[3];
        }
      }
      std::uint8_t* out = to.at(x, y);
      const std::uint64_t count = (bottom - top) * (right - left);
      for (int part = 0; part < 3 && sums[3] > 0; ++part) {
        out[part] = static_cast<std::uint8_t>(sums[part] / sums[3]);
      }
      out[3] = static_cast<std::uint8_t>(sums[3] / count);
    }
  }
  return to;
}

/// As Exif means it (CIPA DC-008, Orientation): where the stored first row and column are seen.
Pixels upright(const Pixels& from, int orientation) {
  if (orientation == 1) return from;
  const bool turned = orientation >= 5;
  Pixels to(turned ? from.height : from.width, turned ? from.width : from.height);
  for (std::size_t y = 0; y < from.height; ++y) {
    for (std::size_t x = 0; x < from.width; ++x) {
      const std::size_t back_x = from.width - 1 - x;
      const std::size_t back_y = from.height - 1 - y;
      std::uint8_t* out = nullptr;
      switch (orientation) {
        case 2:
          out = to.at(back_x, y);
          break;
        case 3:
          out = to.at(back_x, back_y);
          break;
        case 4:
          out = to.at(x, back_y);
          break;
        case 5:
          out = to.at(y, x);
          break;
        case 6:
          out = to.at(back_y, x);
          break;
        case 7:
          out = to.at(back_y, back_x);
          break;
        default:
          out = to.at(y, back_x);
          break;
      }
      std::copy_n(from.at(x, y), 4, out);
    }
  }
  return to;
}

bool shines_through(const Pixels& pixels) {
  for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) {
    if (pixels.rgba[i] != 255) return true;
  }
  return false;
}

std::mutex& one_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

std::optional<Picture> read_picture(std::string_view bytes, std::string_view media_type,
                                    const PictureLimits& limits) {
  auto clean = cleaned_picture(bytes, media_type);
  if (!clean) return {};
  if (std::int64_t{clean->width} * clean->height > limits.pixels) return {};
  const auto side = static_cast<std::size_t>(limits.thumbnail_side);
  const std::lock_guard lock(one_at_a_time());
  const auto pixels = decode_picture(clean->bytes, media_type, clean->width, clean->height, side);
  if (!pixels) return {};
  const Pixels small = upright(shrunk(*pixels, side), clean->orientation);
  const bool transparent = shines_through(small);
  auto thumbnail = transparent ? encode_png(small) : encode_jpeg(small);
  if (!thumbnail) return {};
  Picture picture;
  const bool turned = clean->orientation >= 5;
  picture.width = turned ? clean->height : clean->width;
  picture.height = turned ? clean->width : clean->height;
  picture.thumbnail = std::move(*thumbnail);
  picture.thumbnail_type = transparent ? "image/png" : "image/jpeg";
  picture.bytes = std::move(clean->bytes);
  return picture;
}

}  // namespace kontor
