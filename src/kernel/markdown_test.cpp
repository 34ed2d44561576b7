#include "kernel/markdown.hpp"

#include <doctest/doctest.h>

#include <rapidcheck.h>

using kontor::html_of_markdown;

namespace {
bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("markdown: what people write in messages") {
  CHECK(html_of_markdown("Guten Tag\nFrau **Weber**") ==
        "<p>Guten Tag<br />\nFrau <strong>Weber</strong></p>\n");
  CHECK(html_of_markdown("- eins\n- zwei") == "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n");
  CHECK(html_of_markdown("[Anleitung](https://k.example/a?b=1&c=2)") ==
        "<p><a href=\"https://k.example/a?b=1&amp;c=2\">Anleitung</a></p>\n");
  CHECK(html_of_markdown("[Mail](MAILTO:a@b.example) [Ruf](tel:+49421)") ==
        "<p><a href=\"MAILTO:a@b.example\">Mail</a> <a href=\"tel:+49421\">Ruf</a></p>\n");
  CHECK(html_of_markdown("") == "");
}

TEST_CASE("markdown: HTML is text, whether it is meant or not") {
  CHECK(html_of_markdown("Maß a<b und c>d") == "<p>Maß a&lt;b und c&gt;d</p>\n");
  CHECK(html_of_markdown("ein <b>Wort</b>") ==
        "<p>ein &lt;b&gt;Wort&lt;/b&gt;</p>\n");
  for (const char* hostile :
       {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        "<iframe src='https://evil.example'></iframe>", "a <!-- --> <style>*{display:none}</style>",
        "<div\nonclick=alert(1)>\n\ntext\n\n</div>", "</td></table><form action=//evil.example>"}) {
    CAPTURE(hostile);
    const auto html = html_of_markdown(hostile);
    for (const char* tag : {"<script", "<img", "<svg", "<iframe", "<style", "<div", "<form",
                            "</td", "<!--"}) {
      CHECK_FALSE(contains(html, tag));
    }
    CHECK(contains(html, "&lt;"));
  }
}

TEST_CASE("markdown: links lead to the web, to mail and to the telephone, nowhere else") {
  for (const char* hostile :
       {"[Rechnung](javascript:alert(1))", "[Rechnung](JaVaScRiPt:alert(1))",
        "[Rechnung](<javascript:alert(1)>)", "[Rechnung](&#106;avascript:alert(1))",
        "[Rechnung](data:text/html;base64,PHNjcmlwdD4=)", "[Rechnung](vbscript:x)",
        "[Rechnung](file:///etc/passwd)", "[Rechnung](//evil.example)", "[Rechnung](/relative)",
        "[Rechnung][r]\n\n[r]: javascript:alert(1)"}) {
    CAPTURE(hostile);
    const auto html = html_of_markdown(hostile);
    CHECK_FALSE(contains(html, "href"));
    CHECK(contains(html, "Rechnung"));
  }
  CHECK_FALSE(contains(html_of_markdown("<javascript:alert(1)>"), "href"));
  CHECK_FALSE(contains(html_of_markdown("[x](https://k.example \"\\\" onclick=alert(1) \\\"\")"),
                       "onclick=alert(1) \""));
}

TEST_CASE("markdown: no picture is fetched from anywhere; its description leads there") {
  CHECK(html_of_markdown("![Schaltplan](https://k.example/p.png)") ==
        "<p><a href=\"https://k.example/p.png\">Schaltplan</a></p>\n");
  CHECK(html_of_markdown("![](https://k.example/p.png)") ==
        "<p><a href=\"https://k.example/p.png\">https://k.example/p.png</a></p>\n");
  CHECK(html_of_markdown("[![Bild](https://a.example/p.png)](https://b.example)") ==
        "<p><a href=\"https://b.example\">Bild</a></p>\n");
  CHECK(html_of_markdown("![x](data:image/png;base64,AAAA)") == "<p>x</p>\n");
}

TEST_CASE("markdown: a picture of the same entry is shown, and no other") {
  const auto known = [](std::string_view id) -> std::string {
    return id == "file_1" ? "/api/v1/files/file_1/content?inline=1" : "";
  };
  CHECK(html_of_markdown("Hier: ![die \"Tür\"](file:file_1 \"x\")", known) ==
        "<p>Hier: <img src=\"/api/v1/files/file_1/content?inline=1\" alt=\"die &quot;Tür&quot;\" "
        "/></p>\n");
  CHECK(html_of_markdown("[![Tür](file:file_1)](https://k.example)", known) ==
        "<p><a href=\"https://k.example\"><img src=\"/api/v1/files/file_1/content?inline=1\" "
        "alt=\"Tür\" /></a></p>\n");
  for (const char* other :
       {"![Tür](file:file_2)", "![Tür](FILE:file_1)", "![Tür](file:///file_1)",
        "![Tür](file:file_1/../x)", "![Tür](/api/v1/files/file_1/content)", "[Tür](file:file_1)"}) {
    CAPTURE(other);
    CHECK(html_of_markdown(other, known) == "<p>Tür</p>\n");
  }
  CHECK(html_of_markdown("![Tür](file:file_1)") == "<p>Tür</p>\n");
  CHECK(html_of_markdown("![Tür](https://k.example/p.png)", known) ==
        "<p><a href=\"https://k.example/p.png\">Tür</a></p>\n");
}

TEST_CASE("markdown: the first words of a message bear no marks") {
  CHECK(kontor::first_words_of_markdown(
            "**Guten Tag**, die `TS-260`\nist [da](https://a.example).\n\nGruß") ==
        "Guten Tag, die TS-260 ist da.");
  CHECK(kontor::first_words_of_markdown("# Lieferung\n\nmorgen") == "Lieferung");
  CHECK(kontor::first_words_of_markdown("- eins\n- zwei") == "eins");
  CHECK(kontor::first_words_of_markdown("").empty());
  CHECK(kontor::first_words_of_markdown("eins&#xa;zwei&#13;&#10;drei`a&#xa;b`") ==
        "eins zwei  dreia&#xa;b");
}

TEST_CASE("markdown: whatever it is, it ends and holds no tag of an attacker") {
  rc::check("tags come from a short list", [](const std::string& text) {
    std::string_view rest;
    const std::string html = html_of_markdown(text);
    rest = html;
    for (auto at = rest.find('<'); at != std::string_view::npos; at = rest.find('<', at + 1)) {
      bool known = false;
      for (const char* tag : {"p>", "br />", "strong>", "em>", "ul>", "ol", "li>", "a href=\"",
                              "a>", "blockquote>", "pre>", "code", "h1>", "h2>", "h3>", "h4>",
                              "h5>", "h6>", "hr />"}) {
        const auto tail = rest.substr(at + 1);
        known = known || tail.starts_with(tag) || tail.starts_with("/" + std::string(tag));
      }
      RC_ASSERT(known);
    }
  });
  // Deeply nested quotes, lists and brackets end quickly.
  CHECK(html_of_markdown(std::string(20'000, '>')).size() < 1'000'000);
  CHECK(html_of_markdown(std::string(20'000, '[')).size() < 1'000'000);
  CHECK(html_of_markdown(std::string(20'000, '*')).size() < 1'000'000);
}
