#include "kernel/mime.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "kernel/mail.hpp"
#include "kernel/text.hpp"

using namespace kontor;

namespace {

std::string crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::string kHead =
    "From: =?utf-8?Q?J=C3=B6rg?= =?utf-8?Q?_M=C3=BCller?= <joerg@weber.example>\n"
    "To: \"Nordwerk, Technik\" <desk@nordwerk.example>, b@nordwerk.example\n"
    "Subject: =?iso-8859-1?Q?R=FCckfrage?=\n zur Bestellung\n"
    "Message-ID: <a1@weber.example>\nIn-Reply-To: <e1@nordwerk.example>\n"
    "References: <e0@nordwerk.example>\n <e1@nordwerk.example>\n"
    "Date: Sat, 21 Nov 2026 09:00:00 +0100\n";

}  // namespace

TEST_CASE("a mail gives its sender, ids, subject and text") {
  const auto mail = parse_mail(crlf(kHead + "Content-Type: text/plain; charset=windows-1252\n\n"
                                            "Gr\xFC\xDF"
                                            "e, 5 \x80\n"));
  REQUIRE(mail.from.size() == 1);
  CHECK(mail.from[0].name == "Jörg Müller");
  CHECK(mail.from[0].address == "joerg@weber.example");
  REQUIRE(mail.to.size() == 2);
  CHECK(mail.to[0].name == "Nordwerk, Technik");
  CHECK(mail.subject == "Rückfrage zur Bestellung");
  CHECK(mail.message_id == "a1@weber.example");
  CHECK(mail.in_reply_to == std::vector<std::string>{"e1@nordwerk.example"});
  CHECK(mail.references == std::vector<std::string>{"e0@nordwerk.example", "e1@nordwerk.example"});
  CHECK(mail.date_ms == 1'795'248'000'000);
  CHECK(mail.text == "Grüße, 5 €\n");
  CHECK(mail.files.empty());
  CHECK(mail.flaws.empty());
}

TEST_CASE("what compose_mail writes is read back, with its file") {
  Mail written;
  written.from = {"desk@nordwerk.example", "Nordwerk"};
  written.to = {"anna@weber.example", "Anna Weber"};
  written.subject = "Ihre Bestellung A-2026-000001 ist eingegangen";
  written.text = "Größe: 5\n";
  written.html = "<p>Größe: 5</p>";
  written.message_id = "event_1@nordwerk.example";
  written.references = {"event_0@nordwerk.example"};
  written.date_ms = 1'795'248'000'000;
  written.files = {{"Angebot Müller.pdf", "application/pdf", std::string("%PDF\0\xFF", 6)}};
  const auto mail = parse_mail(compose_mail(written));
  CHECK(mail.subject == written.subject);
  CHECK(mail.text == "Größe: 5\n");
  CHECK_FALSE(mail.text_of_html);
  CHECK(mail.message_id == written.message_id);
  CHECK(mail.in_reply_to == written.references);
  CHECK(mail.header("auto-submitted") == "auto-generated");
  REQUIRE(mail.files.size() == 1);
  CHECK(mail.files[0].name == "Angebot Müller.pdf");
  CHECK(mail.files[0].media_type == "application/pdf");
  CHECK(mail.files[0].bytes == written.files[0].bytes);
}

TEST_CASE("of text and HTML the text is read, of HTML alone what a person would see") {
  const auto both =
      parse_mail(crlf(kHead + "Content-Type: multipart/alternative; boundary=\"x\"\n\n"
                              "--x\nContent-Type: text/plain\n\nText\n"
                              "--x\nContent-Type: text/html\n\n<b>HTML</b>\n--x--\n"));
  CHECK(both.text == "Text");
  const auto blank_line = parse_mail("Content-Type: multipart/mixed; boundary=x\n\n\n--x\n\nText");
  CHECK(blank_line.text == "Text");
  const auto empty = parse_mail(crlf(kHead + "Content-Type: multipart/alternative; boundary=x\n\n"
                                             "--x\nContent-Type: text/plain\n\n \n"
                                             "--x\nContent-Type: text/html\n\n<p>Ja<p>Nein\n"));
  CHECK(empty.text == "Ja\nNein");
  CHECK(empty.text_of_html);
  CHECK(text_of_html("<style>p{}</style><p>Guten&nbsp;Tag,</p>\n<p>5 &lt; 6 &#8364; &#x20AC;"
                     "<br>Seite: <a href=\"https://a.example/x?a=1&amp;b=2\">hier</a></p>"
                     "<blockquote>alt<br>neu</blockquote><ul><li>eins<li>zwei</ul>Ende") ==
        "Guten Tag,\n\n5 < 6 € €\nSeite: hier (https://a.example/x?a=1&b=2)\n\n> alt\n> neu\n"
        "- eins\n- zwei\nEnde");
  CHECK(text_of_html("<script>alert(1)</script>x<script>y") == "xy");
  CHECK(text_of_html("a<!-- b --> c &unknown; < 5") == "a c &unknown; < 5");
}

TEST_CASE("attachments, invitations and pictures become files with clean names") {
  const auto mail = parse_mail(
      crlf(kHead +
           "Content-Type: multipart/mixed; boundary=a\n\n"
           "--a\nContent-Type: multipart/related; boundary=b\n\n"
           "--b\nContent-Type: text/html\n\n<p>Bild <img src=cid:p1></p>\n"
           "--b\nContent-Type: image/png; name=p.png\nContent-ID: <p1>\n"
           "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
           "--a\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"
           "--a\nContent-Type: application/ms-tnef; name=winmail.dat\n"
           "Content-Transfer-Encoding: base64\n\neJ8+IgE=\n"
           "--a\nContent-Type: application/octet-stream\nContent-Disposition: attachment;\n"
           " filename*0*=utf-8''..%2F..%2FRechnung%20; filename*1*=f%C3%BCr%20Weber.pdf\n\nx\n"
           "--a\nContent-Type: message/rfc822\n\nSubject: innen\n\nText innen\n--a--\n"));
  CHECK(mail.text == "Bild");
  REQUIRE(mail.files.size() == 5);
  CHECK(mail.files[0].name == "p.png");
  CHECK(mail.files[0].is_inline);
  CHECK(mail.files[0].content_id == "p1");
  CHECK(mail.files[0].bytes == "\x89PNG\r\n\x1a\n");
  CHECK(mail.files[1].name == "2.ics");
  CHECK(mail.files[2].name == "winmail.dat");
  CHECK(mail.files[2].bytes.size() == 5);
  CHECK(mail.files[3].name == "Rechnung für Weber.pdf");
  CHECK(mail.files[4].name == "5.eml");
  CHECK(mail.files[4].bytes == crlf("Subject: innen\n\nText innen"));
}

TEST_CASE("a bounce says which mail did not arrive") {
  const auto mail = parse_mail(
      crlf("From: Mail Delivery System <MAILER-DAEMON@mx.example>\nReturn-Path: <>\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n"
           "--a\n\nEs tut uns leid.\n"
           "--a\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
           "Final-Recipient: rfc822; anna@weber.example\nAction: failed\nStatus: 5.1.1\n"
           "Diagnostic-Code: smtp; 550 5.1.1 unknown\n"
           "--a\nContent-Type: text/rfc822-headers\n\nMessage-ID: <e7@nordwerk.example>\n--a--\n"));
  REQUIRE(mail.report);
  CHECK(mail.report->action == "failed");
  CHECK(mail.report->status == "5.1.1");
  CHECK(mail.report->recipient == "anna@weber.example");
  CHECK(mail.report->diagnostic == "550 5.1.1 unknown");
  CHECK(mail.report->original_message_id == "e7@nordwerk.example");
  CHECK(mail.text == "Es tut uns leid.");
  CHECK(mail.files.empty());
  const auto old = parse_mail(
      "From: MAILER-DAEMON@mx.example\n\nCould not deliver:\n\n"
      "Message-ID: <e8@nordwerk.example>\n");
  REQUIRE(old.report);
  CHECK(old.report->original_message_id == "e8@nordwerk.example");
}

TEST_CASE("charsets that are wrong, old or broken still give text") {
  const auto text = [](const std::string& charset, const std::string& body) {
    return parse_mail("From: a@b.example\nContent-Type: text/plain; charset=" + charset + "\n\n" +
                      body)
        .text;
  };
  CHECK(text("utf-7", "Gr+APwA3w-e") == "Grüße");
  CHECK(text("utf-8",
             "Gr\xFC\xDF"
             "e") == "Gr��e");
  CHECK(text("us-ascii", "Grüße") == "Grüße");
  CHECK(text("nonsense-5",
             "Gr\xFC\xDF"
             "e") == "Grüße");
  CHECK(text("../../etc/passwd", "x") == "x");
  CHECK(text("iso-2022-jp", "\x1b$B$\"\x1b(B") == "あ");
  CHECK(text("utf-16le", std::string("a\0=\xD8\0\xDE", 6)) == "a😀");
  CHECK(text("utf-8", std::string("a\0b\x1b[31m\u202Ec", 12)) == "a�b[31mc");
  // Half of a letter in one encoded word, half in the next.
  const auto split = parse_mail("Subject: =?utf-8?B?w7w=?= =?utf-8?Q?_=C3?= =?utf-8?Q?=BC?=\n\n");
  CHECK(split.subject == "ü ü");
}

TEST_CASE("soft breaks of flowed text are taken out, quotes stay quotes") {
  const auto mail = parse_mail(
      "From: a@b.example\nContent-Type: text/plain; format=flowed\n\n"
      "Das ist ein \nlanger Satz.\n> alt \n> er Text\nEnde\n-- \nAnna\n");
  CHECK(mail.text == "Das ist ein langer Satz.\n> alt er Text\nEnde\n-- \nAnna\n");
}

TEST_CASE("line ends in names cannot make header fields") {
  const auto mail = parse_mail(
      "From: =?utf-8?Q?Anna=0D=0ABcc:_x@y.example?= <anna@weber.example>\n"
      "Subject: =?utf-8?B?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=\n\n");
  CHECK(mail.from[0].name == "Anna Bcc: x@y.example");
  CHECK(mail.subject == "a Bcc: x@y.example");
}

TEST_CASE("three thousand parts in parts are neither read nor recursed into") {
  std::string raw = "From: a@b.example\n";
  for (int i = 0; i < 3000; ++i) {
    const std::string boundary = "b" + std::to_string(i);
    raw += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  const auto mail = parse_mail(raw + "\n\nText\n");
  CHECK(mail.has(MimeFlaw::too_deep));
  CHECK(mail.from.size() == 1);
}

TEST_CASE("limits cut and say so") {
  std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 500; ++i) many += "--b\n\npart\n";
  CHECK(parse_mail(many).has(MimeFlaw::too_many_parts));
  CHECK(parse_mail("X: " + std::string(100'000, 'x') + "\nSubject: late\n\nText").text == "Text");
  CHECK(parse_mail("X: " + std::string(100'000, 'x') + "\n\nText").has(MimeFlaw::header_cut));
  MimeLimits limits;
  limits.max_bytes = 100;
  limits.max_text_bytes = 20;
  const auto mail = parse_mail("Subject: a\n\n" + std::string(500, 'y'), limits);
  CHECK(mail.has(MimeFlaw::too_large));
  CHECK(mail.has(MimeFlaw::text_cut));
  CHECK(mail.text.size() == 20);
}

TEST_CASE("what is written to make reading slow is read quickly") {
  const auto start = std::chrono::steady_clock::now();
  const auto repeated = [](std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) out += piece;
    return out;
  };
  for (const auto* piece : {"<a=\">", "<a href=\"<", "<script>", "&#", "<blockquote>", "<"}) {
    text_of_html(repeated(piece, 4u << 20));
  }
  for (const auto* piece : {"=?a?q?", "\"", "(", ",<", "a;b*=\"", "<a@b> "}) {
    const std::string value = repeated(piece, 60'000);
    parse_mail("From: " + value + "\nSubject: " + value + "\nReferences: " + value +
               "\nContent-Type: " + value + "\n\n");
  }
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
  parse_mail(deep + repeated("\n--", 50u << 20));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  // No measurement: quadratic behaviour takes minutes.
  CHECK(took.count() < 60.0);
}

TEST_CASE("real and broken mails of six collections are read") {
  const std::filesystem::path folder = "../shared/data/mail/share";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: the collections of mails are not here");
    return;
  }
  int count = 0;
  int with_text = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".json") continue;
    const auto mail = parse_mail(file_bytes(entry.path()));
    INFO(entry.path().string());
    ++count;
    with_text += mail.text.empty() ? 0 : 1;
    CHECK(is_valid_utf8(mail.text));
    CHECK(is_valid_utf8(mail.subject));
    CHECK_FALSE(has_forbidden_characters(mail.subject, LineBreaks::refused));
    CHECK_FALSE(has_forbidden_characters(mail.text, LineBreaks::allowed));
    for (const auto& file : mail.files) {
      CHECK(file.name.find_first_of("/\\\n") == std::string::npos);
      CHECK_FALSE(file.name.empty());
    }
  }
  CHECK(count > 200);
  CHECK(with_text > 150);
  MESSAGE(count << " mails, " << with_text << " with text");
}
