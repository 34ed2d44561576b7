#include "kernel/picture.hpp"

#include <doctest/doctest.h>
#include <webp/encode.h>
#include <zlib.h>

#include <algorithm>
#include <string>

#include "kernel/picture_bytes.hpp"
#include "kernel/picture_decode.hpp"

using namespace kontor;

namespace {

constexpr const char* kSecret = "53.0793N 8.8017E";

std::string big(std::uint32_t number, std::size_t size) {
  std::string out;
  for (std::size_t i = size; i > 0; --i) out += static_cast<char>(number >> (8 * (i - 1)) & 0xff);
  return out;
}
std::string little(std::uint32_t number, std::size_t size) {
  std::string out = big(number, size);
  std::reverse(out.begin(), out.end());
  return out;
}

/// Red in the quarter left above, blue elsewhere.
Pixels flag(std::size_t width, std::size_t height, std::uint8_t opacity = 255) {
  Pixels pixels(width, height);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      std::uint8_t* out = pixels.at(x, y);
      out[x < width / 2 && y < height / 2 ? 0 : 2] = 255;
      out[3] = opacity;
    }
  }
  return pixels;
}

/// A TIFF head with the orientation and, as a camera writes it, the place.
std::string camera_tiff(int orientation) {
  return "II*" + std::string(1, '\0') + little(8, 4) + little(2, 2) + little(0x010e, 2) +
         little(2, 2) + little(16, 4) + little(38, 4) + little(0x0112, 2) + little(3, 2) +
         little(1, 4) + little(static_cast<std::uint32_t>(orientation), 2) + little(0, 2) +
         little(0, 4) + kSecret;
}

std::string segment(int marker, const std::string& content) {
  return "\xff" + std::string(1, static_cast<char>(marker)) +
         big(static_cast<std::uint32_t>(content.size() + 2), 2) + content;
}

/// With position in Exif, XMP and IPTC, a comment, a second picture and bytes behind the end.
std::string camera_jpeg(int orientation, std::size_t width = 640, std::size_t height = 320) {
  const std::string plain = *encode_jpeg(flag(width, height));
  const std::string exif = std::string("Exif\0\0", 6) + camera_tiff(orientation);
  return plain.substr(0, 2) + segment(0xe1, exif) +
         segment(0xe1, std::string("http://ns.adobe.com/xap/1.0/\0", 29) + kSecret) +
         segment(0xed, std::string("Photoshop 3.0\0", 14) + kSecret) +
         segment(0xe2, std::string("MPF\0", 4) + kSecret) + segment(0xfe, kSecret) +
         plain.substr(2) + plain.substr(0, 2) + segment(0xe1, exif) + plain.substr(2) + kSecret +
         "<script>alert(1)</script>";
}

std::string chunk(const std::string& type, const std::string& content) {
  const std::string checked = type + content;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big(static_cast<std::uint32_t>(content.size()), 4) + checked +
         big(static_cast<std::uint32_t>(sum), 4);
}

std::string camera_png(int orientation, std::uint8_t opacity = 255) {
  std::string png = *encode_png(flag(640, 320, opacity));
  const std::size_t head = 8 + 25;
  return png.substr(0, head) + chunk("eXIf", camera_tiff(orientation)) +
         chunk("tEXt", std::string("Comment\0", 8) + kSecret) + chunk("prVt", kSecret) +
         png.substr(head) + kSecret;
}

std::string riff(const std::string& type, const std::string& content) {
  return type + little(static_cast<std::uint32_t>(content.size()), 4) + content +
         std::string(content.size() % 2, '\0');
}

std::string camera_webp(int orientation) {
  const Pixels pixels = flag(640, 320);
  std::uint8_t* made = nullptr;
  const auto size = WebPEncodeLosslessRGBA(pixels.rgba.data(), 640, 320, 640 * 4, &made);
  const std::string plain(reinterpret_cast<const char*>(made), size);
  WebPFree(made);
  const std::string head = std::string("\x0c\0\0\0", 4) + little(639, 3) + little(319, 3);
  return riff("RIFF", "WEBP" + riff("VP8X", head) + plain.substr(12) +
                          riff("EXIF", camera_tiff(orientation)) + riff("XMP ", kSecret)) +
         kSecret;
}

/// Two frames of one pixel, a comment and XMP.
std::string camera_gif() {
  const std::string frame =
      std::string("!\xf9\x04\0\0\0\0\0", 8) + std::string(",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0", 15);
  return std::string("GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff", 19) +
         std::string("!\xff\x0bNETSCAPE2.0\3\1\0\0\0", 19) + "!\xfe\x10" + kSecret +
         std::string(1, '\0') + "!\xff\x0bXMP DataXMP\x10" + kSecret + std::string(1, '\0') +
         frame + frame + ";" + kSecret;
}

struct Sample {
  const char* type;
  std::string bytes;
};

std::vector<Sample> samples() {
  return {{"image/jpeg", camera_jpeg(6)},
          {"image/png", camera_png(6)},
          {"image/webp", camera_webp(6)},
          {"image/gif", camera_gif()}};
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// 'r' or 'b' at a place of the thumbnail.
char colour_at(const Picture& picture, std::size_t x, std::size_t y) {
  const auto clean = cleaned_picture(picture.thumbnail, picture.thumbnail_type);
  REQUIRE(clean);
  const auto pixels =
      decode_picture(clean->bytes, picture.thumbnail_type, clean->width, clean->height, 4096);
  REQUIRE(pixels);
  const std::uint8_t* pixel = pixels->at(x, y);
  return pixel[0] > 200 && pixel[2] < 60 ? 'r' : pixel[2] > 200 && pixel[0] < 60 ? 'b' : '?';
}

}  // namespace

TEST_CASE("S24 a picture does not say where it was taken, and is seen as before") {
  for (const auto& [type, bytes] : samples()) {
    CAPTURE(type);
    REQUIRE(contains(bytes, kSecret));
    const auto picture = read_picture(bytes, type);
    REQUIRE(picture);
    CHECK_FALSE(contains(picture->bytes, kSecret));
    CHECK_FALSE(contains(picture->bytes, "<script>"));
    const auto again = cleaned_picture(picture->bytes, type);
    REQUIRE(again);
    CHECK(again->bytes == picture->bytes);
    const bool camera = std::string_view(type) != "image/gif";
    CHECK(again->orientation == (camera ? 6 : 1));
    // Stored 640 x 320; orientation 6: what is stored left above is seen right above.
    CHECK(picture->width == (camera ? 320 : 1));
    CHECK(picture->height == (camera ? 640 : 1));
    if (!camera) continue;
    CHECK(colour_at(*picture, 180, 60) == 'r');
    CHECK(colour_at(*picture, 60, 60) == 'b');
  }
}

TEST_CASE("each of the eight orientations is seen upright in the thumbnail") {
  // Where the quarter is seen: left or right, above or below.
  const char* seen[] = {"", "la", "ra", "rb", "lb", "la", "ra", "rb", "lb"};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const auto picture = read_picture(camera_jpeg(orientation), "image/jpeg");
    REQUIRE(picture);
    const bool turned = orientation >= 5;
    CHECK(picture->width == (turned ? 320 : 640));
    const std::size_t width = turned ? 240 : 480;
    const std::size_t height = turned ? 480 : 240;
    for (const char* place : {"la", "ra", "lb", "rb"}) {
      const std::size_t x = place[0] == 'l' ? width / 4 : 3 * width / 4;
      const std::size_t y = place[1] == 'a' ? height / 4 : 3 * height / 4;
      CHECK(colour_at(*picture, x, y) ==
            (std::string_view(place) == seen[orientation] ? 'r' : 'b'));
    }
  }
}

TEST_CASE("the compressed data of a picture stays bit by bit") {
  const std::string plain = *encode_jpeg(flag(64, 32));
  const auto clean = cleaned_picture(plain, "image/jpeg");
  REQUIRE(clean);
  CHECK(clean->bytes == plain);
  const std::string png = *encode_png(flag(64, 32));
  CHECK(cleaned_picture(png, "image/png")->bytes == png);
}

TEST_CASE("thumbnails are small, and see-through where the picture is") {
  const auto photo = read_picture(*encode_jpeg(flag(2000, 1000)), "image/jpeg");
  REQUIRE(photo);
  CHECK(photo->thumbnail_type == "image/jpeg");
  const auto small = cleaned_picture(photo->thumbnail, "image/jpeg");
  REQUIRE(small);
  CHECK(small->width == 480);
  CHECK(small->height == 240);
  const auto glass = read_picture(camera_png(1, 128), "image/png");
  REQUIRE(glass);
  CHECK(glass->thumbnail_type == "image/png");
  const auto icon = read_picture(*encode_png(flag(16, 8)), "image/png");
  REQUIRE(icon);
  CHECK(cleaned_picture(icon->thumbnail, icon->thumbnail_type)->width == 16);
}

TEST_CASE("a bomb is known by its head and never decoded") {
  // 60000 x 60000 pixels in 1 kB: decoded they would be 14 GB.
  std::string bomb = *encode_png(flag(16, 16));
  bomb = bomb.substr(0, 8) +
         chunk("IHDR", big(60'000, 4) + big(60'000, 4) + "\x08\x06" + std::string(3, '\0')) +
         bomb.substr(33);
  CHECK(cleaned_picture(bomb, "image/png"));
  CHECK_FALSE(read_picture(bomb, "image/png"));
  std::string gif = camera_gif();
  gif.replace(6, 4, "\xff\xff\xff\xff");
  CHECK_FALSE(read_picture(gif, "image/gif"));
  const std::string photo = *encode_jpeg(flag(64, 32));
  CHECK(read_picture(photo, "image/jpeg", {.pixels = 64 * 32}));
  CHECK_FALSE(read_picture(photo, "image/jpeg", {.pixels = 64 * 32 - 1}));
}

TEST_CASE("a picture that wants to be drawn again and again is not drawn at all") {
  const std::string plain = *encode_jpeg(flag(64, 32));
  const auto scan = plain.find("\xff\xda");
  REQUIRE(scan != std::string::npos);
  const std::string once = plain.substr(scan, plain.size() - scan - 2);
  const auto drawn = [&](int times) {
    std::string bytes = plain.substr(0, scan);
    for (int i = 0; i < times; ++i) bytes += once;
    return cleaned_picture(bytes + "\xff\xd9", "image/jpeg").has_value();
  };
  CHECK(drawn(32));
  CHECK_FALSE(drawn(33));
}

TEST_CASE("what only begins like a picture is none") {
  for (const auto& [type, bytes] : samples()) {
    CAPTURE(type);
    // Cut anywhere it is none or still one, and never a fault.
    std::size_t whole = 0;
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 2000); size += 7) {
      whole += read_picture(bytes.substr(0, size), type).has_value() ? 1 : 0;
    }
    CHECK_FALSE(read_picture(bytes.substr(0, 12), type));
    CHECK_FALSE(read_picture(std::string(bytes.substr(0, 8)) + "<script>alert(1)</script>", type));
    CHECK_FALSE(read_picture(bytes, "image/tiff"));
    CHECK(whole < 300);
  }
}
