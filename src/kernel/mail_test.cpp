#include "kernel/mail.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <stdexcept>

#include "kernel/text.hpp"

using namespace kontor;

namespace {

Mail sample() {
  Mail mail;
  mail.from = {"desk@nordhafen.example", "Nordhafen Systemhaus"};
  mail.to = {"petra@example.com", "Petra Brinkmann"};
  mail.subject = "Bestellung";
  mail.text = "Guten Tag\n";
  mail.message_id = "0190-abc@nordhafen.example";
  mail.date_ms = 1'795'266'300'000;
  mail.language = "de";
  return mail;
}

// The header lines with folding undone, up to the empty line.
std::vector<std::string> header_lines(const std::string& message) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (true) {
    const auto end = message.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    const std::string line = message.substr(at, end - at);
    if (line.empty()) return lines;
    if ((line.front() == ' ' || line.front() == '\t') && !lines.empty()) {
      lines.back() += line;
    } else {
      lines.push_back(line);
    }
    at = end + 2;
  }
}

std::string header(const std::string& message, const std::string& name) {
  for (const auto& line : header_lines(message)) {
    if (line.starts_with(name + ":")) return trimmed(line.substr(name.size() + 1));
  }
  return {};
}

MailContent content() {
  MailContent content;
  content.sender_name = "Nordhafen";
  content.sender_line = "Systemhaus GmbH";
  content.preview = "Wir haben Ihre Bestellung erhalten.";
  content.kicker = "Bestellung A-2026-000123";
  content.title = "Ihre Bestellung ist bei uns";
  content.paragraphs = {"Guten Tag Frau Brinkmann,", "vielen Dank & Grüße <Anna>."};
  content.tiles = {{"Gesamt, netto", "3.036,00 €"}, {"Monatlich", "327,00 €"}};
  content.button = MailButton{"Bestellung ansehen", "https://k.example/o/1?a=1&b=2"};
  content.button_hint = "Dort sehen Sie jeden Schritt.";
  content.rows = {{"Lieferung", "Speicherweg 8\n20457 Hamburg"}, {"Zahlung", "Rechnung"}};
  content.signature = {"Mit freundlichen Grüßen", "Nordhafen"};
  content.footer = {"Nordhafen Systemhaus GmbH, Hamburg", "HRB 123456"};
  return content;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("mail: addresses are one plain mailbox, with or without a name") {
  for (const char* good : {"a@b.de", "anna.keller+x@mail.nordhafen.example", "o'neil@a-b.io"}) {
    CHECK(is_mail_address(good));
  }
  for (const char* bad : {"",
                          "a",
                          "@b.de",
                          "a@",
                          "a@b",
                          "a@b.",
                          "a@.de",
                          ".a@b.de",
                          "a.@b.de",
                          "a..b@c.de",
                          "a b@c.de",
                          "a@b c.de",
                          "\"a\"@b.de",
                          "a@[127.0.0.1]",
                          "a@127.0.0.1",
                          "a@-b.de",
                          "a@b.de\n",
                          "a@b.de,c@d.de",
                          "ä@b.de",
                          "a@b_c.de",
                          "a\r\nBcc: x@y.de@b.de"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_mail_address(bad));
  }
  CHECK_FALSE(is_mail_address(std::string(65, 'a') + "@b.de"));
  const auto named = parse_mail_address(" Kontor <orders@example.com> ");
  REQUIRE(named);
  CHECK(named->name == "Kontor");
  CHECK(named->address == "orders@example.com");
  CHECK(parse_mail_address("\"Nord, Hafen\" <a@b.de>") == std::nullopt);
  CHECK(parse_mail_address("a@b.de, c@d.de") == std::nullopt);
  CHECK(parse_mail_address("A <a@b.de>\r\nBcc: <c@d.de>") == std::nullopt);
}

TEST_CASE("mail: the message has the headers that the mail rules ask for") {
  Mail mail = sample();
  mail.html = "<p>Guten Tag</p>";
  mail.reply_to = "orders+x@nordhafen.example";
  mail.references = {"root@nordhafen.example", "last@nordhafen.example"};
  const std::string message = compose_mail(mail);
  CHECK(header(message, "From") == "Nordhafen Systemhaus <desk@nordhafen.example>");
  CHECK(header(message, "To") == "Petra Brinkmann <petra@example.com>");
  CHECK(header(message, "Reply-To") == "orders+x@nordhafen.example");
  CHECK(header(message, "Subject") == "Bestellung");
  CHECK(header(message, "Message-Id") == "<0190-abc@nordhafen.example>");
  CHECK(header(message, "In-Reply-To") == "<last@nordhafen.example>");
  CHECK(header(message, "References") == "<root@nordhafen.example> <last@nordhafen.example>");
  CHECK(header(message, "Auto-Submitted") == "auto-generated");
  CHECK(header(message, "X-Auto-Response-Suppress") == "All");
  CHECK(header(message, "Date") == "Sat, 21 Nov 2026 13:05:00 +0000");
  CHECK(header(message, "MIME-Version") == "1.0");
  CHECK(header(message, "Content-Type").starts_with("multipart/alternative; boundary="));
  const auto plain = message.find("Content-Type: text/plain; charset=utf-8");
  const auto html = message.find("Content-Type: text/html; charset=utf-8");
  REQUIRE(plain != std::string::npos);
  REQUIRE(html != std::string::npos);
  CHECK(plain < html);  // RFC 2046 section 5.1.4: the best last
}

TEST_CASE("mail: everything is seven bit, lines end in CRLF and are short") {
  Mail mail = sample();
  mail.from.name = "Größe & Söhne";
  mail.to.name = "Zoë \"Z\" Ångström, Einkauf";
  mail.subject = "Ihre Bestellung über 5 € für Grünöl 👍 " + std::string(100, 'x');
  mail.text = "Grüße\n.\nFrom mir\n" + std::string(5000, 'y') + "\n";
  mail.html = "<p>Grüße</p>";
  const std::string message = compose_mail(mail);
  std::size_t line_length = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    REQUIRE(static_cast<unsigned char>(message[i]) < 0x80);
    if (message[i] == '\n') {
      REQUIRE(i > 0);
      REQUIRE(message[i - 1] == '\r');
      REQUIRE(line_length <= 998);
      line_length = 0;
    } else {
      ++line_length;
    }
  }
  CHECK(contains(header(message, "Subject"), "=?UTF-8?"));
  CHECK_FALSE(contains(message, "iso-8859"));
  CHECK(contains(message, "Gr=C3=BC=C3=9Fe"));
}

TEST_CASE("mail: no name or subject can add a header or a recipient") {
  const std::set<std::string> allowed{"From",
                                      "To",
                                      "Subject",
                                      "Date",
                                      "Message-Id",
                                      "Auto-Submitted",
                                      "Content-Type",
                                      "MIME-Version",
                                      "X-Auto-Response-Suppress",
                                      "Content-Transfer-Encoding",
                                      "Content-Language"};
  std::vector<std::string> poison{
      "x\r\nBcc: eve@evil.example",      "x\nBcc: eve@evil.example",
      "x\rBcc: eve@evil.example",        "x\r\n\r\n<script>",
      "\u2028Bcc: eve@evil.example",     "\u0085Bcc: eve@evil.example",
      "\xFF\r\n\tBcc: eve@evil.example", "Anna <eve@evil.example>, ",
      "=?utf-8?q?a=0D=0ABcc:_x?=",       std::string("a\0\r\nBcc: eve@evil.example", 26)};
  std::mt19937 random(3);
  const std::string alphabet = "a <>@,;:\"\\()=?\r\n\t\xC3\xA4";
  for (int i = 0; i < 500; ++i) {
    std::string noise;
    for (auto k = random() % 60; k > 0; --k) noise += alphabet[random() % alphabet.size()];
    poison.push_back(noise + "\r\nBcc: eve@evil.example\r\n" + noise);
  }
  for (const auto& text : poison) {
    CAPTURE(text);
    Mail mail = sample();
    mail.from.name = text;
    mail.to.name = text;
    mail.subject = text;
    mail.language = text;
    const std::string message = compose_mail(mail);
    std::set<std::string> names;
    for (const auto& line : header_lines(message)) {
      const std::string name = line.substr(0, line.find(':'));
      REQUIRE(names.insert(name).second);
      REQUIRE(allowed.contains(name));
    }
    // Exactly one address that counts, whatever the name pretends.
    CAPTURE(message);
    REQUIRE(header(message, "To").ends_with("<petra@example.com>"));
  }
}

TEST_CASE("mail: what is no address or id is refused, not repaired") {
  Mail mail = sample();
  SUBCASE("recipient") { mail.to.address = "a@b.de\r\nBcc: c@d.de"; }
  SUBCASE("sender") { mail.from.address = "nobody"; }
  SUBCASE("reply") { mail.reply_to = "a@b.de, c@d.de"; }
  SUBCASE("id") { mail.message_id = "a b@c"; }
  SUBCASE("id with line break") { mail.message_id = "a@b\r\nX: y"; }
  SUBCASE("references") { mail.references = {"x@y> <z@w"}; }
  CHECK_THROWS_AS(compose_mail(mail), std::invalid_argument);
}

TEST_CASE("mail: text and HTML say the same, and HTML is escaped") {
  const auto mail = render_mail(content());
  for (const char* part :
       {"Nordhafen", "Systemhaus GmbH", "Bestellung A-2026-000123", "Ihre Bestellung ist bei uns",
        "Guten Tag Frau Brinkmann,", "Gesamt, netto", "3.036,00 €", "Monatlich", "327,00 €",
        "Bestellung ansehen", "Dort sehen Sie jeden Schritt.", "Lieferung", "Speicherweg 8",
        "20457 Hamburg", "Zahlung", "Rechnung", "Mit freundlichen Grüßen", "HRB 123456"}) {
    CAPTURE(part);
    CHECK(contains(mail.text, part));
    CHECK(contains(mail.html, part));
  }
  CHECK(contains(mail.text, "vielen Dank & Grüße <Anna>."));
  CHECK(contains(mail.html, "vielen Dank &amp; Grüße &lt;Anna&gt;."));
  CHECK(contains(mail.text, "https://k.example/o/1?a=1&b=2"));
  CHECK(contains(mail.html, "href=\"https://k.example/o/1?a=1&amp;b=2\""));
  CHECK(contains(mail.html, "lang=\"de\""));
  CHECK(contains(mail.html, "width=\"600\""));
}

TEST_CASE("mail: no text breaks out of the HTML, and only web addresses become links") {
  MailContent poisoned = content();
  const std::string attack = "\"><script>alert(1)</script><img src=x onerror='x'>";
  poisoned.sender_name = poisoned.sender_line = poisoned.preview = poisoned.kicker = attack;
  poisoned.title = poisoned.button_hint = attack;
  poisoned.paragraphs = poisoned.signature = poisoned.footer = {attack};
  poisoned.tiles = poisoned.rows = {{attack, attack}};
  poisoned.message = attack + "\n\n[x](javascript:alert(1)) ![y](javascript:alert(1))";
  SUBCASE("script address") { poisoned.button = MailButton{attack, "javascript:alert(1)"}; }
  SUBCASE("quoted address") { poisoned.button = MailButton{attack, "https://x/" + attack}; }
  const auto mail = render_mail(poisoned);
  CHECK_FALSE(contains(mail.html, "<script"));
  CHECK_FALSE(contains(mail.html, "<img"));
  CHECK_FALSE(contains(mail.html, "javascript:"));
  CHECK_FALSE(contains(mail.html, "href="));
}

TEST_CASE("mail: a message of a person is Markdown in the HTML and as typed in the text") {
  MailContent letter = content();
  letter.message = "Der Preis ist **fest**.\n- eins\n- zwei\n\n[Plan](https://k.example/p)";
  const auto mail = render_mail(letter);
  CHECK(contains(mail.text, letter.message));
  CHECK(contains(mail.html, "<strong>fest</strong>"));
  CHECK(contains(mail.html, "<li>zwei</li>"));
  CHECK(contains(mail.html, "<a href=\"https://k.example/p\">Plan</a>"));
}

TEST_CASE("mail: nothing in it is fetched from anywhere, in light and in dark") {
  MailContent letter = content();
  letter.has_logo = true;
  letter.message = "![Zählpixel](https://spy.example/1.gif) <img src=https://spy.example/2.gif>";
  const auto mail = render_mail(letter);
  CHECK(contains(mail.html, "<img src=\"cid:logo\""));
  CHECK(mail.html.find("<img") == mail.html.rfind("<img"));
  for (const char* loading : {"src=\"http", "url(", "@import", "<link", "background=\"http"}) {
    CAPTURE(loading);
    CHECK_FALSE(contains(mail.html, loading));
  }
  CHECK(contains(mail.html, "content=\"light dark\""));
  CHECK(contains(mail.html, "prefers-color-scheme:dark"));
  // Each colour that stands inline has one for the dark.
  const auto dark = mail.html.substr(mail.html.find("prefers-color-scheme"));
  for (const char* colour : {"#f8f7f3", "#fefefc", "#142225", "#445357", "#58666a", "#dbd9d2",
                             "#005b63", "#f0eee9"}) {
    CAPTURE(colour);
    CHECK(contains(dark.substr(0, dark.find("</style>")), colour));
  }
}

TEST_CASE("mail: the merchant's logo travels as a part of the mail, where the HTML shows it") {
  Mail mail = sample();
  // A PNG begins with these bytes.
  const std::string png = "\x89PNG\r\n\x1a\n";
  mail.logo = kontor::picture_of_data_url("data:image/png;base64,iVBORw0KGgo=");
  REQUIRE(mail.logo);
  CHECK(mail.logo->bytes == png);
  CHECK_FALSE(contains(compose_mail(mail), "image/png"));
  mail.html = "<p><img src=\"cid:logo\"></p>";
  const auto message = compose_mail(mail);
  CHECK(contains(message, "multipart/related"));
  CHECK(contains(message, "Content-Type: image/png"));
  CHECK(contains(message, "Content-Id: <logo>"));
  CHECK(contains(message, "Content-Disposition: inline"));
  CHECK(contains(message, "iVBORw0KGgo="));
  for (const char* wrong : {"", "https://k.example/logo.png", "data:image/svg+xml;base64,PHN2Zz4=",
                            "data:image/png;base64,"}) {
    CHECK_FALSE(kontor::picture_of_data_url(wrong));
  }
}
