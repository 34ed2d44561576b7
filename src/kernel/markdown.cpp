#include "kernel/markdown.hpp"

#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "kernel/text.hpp"

namespace kontor {
namespace {

struct NodeFree {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct TextFree {
  void operator()(char* text) const { std::free(text); }
};

bool is_allowed_target(std::string_view url) {
  std::string start(url.substr(0, 8));
  std::ranges::transform(start, start.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const char* scheme : {"https://", "http://", "mailto:", "tel:"}) {
    if (start.starts_with(std::string_view(scheme).substr(0, 8))) return true;
  }
  return false;
}

/// The children take the node's place.
void unwrap(cmark_node* node) {
  while (cmark_node* child = cmark_node_first_child(node)) cmark_node_insert_before(node, child);
  cmark_node_unlink(node);
  cmark_node_free(node);
}

void replace(cmark_node* node, cmark_node* other) {
  cmark_node_replace(node, other);
  cmark_node_free(node);
}

/// HTML as the words that they are: "a < b > c" must not vanish from a message.
void show_html(cmark_node* node, bool block) {
  std::string literal = cmark_node_get_literal(node);
  while (!literal.empty() && literal.back() == '\n') literal.pop_back();
  cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(text, literal.c_str());
  if (!block) return replace(node, text);
  cmark_node* paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
  cmark_node_append_child(paragraph, text);
  replace(node, paragraph);
}

void settle_link(cmark_node* node) {
  if (!is_allowed_target(cmark_node_get_url(node))) unwrap(node);
}

/// True when it is one of ours and stays a picture.
bool show_picture(cmark_node* node, const PictureAddress& pictures) {
  constexpr std::string_view kOwn = "file:";
  const std::string_view url = cmark_node_get_url(node);
  if (!pictures || !url.starts_with(kOwn)) return false;
  const std::string address = pictures(url.substr(kOwn.size()));
  if (address.empty()) return false;
  cmark_node_set_url(node, address.c_str());
  cmark_node_set_title(node, "");
  return true;
}

void settle_picture(cmark_node* node, const PictureAddress& pictures) {
  if (show_picture(node, pictures)) return;
  if (!is_allowed_target(cmark_node_get_url(node))) return unwrap(node);
  cmark_node* link = cmark_node_new(CMARK_NODE_LINK);
  cmark_node_set_url(link, cmark_node_get_url(node));
  while (cmark_node* child = cmark_node_first_child(node)) cmark_node_append_child(link, child);
  if (cmark_node_first_child(link) == nullptr) {
    cmark_node* text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, cmark_node_get_url(node));
    cmark_node_append_child(link, text);
  }
  // A link within a link is none: the picture's own words stay.
  for (cmark_node* up = cmark_node_parent(node); up != nullptr; up = cmark_node_parent(up)) {
    if (cmark_node_get_type(up) != CMARK_NODE_LINK) continue;
    cmark_node_insert_before(node, link);
    cmark_node_unlink(node);
    cmark_node_free(node);
    return unwrap(link);
  }
  replace(node, link);
}

void settle(cmark_node* root, const PictureAddress& pictures) {
  std::vector<cmark_node*> found;
  cmark_iter* walk = cmark_iter_new(root);
  for (auto event = cmark_iter_next(walk); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk)) {
    if (event == CMARK_EVENT_ENTER) found.push_back(cmark_iter_get_node(walk));
  }
  cmark_iter_free(walk);
  // From the inside out: a node that is replaced has only settled ones below it.
  for (auto at = found.rbegin(); at != found.rend(); ++at) {
    const cmark_node_type type = cmark_node_get_type(*at);
    if (type == CMARK_NODE_HTML_BLOCK) show_html(*at, true);
    if (type == CMARK_NODE_HTML_INLINE) show_html(*at, false);
    if (type == CMARK_NODE_IMAGE) settle_picture(*at, pictures);
    if (type == CMARK_NODE_LINK) settle_link(*at);
  }
}

}  // namespace

std::string html_of_markdown(std::string_view markdown, const PictureAddress& pictures) {
  constexpr int kOptions = CMARK_OPT_SAFE | CMARK_OPT_HARDBREAKS | CMARK_OPT_VALIDATE_UTF8;
  const std::string clean = repaired_utf8(markdown);
  const std::unique_ptr<cmark_node, NodeFree> root(
      cmark_parse_document(clean.data(), clean.size(), kOptions));
  settle(root.get(), pictures);
  const std::unique_ptr<char, TextFree> html(cmark_render_html(root.get(), kOptions, nullptr));
  return html.get();
}

std::string first_words_of_markdown(std::string_view markdown) {
  const std::string clean = repaired_utf8(markdown);
  const std::unique_ptr<cmark_node, NodeFree> root(
      cmark_parse_document(clean.data(), clean.size(), CMARK_OPT_DEFAULT));
  std::string words;
  cmark_iter* walk = cmark_iter_new(root.get());
  for (auto event = cmark_iter_next(walk); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk)) {
    cmark_node* node = cmark_iter_get_node(walk);
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) words += ' ';
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) words += cmark_node_get_literal(node);
    const bool block = type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING;
    if (event == CMARK_EVENT_EXIT && block && !words.empty()) break;
  }
  cmark_iter_free(walk);
  // "&#10;" is a line end in a text, whatever the lines of the source are.
  std::ranges::replace_if(
      words, [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  return words;
}

}  // namespace kontor
