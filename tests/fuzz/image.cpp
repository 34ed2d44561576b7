// A file that says it is a picture: cleaning keeps its structure, decoding keeps its limits.

#include <algorithm>
#include <string>

#include "fuzz.hpp"
#include "kernel/file_type.hpp"
#include "kernel/picture.hpp"
#include "kernel/picture_bytes.hpp"
#include "kernel/url.hpp"

namespace {

constexpr std::int64_t kPixels = 250'000;
constexpr int kSide = 64;

void check_clean(std::string_view bytes, const std::string& type) {
  using namespace kontor;
  const auto clean = cleaned_picture(bytes, type);
  if (!clean) return;
  // Orientation, an end and a filling byte are all that may be added.
  fuzz::promise(clean->bytes.size() <= bytes.size() + 64, "cleaning adds next to nothing");
  fuzz::promise(clean->orientation >= 1 && clean->orientation <= 8, "an orientation is one");
  fuzz::promise(media_type_of(clean->bytes, "") == type, "a picture stays what it is");
  const auto again = cleaned_picture(clean->bytes, type);
  fuzz::promise(again && again->bytes == clean->bytes, "what is clean stays as it is");
  fuzz::promise(again->orientation == clean->orientation, "it is seen as before");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto bytes = fuzz::text_of(data, size);
  const std::string type = media_type_of(bytes, "bild.png");
  for (const char* kind : {"image/jpeg", "image/png", "image/gif", "image/webp"}) {
    if (type == kind) check_clean(bytes, type);
  }
  const std::string name = clean_file_name(bytes);
  fuzz::promise(http::is_valid_utf8(name) && !name.empty(), "a name is text");
  fuzz::promise(name.find_first_of("/\\\r\n") == std::string::npos, "a name is no path");
  fuzz::promise(clean_file_name(name) == name, "a clean name stays");
  const auto picture = read_picture(bytes, type, {.pixels = kPixels, .thumbnail_side = kSide});
  if (!picture) return 0;
  fuzz::promise(picture->width * picture->height <= kPixels, "pixels keep their limit");
  const auto small = read_picture(picture->thumbnail, picture->thumbnail_type);
  fuzz::promise(small && std::max(small->width, small->height) <= kSide,
                "a thumbnail is a small picture");
  return 0;
}
