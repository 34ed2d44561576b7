#include "kernel/picture_bytes.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace kontor {
namespace {

enum class Order { little, big };

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size, Order order) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t from = order == Order::big ? at + i : at + size - 1 - i;
    number = number << 8 | static_cast<unsigned char>(bytes[from]);
  }
  return number;
}

void append_number(std::string& out, std::uint32_t number, std::size_t size, Order order) {
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t shift = 8 * (order == Order::big ? size - 1 - i : i);
    out += static_cast<char>(number >> shift & 0xff);
  }
}

// --- Exif ---------------------------------------------------------------------------------------

constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::string_view kExifStart{"Exif\0\0", 6};

/// Of a TIFF head (TIFF 6.0, section 2); 1 where it says none.
int orientation_of(std::string_view tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return 1;
  const Order order = little ? Order::little : Order::big;
  const std::size_t start = number_at(tiff, 4, 4, order);
  if (start > tiff.size() - 2) return 1;
  const std::size_t count = number_at(tiff, start, 2, order);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = start + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (number_at(tiff, entry, 2, order) != kOrientationTag) continue;
    if (number_at(tiff, entry + 2, 2, order) != 3) return 1;
    const auto value = number_at(tiff, entry + 8, 2, order);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

/// A TIFF head that says the orientation and nothing else.
std::string tiff_with(int orientation) {
  std::string tiff = "MM";
  append_number(tiff, 42, 2, Order::big);
  append_number(tiff, 8, 4, Order::big);
  append_number(tiff, 1, 2, Order::big);
  append_number(tiff, kOrientationTag, 2, Order::big);
  append_number(tiff, 3, 2, Order::big);
  append_number(tiff, 1, 4, Order::big);
  append_number(tiff, static_cast<std::uint32_t>(orientation), 2, Order::big);
  append_number(tiff, 0, 2, Order::big);
  append_number(tiff, 0, 4, Order::big);
  return tiff;
}

// --- JPEG (ITU-T T.81, annex B) -----------------------------------------------------------------

class JpegReader {
 public:
  explicit JpegReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<PictureBytes> read() {
    if (!bytes_.starts_with("\xff\xd8")) return {};
    at_ = 2;
    while (next_marker()) {
      if (marker_ == kEnd) break;
      if (!read_segment()) return {};
    }
    if (!has_frame_ || scans_ == 0 || scans_ > kMostScans) return {};
    picture_.bytes = "\xff\xd8" + head_;
    if (picture_.orientation != 1) {
      const std::string exif = std::string(kExifStart) + tiff_with(picture_.orientation);
      picture_.bytes += "\xff\xe1";
      append_number(picture_.bytes, static_cast<std::uint32_t>(exif.size() + 2), 2, Order::big);
      picture_.bytes += exif;
    }
    picture_.bytes += rest_ + "\xff\xd9";
    return std::move(picture_);
  }

 private:
  static constexpr int kEnd = 0xd9;
  static constexpr int kScan = 0xda;
  /// Each one is a walk over the whole picture, however little stands in it. Cameras and programs
  /// write up to a dozen.
  static constexpr int kMostScans = 32;

  /// Skips what is no marker, as decoders do.
  bool next_marker() {
    for (;;) {
      at_ = bytes_.find('\xff', at_);
      if (at_ == std::string_view::npos) return false;
      while (at_ < bytes_.size() && bytes_[at_] == '\xff') ++at_;
      if (at_ == bytes_.size()) return false;
      marker_ = static_cast<unsigned char>(bytes_[at_++]);
      const bool alone = marker_ <= 0x01 || (marker_ >= 0xd0 && marker_ <= 0xd7);
      if (!alone) return true;
    }
  }

  bool read_segment() {
    if (marker_ == 0xd8 || bytes_.size() - at_ < 2) return false;
    const std::size_t length = number_at(bytes_, at_, 2, Order::big);
    if (length < 2 || length > bytes_.size() - at_) return false;
    const std::string_view content = bytes_.substr(at_ + 2, length - 2);
    at_ += length;
    const bool frame =
        marker_ >= 0xc0 && marker_ <= 0xcf && marker_ != 0xc4 && marker_ != 0xc8 && marker_ != 0xcc;
    if (frame && !read_frame(content)) return false;
    if (marker_ >= 0xe0 && marker_ <= 0xef) return read_application(content);
    if (marker_ == 0xfe) return true;  // a comment
    append(rest_, content);
    if (marker_ == kScan) copy_scan();
    return true;
  }

  bool read_frame(std::string_view content) {
    if (has_frame_ || content.size() < 6) return false;
    has_frame_ = true;
    picture_.height = number_at(content, 1, 2, Order::big);
    picture_.width = number_at(content, 3, 2, Order::big);
    return picture_.width > 0 && picture_.height > 0;
  }

  /// Only what decoders need stays: JFIF, colour profile, Adobe's colour transform.
  bool read_application(std::string_view content) {
    if (marker_ == 0xe1 && content.starts_with(kExifStart) && !has_exif_) {
      has_exif_ = true;
      picture_.orientation = orientation_of(content.substr(kExifStart.size()));
    }
    if (marker_ == 0xe0 && content.starts_with(std::string_view("JFIF\0", 5)) && head_.empty()) {
      // Without the preview that may stand behind its 14 bytes.
      std::string jfif(content.substr(0, 14));
      if (jfif.size() < 14) return true;
      jfif[12] = jfif[13] = 0;
      append(head_, jfif);
    }
    const bool profile =
        marker_ == 0xe2 && content.starts_with(std::string_view("ICC_PROFILE\0", 12));
    if (profile || (marker_ == 0xee && content.starts_with("Adobe"))) append(rest_, content);
    return true;
  }

  void append(std::string& out, std::string_view content) const {
    out += '\xff';
    out += static_cast<char>(marker_);
    append_number(out, static_cast<std::uint32_t>(content.size() + 2), 2, Order::big);
    out += content;
  }

  /// Compressed data up to the next marker; 0xff in it is followed by 0 or a restart.
  void copy_scan() {
    ++scans_;
    const std::size_t start = at_;
    for (;;) {
      const auto found = bytes_.find('\xff', at_);
      if (found == std::string_view::npos || found + 1 == bytes_.size()) {
        rest_ += bytes_.substr(start, found - start);
        at_ = bytes_.size();
        return;
      }
      const auto next = static_cast<unsigned char>(bytes_[found + 1]);
      if (next == 0 || (next >= 0xd0 && next <= 0xd7)) {
        at_ = found + 2;
        continue;
      }
      rest_ += bytes_.substr(start, found - start);
      at_ = found;
      return;
    }
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  int marker_ = 0;
  bool has_frame_ = false;
  int scans_ = 0;
  bool has_exif_ = false;
  std::string head_;
  std::string rest_;
  PictureBytes picture_;
};

// --- PNG (W3C PNG, 5) ---------------------------------------------------------------------------

constexpr std::string_view kPngStart{"\x89PNG\r\n\x1a\n", 8};
/// What is seen: the picture, its palette, transparency, colours, frames of an animation.
constexpr std::array<std::string_view, 15> kPngKept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                    "cHRM", "gAMA", "iCCP", "sBIT", "sRGB",
                                                    "cICP", "bKGD", "acTL", "fcTL", "fdAT"};

std::string png_chunk(std::string_view type, std::string_view content) {
  std::string chunk;
  append_number(chunk, static_cast<std::uint32_t>(content.size()), 4, Order::big);
  chunk.append(type).append(content);
  const auto* checked = reinterpret_cast<const Bytef*>(chunk.data() + 4);
  const auto sum = crc32(0, checked, static_cast<uInt>(chunk.size() - 4));
  append_number(chunk, static_cast<std::uint32_t>(sum), 4, Order::big);
  return chunk;
}

std::optional<PictureBytes> cleaned_png(std::string_view bytes) {
  if (!bytes.starts_with(kPngStart)) return {};
  PictureBytes picture;
  std::string head;
  std::string rest;
  std::size_t at = kPngStart.size();
  bool has_data = false;
  for (;;) {
    if (bytes.size() - at < 12) return {};
    const std::size_t length = number_at(bytes, at, 4, Order::big);
    const std::string_view type = bytes.substr(at + 4, 4);
    if (length > bytes.size() - at - 12) return {};
    const std::string_view chunk = bytes.substr(at, length + 12);
    at += chunk.size();
    if (head.empty()) {
      if (type != "IHDR" || length != 13) return {};
      picture.width = number_at(chunk, 8, 4, Order::big);
      picture.height = number_at(chunk, 12, 4, Order::big);
      head = chunk;
      continue;
    }
    if (type == "eXIf") picture.orientation = orientation_of(chunk.substr(8, length));
    if (type == "IHDR") return {};
    has_data = has_data || type == "IDAT";
    if (std::ranges::find(kPngKept, type) != kPngKept.end()) rest += chunk;
    if (type == "IEND") break;
  }
  if (!has_data || picture.width == 0 || picture.height == 0) return {};
  picture.bytes = std::string(kPngStart) + head;
  if (picture.orientation != 1) picture.bytes += png_chunk("eXIf", tiff_with(picture.orientation));
  picture.bytes += rest;
  return picture;
}

// --- WebP (RFC 9649) ----------------------------------------------------------------------------

constexpr std::uint32_t kWebpExif = 0x08;
constexpr std::uint32_t kWebpXmp = 0x04;

void append_riff(std::string& out, std::string_view type, std::string_view content) {
  out += type;
  append_number(out, static_cast<std::uint32_t>(content.size()), 4, Order::little);
  out += content;
  if (content.size() % 2 != 0) out += '\0';
}

bool read_webp_size(PictureBytes& picture, std::string_view type, std::string_view content) {
  if (type == "VP8X" && content.size() >= 10) {
    picture.width = number_at(content, 4, 3, Order::little) + 1;
    picture.height = number_at(content, 7, 3, Order::little) + 1;
  } else if (type == "VP8 " && content.size() >= 10) {
    picture.width = number_at(content, 6, 2, Order::little) & 0x3fff;
    picture.height = number_at(content, 8, 2, Order::little) & 0x3fff;
  } else if (type == "VP8L" && content.size() >= 5) {
    const std::uint32_t sizes = number_at(content, 1, 4, Order::little);
    picture.width = (sizes & 0x3fff) + 1;
    picture.height = (sizes >> 14 & 0x3fff) + 1;
  } else {
    return false;
  }
  return picture.width > 0 && picture.height > 0;
}

std::optional<PictureBytes> cleaned_webp(std::string_view bytes) {
  if (bytes.size() < 20 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WEBP") return {};
  bytes = bytes.substr(
      0,
      std::min<std::size_t>(bytes.size(), 8 + std::size_t{number_at(bytes, 4, 4, Order::little)}));
  PictureBytes picture;
  std::string head;
  std::string rest;
  bool has_data = false;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view type = bytes.substr(at, 4);
    const std::size_t length = number_at(bytes, at + 4, 4, Order::little);
    if (length > bytes.size() - at - 8) return {};
    const std::string_view content = bytes.substr(at + 8, length);
    at += 8 + length + length % 2;
    if (picture.width == 0 && !read_webp_size(picture, type, content)) return {};
    const bool data = type == "VP8 " || type == "VP8L" || type == "ANMF";
    has_data = has_data || data;
    if (type == "VP8X" && head.empty() && rest.empty()) {
      head = content;
    } else if (data || type == "ALPH" || type == "ANIM" || type == "ICCP") {
      append_riff(rest, type, content);
    } else if (type == "EXIF") {
      const bool marked = content.starts_with(kExifStart);
      picture.orientation = orientation_of(content.substr(marked ? kExifStart.size() : 0));
    }
  }
  if (!has_data) return {};
  if (head.empty()) picture.orientation = 1;  // the simple form has no room for it
  std::string body = "WEBP";
  if (!head.empty()) {
    auto flags = static_cast<unsigned char>(head[0]) & ~(kWebpExif | kWebpXmp);
    if (picture.orientation != 1) flags |= kWebpExif;
    head[0] = static_cast<char>(flags);
    append_riff(body, "VP8X", head);
  }
  body += rest;
  if (picture.orientation != 1) append_riff(body, "EXIF", tiff_with(picture.orientation));
  append_riff(picture.bytes, "RIFF", body);
  return picture;
}

// --- GIF (GIF89a) -------------------------------------------------------------------------------

class GifReader {
 public:
  explicit GifReader(std::string_view bytes) : bytes_(bytes) {}

  std::optional<PictureBytes> read() {
    if (bytes_.size() < 13 || !bytes_.starts_with("GIF8")) return {};
    PictureBytes picture;
    picture.width = number_at(bytes_, 6, 2, Order::little);
    picture.height = number_at(bytes_, 8, 2, Order::little);
    if (picture.width == 0 || picture.height == 0) return {};
    at_ = 13 + table_size(bytes_[10]);
    if (at_ > bytes_.size()) return {};
    picture.bytes = bytes_.substr(0, at_);
    bool has_image = false;
    while (at_ < bytes_.size()) {
      const std::size_t start = at_;
      const char kind = bytes_[at_++];
      if (kind == ';') break;
      const bool image = kind == ',';
      if (!image && kind != '!') break;
      if (!(image ? skip_image() : skip_extension())) break;
      has_image = has_image || image;
      if (image || keeps_) picture.bytes += bytes_.substr(start, at_ - start);
    }
    if (!has_image) return {};
    picture.bytes += ';';
    return picture;
  }

 private:
  static std::size_t table_size(char flags) {
    const auto bits = static_cast<unsigned char>(flags);
    return (bits & 0x80) != 0 ? std::size_t{3} << ((bits & 7) + 1) : 0;
  }

  bool skip_blocks() {
    while (at_ < bytes_.size()) {
      const std::size_t length = static_cast<unsigned char>(bytes_[at_++]);
      if (length == 0) return true;
      if (length > bytes_.size() - at_) return false;
      at_ += length;
    }
    return false;
  }

  bool skip_image() {
    if (bytes_.size() - at_ < 10) return false;
    const std::size_t table = table_size(bytes_[at_ + 8]);
    if (bytes_.size() - at_ - 10 < table) return false;
    at_ += 10 + table;  // with the size of the first codes
    return skip_blocks();
  }

  /// How a frame is shown, and how often the animation runs; no words, no XMP.
  bool skip_extension() {
    if (at_ == bytes_.size()) return false;
    const auto label = static_cast<unsigned char>(bytes_[at_++]);
    const std::string_view name = bytes_.substr(std::min(at_ + 1, bytes_.size()), 11);
    keeps_ = label == 0xf9 || (label == 0xff && (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0"));
    return skip_blocks();
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool keeps_ = false;
};

}  // namespace

std::optional<PictureBytes> cleaned_picture(std::string_view bytes, std::string_view media_type) {
  if (media_type == "image/jpeg") return JpegReader(bytes).read();
  if (media_type == "image/png") return cleaned_png(bytes);
  if (media_type == "image/webp") return cleaned_webp(bytes);
  if (media_type == "image/gif") return GifReader(bytes).read();
  return {};
}

}  // namespace kontor
