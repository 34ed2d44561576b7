#include <cstring>

#include "kernel/mail.hpp"
#include "kernel/pdf_objects.hpp"

namespace kontor {
namespace {

constexpr unsigned kMostPixels = 4096;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

unsigned number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  unsigned number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number << 8 | byte_at(bytes, at + i);
  return number;
}

struct Size {
  unsigned width = 0;
  unsigned height = 0;
};

bool fits(const Size& size) {
  return size.width > 0 && size.height > 0 && size.width <= kMostPixels &&
         size.height <= kMostPixels;
}

/// From the first chunk, before anything is unpacked (PNG specification, 11.2.2).
Size png_size(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return {};
  return {number_at(bytes, 16, 4), number_at(bytes, 20, 4)};
}

/// From the frame header (ITU-T T.81, B.2.2). Grey and YCbCr only: four colours are not for logos.
Size jpeg_size(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 10 <= bytes.size() && byte_at(bytes, at) == 0xFF) {
    const unsigned marker = byte_at(bytes, at + 1);
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      const unsigned colors = byte_at(bytes, at + 9);
      if (colors != 1 && colors != 3) return {};
      return {number_at(bytes, at + 7, 2), number_at(bytes, at + 5, 2)};
    }
    at += 2 + number_at(bytes, at + 2, 2);
  }
  return {};
}

cairo_status_t read_some(void* source, unsigned char* target, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(source);
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(target, rest.data(), size);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

PdfOwned<cairo_surface_t> read_png(std::string_view bytes) {
  return PdfOwned<cairo_surface_t>(cairo_image_surface_create_from_png_stream(read_some, &bytes));
}

/// Cairo puts the file in as it is; the surface has only its size.
PdfOwned<cairo_surface_t> wrap_jpeg(const std::string& bytes, const Size& size) {
  PdfOwned<cairo_surface_t> surface(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(size.width), static_cast<int>(size.height)));
  auto copy = std::make_unique<std::string>(bytes);
  const auto status = cairo_surface_set_mime_data(
      surface.get(), CAIRO_MIME_TYPE_JPEG, reinterpret_cast<const unsigned char*>(copy->data()),
      copy->size(), [](void* kept) { delete static_cast<std::string*>(kept); }, copy.get());
  if (status != CAIRO_STATUS_SUCCESS) return nullptr;
  // The surface deletes it.
  static_cast<void>(copy.release());
  return surface;
}

}  // namespace

double PdfImage::width_px() const { return pixels_->width_px; }
double PdfImage::height_px() const { return pixels_->height_px; }

std::optional<PdfImage> pdf_image(std::string_view data_url) {
  const auto picture = picture_of_data_url(data_url);
  if (!picture) return {};
  const bool png = picture->media_type == "image/png";
  const Size size = png ? png_size(picture->bytes) : jpeg_size(picture->bytes);
  if (!fits(size)) return {};
  auto pixels = std::make_shared<PdfImage::Pixels>();
  pixels->surface = png ? read_png(picture->bytes) : wrap_jpeg(picture->bytes, size);
  if (!pixels->surface || cairo_surface_status(pixels->surface.get()) != CAIRO_STATUS_SUCCESS) {
    return {};
  }
  pixels->width_px = size.width;
  pixels->height_px = size.height;
  return PdfImage(std::move(pixels));
}

}  // namespace kontor
