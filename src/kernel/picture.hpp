#pragma once
// Pictures that strangers send: decoded within limits, to see that they are one and to make a small
// one of them. One at a time in the whole program, so that memory stays bounded: at most some eight
// bytes for each pixel allowed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

struct PictureLimits {
  std::int64_t pixels = 40'000'000;  ///< looked at before anything is decoded
  int thumbnail_side = 480;          ///< longest
};

struct Picture {
  std::string bytes;       ///< as they came, without what tells of their maker
  std::int64_t width = 0;  ///< as it is seen, turned by its orientation
  std::int64_t height = 0;
  std::string thumbnail;       ///< turned upright
  std::string thumbnail_type;  ///< image/jpeg, or image/png where something shines through
};

/// Nothing for what is no picture of a known kind (JPEG, PNG, GIF, WebP), is damaged so that it
/// cannot be decoded, or has more pixels than allowed. Of an animation the first frame counts.
std::optional<Picture> read_picture(std::string_view bytes, std::string_view media_type,
                                    const PictureLimits& limits = {});

}  // namespace kontor
