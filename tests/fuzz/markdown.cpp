// A message: whatever was written, its HTML has known tags and known links only.

#include "kernel/markdown.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "fuzz.hpp"
#include "kernel/url.hpp"

namespace {

constexpr std::string_view kPicture = "/api/v1/files/file_1/content?inline=1";

constexpr std::array kTags = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li",
                              "a", "h1", "h2", "h3",     "h4",   "h5",  "h6", "hr", "blockquote"};

std::string tag_at(std::string_view html) {
  if (html.starts_with('/')) html.remove_prefix(1);
  return std::string(html.substr(0, html.find_first_of(" />")));
}

}  // namespace

void check_pictures(std::string_view markdown) {
  using namespace kontor;
  const auto known = [](std::string_view id) {
    return id == "file_1" ? std::string(kPicture) : std::string();
  };
  const std::string html = html_of_markdown(markdown, known);
  constexpr std::string_view kImage = "<img";
  for (auto at = html.find(kImage); at != std::string::npos; at = html.find(kImage, at + 1)) {
    const std::string wanted = "<img src=\"" + std::string(kPicture) + "\" alt=\"";
    fuzz::promise(html.compare(at, wanted.size(), wanted) == 0, "only known pictures");
    const auto end = html.find('"', at + wanted.size());
    fuzz::promise(end != std::string::npos && html.compare(end, 4, "\" />") == 0,
                  "a picture has an address and words only");
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto markdown = fuzz::text_of(data, size);
  const std::string html = html_of_markdown(markdown);
  fuzz::promise(http::is_valid_utf8(html), "HTML is text");
  for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const auto rest = std::string_view(html).substr(at + 1);
    const auto tag = tag_at(rest.substr(0, rest.find('>') + 1));
    if (std::ranges::find(kTags, tag) == kTags.end()) std::fprintf(stderr, "<%s>\n", tag.c_str());
    fuzz::promise(std::ranges::find(kTags, tag) != kTags.end(), "only known tags");
  }
  constexpr std::string_view kHref = "href=\"";
  for (auto at = html.find(kHref); at != std::string::npos; at = html.find(kHref, at + 1)) {
    // In the words of a message the quote is written as &quot;.
    auto scheme = html.substr(at + kHref.size(), 8);
    std::ranges::transform(scheme, scheme.begin(), [](unsigned char c) { return std::tolower(c); });
    fuzz::promise(scheme == "https://" || scheme.starts_with("http://") ||
                      scheme.starts_with("mailto:") || scheme.starts_with("tel:"),
                  "only known links");
  }
  check_pictures(markdown);
  fuzz::promise(first_words_of_markdown(markdown).find('\n') == std::string::npos,
                "first words stand on one line");
  return 0;
}
