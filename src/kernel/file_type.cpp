#include "kernel/file_type.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "kernel/text.hpp"
#include "kernel/url.hpp"

namespace kontor {
namespace {

constexpr std::string_view kUnknown = "application/octet-stream";
constexpr std::size_t kNameCharacters = 120;

struct Magic {
  std::string_view start;
  std::string_view type;
};

// The last byte of a literal with a NUL in it is not counted by string_view's constructor.
template <std::size_t N>
constexpr std::string_view bytes(const char (&text)[N]) {
  return {text, N - 1};
}

constexpr std::array kMagics{
    Magic{"\x89PNG\r\n\x1a\n", "image/png"},
    Magic{"\xff\xd8\xff", "image/jpeg"},
    Magic{"GIF87a", "image/gif"},
    Magic{"GIF89a", "image/gif"},
    Magic{bytes("II*\0"), "image/tiff"},
    Magic{bytes("MM\0*"), "image/tiff"},
    Magic{"%PDF-", "application/pdf"},
    Magic{"{\\rtf", "application/rtf"},
    Magic{"\x1f\x8b", "application/gzip"},
    Magic{"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
    Magic{"Rar!\x1a\x07", "application/vnd.rar"},
    Magic{"ID3", "audio/mpeg"},
    Magic{"OggS", "application/ogg"},
};

std::string ending_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : folded(name.substr(dot + 1));
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// ISO base media (ISO 14496-12): size, "ftyp", brand.
std::string_view iso_media(std::string_view bytes) {
  if (bytes.size() < 12 || bytes.substr(4, 4) != "ftyp") return {};
  const std::string_view brand = bytes.substr(8, 4);
  for (const std::string_view heif : {"heic", "heix", "hevc", "mif1", "msf1"}) {
    if (brand == heif) return "image/heic";
  }
  if (brand == "avif") return "image/avif";
  if (brand == "qt  ") return "video/quicktime";
  return brand.starts_with("M4A") ? "audio/mp4" : "video/mp4";
}

std::string_view riff(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("RIFF")) return {};
  if (bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (bytes.substr(8, 4) == "WAVE") return "audio/wav";
  return {};
}

/// Office files are archives with known entries. Names of entries stand uncompressed.
std::string_view archive(std::string_view bytes) {
  if (!bytes.starts_with("PK\x03\x04") && !bytes.starts_with("PK\x05\x06")) return {};
  // OpenDocument: the first entry is "mimetype", stored, so its words stand at byte 38.
  for (const std::string_view type :
       {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation"}) {
    if (bytes.size() > 38 && bytes.substr(38).starts_with(type)) return type;
  }
  if (contains(bytes.substr(0, 4096), "[Content_Types].xml")) {
    const std::string_view tail =
        bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 65'536));
    if (contains(tail, "word/document")) {
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    }
    if (contains(tail, "xl/workbook")) {
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    if (contains(tail, "ppt/presentation")) {
      return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    }
  }
  return "application/zip";
}

/// Compound files (MS-CFB): Word, Excel and Outlook share the container.
std::string_view compound(std::string_view bytes, std::string_view name) {
  if (!bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return {};
  const std::string ending = ending_of(name);
  if (ending == "doc") return "application/msword";
  if (ending == "xls") return "application/vnd.ms-excel";
  if (ending == "ppt") return "application/vnd.ms-powerpoint";
  if (ending == "msg") return "application/vnd.ms-outlook";
  return "application/x-ole-storage";
}

/// UTF-8 without control characters, or any eight-bit text without them.
bool is_text(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  return std::ranges::none_of(head, [](char sign) {
    const auto code = static_cast<unsigned char>(sign);
    return (code < 0x20 && sign != '\t' && sign != '\n' && sign != '\r' && sign != '\f') ||
           code == 0x7f;
  });
}

bool is_header_line(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::ranges::all_of(line.substr(0, colon), [](char sign) {
    const auto code = static_cast<unsigned char>(sign);
    return code > 0x20 && code < 0x7f;
  });
}

/// RFC 5322: fields of a head, some of which every mail has.
bool is_mail(std::string_view text) {
  if (!is_header_line(text.substr(0, text.find('\n')))) return false;
  const std::string head = "\n" + folded(repaired_utf8(text.substr(0, 8192)));
  return contains(head, "\nfrom:") && contains(head, "\ndate:") &&
         (contains(head, "\nmessage-id:") || contains(head, "\nreceived:") ||
          contains(head, "\nmime-version:"));
}

/// What a browser might take for a page, as it looks for it (WHATWG MIME Sniffing, 7.1) and wider:
/// anywhere near the beginning.
std::string_view markup(std::string_view bytes) {
  const std::string head = folded(repaired_utf8(bytes.substr(0, 4096)));
  if (contains(head, "<svg")) return "image/svg+xml";
  for (const std::string_view tag :
       {"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table",
        "<a ", "<style", "<title", "<b>", "<body", "<br", "<p>", "<img", "<form", "<meta"}) {
    if (contains(head, tag)) return "text/html";
  }
  if (contains(head, "<?xml")) return "application/xml";
  return {};
}

std::string_view text_type(std::string_view bytes, std::string_view name) {
  if (is_mail(bytes)) return "message/rfc822";
  if (const auto found = markup(bytes); !found.empty()) return found;
  const std::string ending = ending_of(name);
  if (ending == "csv") return "text/csv";
  if (bytes.starts_with("BEGIN:VCALENDAR")) return "text/calendar";
  if (bytes.starts_with("BEGIN:VCARD")) return "text/vcard";
  return "text/plain";
}

bool has_mark(char32_t code) {
  // Directions (Unicode "Bidi_Control"), line and paragraph separators, invisible signs, the mark
  // of a byte order, noncharacters of the first plane.
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200b ||
         code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || (code >= 0xfff0 && code <= 0xfffb);
}

/// The code point at `at` of valid UTF-8, and its length.
std::pair<char32_t, std::size_t> code_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]));
  };
  if (byte(0) < 0x80) return {byte(0), 1};
  if (byte(0) < 0xe0) return {((byte(0) & 0x1f) << 6) | (byte(1) & 0x3f), 2};
  if (byte(0) < 0xf0) {
    return {((byte(0) & 0xf) << 12) | ((byte(1) & 0x3f) << 6) | (byte(2) & 0x3f), 3};
  }
  return {0x10000, 4};
}

}  // namespace

std::string media_type_of(std::string_view bytes, std::string_view name) {
  for (const auto& [start, type] : kMagics) {
    if (bytes.starts_with(start)) return std::string(type);
  }
  for (const std::string_view found :
       {iso_media(bytes), riff(bytes), archive(bytes), compound(bytes, name)}) {
    if (!found.empty()) return std::string(found);
  }
  if (bytes.empty() || !is_text(bytes)) return std::string(kUnknown);
  return std::string(text_type(bytes, name));
}

std::string clean_file_name(std::string_view name) {
  name.remove_prefix(name.find_last_of("/\\") + 1);
  const std::string valid = repaired_utf8(name);
  std::string clean;
  for (std::size_t at = 0; at < valid.size();) {
    const auto [code, length] = code_at(valid, at);
    if (!has_mark(code)) clean.append(valid, at, length);
    at += length;
  }
  clean = squeezed(nfc(clean));
  if (clean.empty() || clean == "." || clean == "..") return "file";
  if (character_count(clean) <= kNameCharacters) return clean;
  const auto dot = clean.rfind('.');
  const std::string ending =
      dot == std::string::npos || clean.size() - dot > 12 ? std::string() : clean.substr(dot);
  // Graphemes may be long: shorter until it fits.
  for (std::size_t keep = kNameCharacters - ending.size(); keep > 0; --keep) {
    std::string cut = squeezed(first_graphemes(clean, keep) + ending);
    if (character_count(cut) <= kNameCharacters) return cut;
  }
  return "file" + ending;
}

bool is_harmless_type(std::string_view media_type) {
  if (media_type == "image/svg+xml") return false;
  for (const std::string_view start : {"image/", "audio/", "video/", "application/vnd."}) {
    if (media_type.starts_with(start)) return true;
  }
  for (const std::string_view type :
       {"application/pdf", "application/zip", "text/plain", "text/csv", "application/msword"}) {
    if (media_type == type) return true;
  }
  return false;
}

std::string content_disposition(std::string_view kind, std::string_view name) {
  const std::string clean = clean_file_name(name);
  std::string plain;
  for (std::size_t at = 0; at < clean.size();) {
    const auto [code, length] = code_at(clean, at);
    const bool quoted = code == '"' || code == '\\' || code == '%';
    plain += code < 0x7f && !quoted ? clean[at] : '_';
    at += length;
  }
  return std::string(kind) + "; filename=\"" + plain + "\"; filename*=UTF-8''" +
         http::percent_encode(clean);
}

}  // namespace kontor
