#pragma once
// Pictures as bytes: what tells of their maker goes out (position, camera, comments, embedded
// previews, whatever stands behind the end), what is seen stays bit by bit. Nothing is decoded.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

struct PictureBytes {
  std::string bytes;
  std::uint32_t width = 0;  ///< as stored; orientations 5 to 8 show it turned
  std::uint32_t height = 0;
  int orientation = 1;  ///< 1 to 8 (Exif tag 0x0112); another one than 1 stays in the bytes
};

/// image/jpeg, image/png, image/gif, image/webp. Nothing for other types and for bytes without the
/// structure of their type. Cleaned bytes are cleaned to themselves. Any thread.
std::optional<PictureBytes> cleaned_picture(std::string_view bytes, std::string_view media_type);

}  // namespace kontor
