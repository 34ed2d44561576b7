#include "conversation/reply_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "kernel/markdown.hpp"
#include "kernel/mime.hpp"
#include "kernel/text.hpp"

using namespace kontor;

namespace {

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string text_of(const std::filesystem::path& path) {
  const std::string raw = file_bytes(path);
  if (path.extension() == ".eml") return parse_mail(raw).text;
  return path.extension() == ".html" ? text_of_html(raw) : raw;
}

/// Every line with words, in order.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) {
    if (auto words = trimmed(line); !words.empty()) lines.push_back(std::move(words));
  }
  return lines;
}

/// Visible and folded part together are the mail, line by line.
void check_nothing_lost(std::string_view text, const ReplyText& reply) {
  auto lines = words_of(reply.visible);
  std::ranges::copy(words_of(reply.folded), std::back_inserter(lines));
  CHECK(lines == words_of(text));
  CHECK((trimmed(text).empty() || !trimmed(reply.visible).empty()));
}

}  // namespace

TEST_CASE("of German and French replies exactly what was written above the quote is shown") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/mail/replies")) {
    if (entry.path().extension() != ".eml") continue;
    auto wanted = entry.path();
    wanted.replace_extension(".txt");
    INFO(entry.path().filename().string());
    const std::string text = text_of(entry.path());
    const ReplyText reply = reply_text(text);
    CHECK(reply.visible + "\n" == file_bytes(wanted));
    check_nothing_lost(text, reply);
    ++count;
  }
  CHECK(count >= 40);
}

TEST_CASE("replies of four collections keep every line above the quote") {
  const std::filesystem::path folder = "../shared/data/mail/share";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: the collections of replies are not here");
    return;
  }
  // How many lines with words each of them has above its quote, counted by reading them.
  std::ifstream list("tests/mail/reply_lines.txt");
  std::string name;
  std::size_t wanted = 0;
  int count = 0;
  while (list >> name >> wanted) {
    INFO(name);
    const std::string text = text_of(folder / name);
    const ReplyText reply = reply_text(text);
    CHECK(words_of(reply.visible).size() == wanted);
    check_nothing_lost(text, reply);
    ++count;
  }
  CHECK(count == 83);
}

TEST_CASE("a text of any shape is kept, and quickly") {
  const auto repeated = [](std::string_view piece, std::size_t times) {
    std::string out;
    while (times-- > 0) out += piece;
    return out;
  };
  for (const auto* piece : {"Von: a\n", "> a\n", "Am 1.1. um 09:00 schrieb\n", "-- \n", "a\n> b\n",
                            "\n", "@ 2026:\n"}) {
    const std::string text = "Guten Tag\n" + repeated(piece, 20'000);
    check_nothing_lost(text, reply_text(text));
  }
  CHECK(reply_text("").visible.empty());
  CHECK(reply_text(" \n\n").visible.empty());
  CHECK(reply_text("> nur Zitat").visible == "> nur Zitat");
}

TEST_CASE("the text of a mail as Markdown looks like the text") {
  const std::string text =
      "Guten Tag,\n1. *Wichtig*: a_b_c <b>x</b> & &amp;\n# 5\n- Punkt\n> alt\nneu\n"
      "[x](http://a.example) ~~~\n    eingerückt\nEnde.";
  CHECK(html_of_markdown(markdown_of_text(text)) ==
        "<p>Guten Tag,<br />\n1. *Wichtig*: a_b_c &lt;b&gt;x&lt;/b&gt; &amp; &amp;amp;<br />\n"
        "# 5<br />\n- Punkt</p>\n<blockquote>\n<p>alt</p>\n</blockquote>\n"
        "<p>neu<br />\n[x](http://a.example) ~~~<br />\neingerückt<br />\nEnde.</p>\n");
  // What is nothing in Markdown stays readable as it was written.
  CHECK(markdown_of_text("Stk. TS-260 (2 x) für 5 & 6 EUR: ja!\n\nGrüße_") ==
        "Stk. TS-260 (2 x) für 5 & 6 EUR: ja!\n\nGrüße\\_");
}
