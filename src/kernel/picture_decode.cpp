#include "kernel/picture_decode.hpp"

#include <gif_lib.h>
#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <type_traits>

namespace kontor {
namespace {

const unsigned char* start_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// --- JPEG ---------------------------------------------------------------------------------------

struct JpegFree {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using JpegHandle = std::unique_ptr<std::remove_pointer_t<tjhandle>, JpegFree>;

/// The smallest that the format gives for nothing and that still has `side`.
tjscalingfactor jpeg_scale(int width, int height, std::size_t side) {
  tjscalingfactor best{1, 1};
  int count = 0;
  const tjscalingfactor* factors = tjGetScalingFactors(&count);
  for (int i = 0; i < count; ++i) {
    const auto longest = static_cast<std::size_t>(TJSCALED(std::max(width, height), factors[i]));
    const bool smaller = factors[i].num * best.denom < best.num * factors[i].denom;
    if (longest >= side && smaller) best = factors[i];
  }
  return best;
}

/// Print colours: as Adobe writes them, which is how all of them are, 255 is no ink.
void print_to_screen(Pixels& pixels) {
  for (std::size_t i = 0; i < pixels.rgba.size(); i += 4) {
    std::uint8_t* ink = &pixels.rgba[i];
    for (int part = 0; part < 3; ++part)
      ink[part] = static_cast<std::uint8_t>(ink[part] * ink[3] / 255);
    ink[3] = 255;
  }
}

std::optional<Pixels> decode_jpeg(std::string_view bytes, std::size_t known_width,
                                  std::size_t known_height, std::size_t side) {
  const JpegHandle decoder(tjInitDecompress());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  const auto size = static_cast<unsigned long>(bytes.size());
  if (!decoder || tjDecompressHeader3(decoder.get(), start_of(bytes), size, &width, &height,
                                      &subsampling, &colours) != 0) {
    return {};
  }
  if (width <= 0 || static_cast<std::size_t>(width) != known_width || height <= 0 ||
      static_cast<std::size_t>(height) != known_height) {
    return {};
  }
  const auto scale = jpeg_scale(width, height, side);
  const int columns = TJSCALED(width, scale);
  const int rows = TJSCALED(height, scale);
  Pixels pixels(static_cast<std::size_t>(columns), static_cast<std::size_t>(rows));
  const bool print = colours == TJCS_CMYK || colours == TJCS_YCCK;
  const int failed =
      tjDecompress2(decoder.get(), start_of(bytes), size, pixels.rgba.data(), columns, 0, rows,
                    print ? TJPF_CMYK : TJPF_RGBA, TJFLAG_LIMITSCANS);
  // What is cut off or dirty in one place is still a picture.
  if (failed != 0 && tjGetErrorCode(decoder.get()) != TJERR_WARNING) return {};
  if (print) print_to_screen(pixels);
  return pixels;
}

// --- PNG ----------------------------------------------------------------------------------------

std::optional<Pixels> decode_png(std::string_view bytes, std::size_t width, std::size_t height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return {};
  const std::unique_ptr<png_image, void (*)(png_image*)> freed(&image, png_image_free);
  if (image.width != width || image.height != height) return {};
  image.format = PNG_FORMAT_RGBA;
  Pixels pixels(width, height);
  if (png_image_finish_read(&image, nullptr, pixels.rgba.data(), 0, nullptr) == 0) return {};
  return pixels;
}

// --- WebP ---------------------------------------------------------------------------------------

std::optional<Pixels> decode_webp_frame(std::string_view bytes, std::size_t width,
                                        std::size_t height) {
  // The decoder keeps two canvases beside ours.
  constexpr std::size_t kMostPixels = 10'000'000;
  if (width * height > kMostPixels) return {};
  const WebPData data{start_of(bytes), bytes.size()};
  const std::unique_ptr<WebPAnimDecoder, void (*)(WebPAnimDecoder*)> decoder(
      WebPAnimDecoderNew(&data, nullptr), WebPAnimDecoderDelete);
  WebPAnimInfo info;
  if (!decoder || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0) return {};
  if (info.canvas_width != width || info.canvas_height != height) return {};
  std::uint8_t* canvas = nullptr;
  int shown_at_ms = 0;
  if (WebPAnimDecoderGetNext(decoder.get(), &canvas, &shown_at_ms) == 0) return {};
  Pixels pixels(width, height);
  std::memcpy(pixels.rgba.data(), canvas, pixels.rgba.size());
  return pixels;
}

std::optional<Pixels> decode_webp(std::string_view bytes, std::size_t width, std::size_t height,
                                  std::size_t side) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return {};
  if (WebPGetFeatures(start_of(bytes), bytes.size(), &config.input) != VP8_STATUS_OK) return {};
  if (static_cast<std::size_t>(config.input.width) != width ||
      static_cast<std::size_t>(config.input.height) != height) {
    return {};
  }
  if (config.input.has_animation != 0) return decode_webp_frame(bytes, width, height);
  const std::size_t longest = std::max(width, height);
  const std::size_t wanted = std::min(longest, 2 * side);
  Pixels pixels(std::max<std::size_t>(1, width * wanted / longest),
                std::max<std::size_t>(1, height * wanted / longest));
  config.options.use_scaling = wanted < longest ? 1 : 0;
  config.options.scaled_width = static_cast<int>(pixels.width);
  config.options.scaled_height = static_cast<int>(pixels.height);
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels.rgba.data();
  config.output.u.RGBA.stride = static_cast<int>(pixels.width * 4);
  config.output.u.RGBA.size = pixels.rgba.size();
  const auto status = WebPDecode(start_of(bytes), bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (status != VP8_STATUS_OK) return {};
  return pixels;
}

// --- GIF ----------------------------------------------------------------------------------------

struct GifFree {
  void operator()(GifFileType* file) const {
    int error = 0;
    DGifCloseFile(file, &error);
  }
};

int read_gif(GifFileType* file, GifByteType* out, int wanted) {
  auto& rest = *static_cast<std::string_view*>(file->UserData);
  const auto count = std::min(rest.size(), static_cast<std::size_t>(std::max(wanted, 0)));
  std::memcpy(out, rest.data(), count);
  rest.remove_prefix(count);
  return static_cast<int>(count);
}

/// Reads an extension; which colour shines through, if it says so.
bool skip_gif_extension(GifFileType* file, int& transparent) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(file, &code, &block) == GIF_ERROR) return false;
  while (block != nullptr) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
      transparent = control.TransparentColor;
    }
    if (DGifGetExtensionNext(file, &block) == GIF_ERROR) return false;
  }
  return true;
}

/// The first frame where it lies on the canvas.
std::optional<Pixels> decode_gif_frame(GifFileType* file, int transparent, Pixels canvas) {
  if (DGifGetImageDesc(file) == GIF_ERROR) return {};
  const GifImageDesc& frame = file->Image;
  const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : file->SColorMap;
  if (colours == nullptr || frame.Left < 0 || frame.Top < 0 || frame.Width <= 0 ||
      frame.Height <= 0) {
    return {};
  }
  const auto left = static_cast<std::size_t>(frame.Left);
  const auto top = static_cast<std::size_t>(frame.Top);
  const auto width = static_cast<std::size_t>(frame.Width);
  const auto height = static_cast<std::size_t>(frame.Height);
  if (left + width > canvas.width || top + height > canvas.height) return {};
  static constexpr std::pair<std::size_t, std::size_t> kInterlaced[] = {
      {0, 8}, {4, 8}, {2, 4}, {1, 2}};
  static constexpr std::pair<std::size_t, std::size_t> kPlain[] = {{0, 1}};
  std::vector<GifPixelType> line(width);
  const auto read_rows = [&](std::size_t from, std::size_t step) {
    for (std::size_t y = from; y < height; y += step) {
      if (DGifGetLine(file, line.data(), frame.Width) == GIF_ERROR) return false;
      for (std::size_t x = 0; x < width; ++x) {
        if (line[x] == transparent || line[x] >= colours->ColorCount) continue;
        const GifColorType& colour = colours->Colors[line[x]];
        std::uint8_t* out = canvas.at(left + x, top + y);
        out[0] = colour.Red;
        out[1] = colour.Green;
        out[2] = colour.Blue;
        out[3] = 255;
      }
    }
    return true;
  };
  if (frame.Interlace) {
    for (const auto& [from, step] : kInterlaced) {
      if (!read_rows(from, step)) return {};
    }
  } else if (!read_rows(kPlain->first, kPlain->second)) {
    return {};
  }
  return canvas;
}

std::optional<Pixels> decode_gif(std::string_view bytes, std::size_t width, std::size_t height) {
  std::string_view rest = bytes;
  int error = 0;
  const std::unique_ptr<GifFileType, GifFree> file(DGifOpen(&rest, read_gif, &error));
  if (!file || file->SWidth <= 0 || static_cast<std::size_t>(file->SWidth) != width ||
      file->SHeight <= 0 || static_cast<std::size_t>(file->SHeight) != height) {
    return {};
  }
  int transparent = NO_TRANSPARENT_COLOR;
  for (;;) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(file.get(), &record) == GIF_ERROR) return {};
    if (record == IMAGE_DESC_RECORD_TYPE) {
      return decode_gif_frame(file.get(), transparent, Pixels(width, height));
    }
    if (record != EXTENSION_RECORD_TYPE) return {};
    if (!skip_gif_extension(file.get(), transparent)) return {};
  }
}

}  // namespace

std::optional<Pixels> decode_picture(std::string_view bytes, std::string_view media_type,
                                     std::size_t width, std::size_t height, std::size_t side) {
  if (media_type == "image/jpeg") return decode_jpeg(bytes, width, height, side);
  if (media_type == "image/png") return decode_png(bytes, width, height);
  if (media_type == "image/webp") return decode_webp(bytes, width, height, side);
  if (media_type == "image/gif") return decode_gif(bytes, width, height);
  return {};
}

std::optional<std::string> encode_jpeg(const Pixels& pixels) {
  constexpr int kQuality = 82;
  const JpegHandle encoder(tjInitCompress());
  unsigned char* made = nullptr;
  unsigned long size = 0;
  const bool done =
      encoder && tjCompress2(encoder.get(), pixels.rgba.data(), static_cast<int>(pixels.width), 0,
                             static_cast<int>(pixels.height), TJPF_RGBA, &made, &size, TJSAMP_420,
                             kQuality, 0) == 0;
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> freed(made, tjFree);
  if (!done) return {};
  return std::string(reinterpret_cast<const char*>(made), size);
}

std::optional<std::string> encode_png(const Pixels& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(pixels.width);
  image.height = static_cast<png_uint_32>(pixels.height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = 0;
  if (png_image_write_get_memory_size(image, size, 0, pixels.rgba.data(), 0, nullptr) == 0) {
    return {};
  }
  std::string made(size, '\0');
  if (png_image_write_to_memory(&image, made.data(), &size, 0, pixels.rgba.data(), 0, nullptr) ==
      0) {
    return {};
  }
  made.resize(size);
  return made;
}

}  // namespace kontor
