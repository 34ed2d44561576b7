#include "conversation/mail_in.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "conversation/mail_class.hpp"
#include "conversation/mail_fetch.hpp"
#include "conversation/mail_match.hpp"
#include "support/databases.hpp"
#include "support/merchant.hpp"

using namespace kontor;

namespace {

constexpr std::int64_t kSaturday = 1'795'251'600'000;  // 2026-11-21T09:00:00Z

/// Keeps what was handed over.
struct Wire final : MailTransport {
  struct Letter {
    std::string to;
    std::string message;
  };
  std::vector<Letter> letters;
  MailResult send(const std::string&, const std::string& to, const std::string& message) override {
    letters.push_back({to, message});
    return {};
  }
};

/// One merchant with a mailbox; nobody is ever there.
struct Installation {
  test::FreshFolder folder;
  ManualClock clock{kSaturday};
  Wire wire;
  std::unique_ptr<Program> program = test::open_program(folder.path(), {}, &clock, &wire);
  test::Merchant merchant;

  template <class F>
  auto write(F fn) {
    return program->database().write_wait(merchant.tenant, std::move(fn));
  }

  Installation(std::uint8_t number, const std::string& name)
      : merchant(*program, number, name + ".kontor.example") {
    write([&](Tx& tx) {
      tx.execute("UPDATE tenants SET mail_sender_address = $2 WHERE tenant_id = $1", tx.tenant(),
                 "orders@" + name + ".example");
      Mailbox mailbox;
      mailbox.tenant_id = tx.tenant();
      mailbox.address = "orders@" + name + ".example";
      mailbox.address_key = mailbox.address;
      mailbox.enabled = true;
      mailbox.away_text = "Wir sind am Montag wieder da.";
      mailbox.away_days = "0000000";
      tx.insert(mailbox);
    });
  }
  TakenMail receive(const std::string& raw) {
    const PreparedMail mail = prepare_any_mail(program->services(), raw);
    return write([&](Tx& tx) { return take_in(tx, program->services().secrets, mail); });
  }
  std::vector<Wire::Letter> send_all() {
    wire.letters.clear();
    while (program->jobs().run_due() > 0) {
    }
    return wire.letters;
  }
};

/// As some relays do.
std::string without_marks(const std::string& message) {
  std::string out;
  std::size_t at = 0;
  while (at < message.size()) {
    const auto end = std::min(message.find('\n', at), message.size() - 1);
    const std::string line = message.substr(at, end + 1 - at);
    const bool mark = line.starts_with("Auto-Submitted:") || line.starts_with("X-Loop:") ||
                      line.starts_with("X-Auto-Response-Suppress:");
    if (!mark) out += line;
    at = end + 1;
  }
  return out;
}

/// How many mails go over the wire after a person wrote from the one to the other.
int mails_until_silence(bool marks_are_lost) {
  Installation one(1, "one");
  Installation two(2, "two");
  one.send_all();
  two.send_all();
  one.receive(
      "From: orders@two.example\r\nTo: orders@one.example\r\nSubject: Frage\r\n"
      "Message-ID: <p1@two.example>\r\n\r\nWann kommt es?\r\n");
  int count = 0;
  for (int round = 0; round < 10; ++round) {
    bool silent = true;
    for (auto* from : {&one, &two}) {
      Installation& other = from == &one ? two : one;
      for (const auto& letter : from->send_all()) {
        silent = false;
        ++count;
        other.receive(marks_are_lost ? without_marks(letter.message) : letter.message);
      }
    }
    if (silent) return count;
  }
  return count;
}

std::string mail_number(int number) {
  const std::string text = std::to_string(number);
  return "From: Kunde " + text + " <kunde" + text +
         "@firma.example>\r\nTo: orders@one.example\r\n" + "Subject: Frage " + text +
         "\r\nMessage-ID: <n" + text +
         "@firma.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGuten Tag,\r\n\r\n" +
         "wann kommt Lieferung " + text +
         "?\r\n\r\nAm 21.11.2026 um 09:00 schrieb Nordwerk:\r\n> Guten Tag\r\n> Ihre "
         "Bestellung\r\n";
}

}  // namespace

TEST_CASE("two installations that tell each other that nobody is there stop at once") {
  const int honest = mails_until_silence(false);
  CHECK(honest >= 1);
  CHECK(honest <= 3);
}

TEST_CASE("they stop too when a relay takes away what says that a program wrote it") {
  const int lost = mails_until_silence(true);
  CHECK(lost >= 2);
  CHECK(lost <= 3);
}

TEST_CASE("who wrote is told once a week that nobody is there, and only at that time") {
  Installation desk(1, "one");
  desk.send_all();
  const auto mail = [](const std::string& id, const std::string& to) {
    return "From: anna@firma.example\r\nTo: " + to + "\r\nSubject: Frage\r\nMessage-ID: <" + id +
           "@firma.example>\r\n\r\nWann " + id + "?\r\n";
  };
  desk.receive(mail("a1", "orders@one.example"));
  const auto letters = desk.send_all();
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].to == "anna@firma.example");
  CHECK(letters[0].message.find("Auto-Submitted: auto-replied") != std::string::npos);
  CHECK(letters[0].message.find("In-Reply-To: <a1@firma.example>") != std::string::npos);
  desk.receive(mail("a2", "orders@one.example"));
  CHECK(desk.send_all().empty());
  desk.clock.advance(8LL * 24 * 3'600'000);
  desk.send_all();  // what else is due by now
  desk.receive(mail("a3", "undisclosed@firma.example"));
  CHECK(desk.send_all().empty());
  desk.receive(mail("a4", "orders@one.example"));
  CHECK(desk.send_all().size() == 1);
  Mailbox mailbox;
  mailbox.away_days = "1111100";
  mailbox.away_from_minute = 8 * 60;
  mailbox.away_until_minute = 17 * 60;
  CHECK(is_away(mailbox, kSaturday, "Europe/Berlin"));
  const std::int64_t monday = kSaturday + 2LL * 24 * 3'600'000;  // 10:00 in Berlin
  CHECK_FALSE(is_away(mailbox, monday, "Europe/Berlin"));
  CHECK(is_away(mailbox, monday + 7LL * 3'600'000, "Europe/Berlin"));
  CHECK(is_away(mailbox, monday - 3LL * 3'600'000, "Europe/Berlin"));
}

TEST_CASE("many mails at once are all taken in, each once, from several sides") {
  const char* wanted = std::getenv("KONTOR_MAILS");
  const int count = wanted != nullptr ? std::atoi(wanted) : 300;
  Installation desk(1, "one");
  desk.send_all();
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> sides;
  for (int side = 0; side < 4; ++side) {
    // Two sides bring the same mails: one of them finds each known.
    sides.emplace_back([&, side] {
      for (int i = side / 2; i < count; i += 2) desk.receive(mail_number(i));
    });
  }
  for (auto& side : sides) side.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const auto kept = desk.write([](Tx& tx) {
    return tx
        .query(
            "SELECT COUNT(*) FROM inbound_mail WHERE tenant_id = $1 AND from_key LIKE "
            "'kunde%'",
            tx.tenant())
        .front()
        .get<std::int64_t>(0);
  });
  CHECK(kept == count);
  MESSAGE(count << " mails, each brought twice: " << took.count() << " s");
}

TEST_CASE("a mail of 50 MiB is taken in with its file, a larger one up to there") {
  Installation desk(1, "one");
  std::string line(76, 'A');
  line += "\r\n";
  std::string raw =
      "From: a@firma.example\r\nMessage-ID: <big@firma.example>\r\nContent-Type: "
      "multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nAnbei.\r\n--b\r\nContent-Type: "
      "application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  while (raw.size() < (30u << 20)) raw += line;
  const auto start = std::chrono::steady_clock::now();
  auto prepared = prepare_mail(desk.program->services().blobs, raw + "--b--\r\n");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(prepared.body == "Anbei.");
  REQUIRE(prepared.files.size() == 1);
  CHECK(prepared.files[0].size_bytes > (20 << 20));
  while (raw.size() < (50u << 20) - 200) raw += line;
  prepared = prepare_mail(desk.program->services().blobs, raw + "--b--\r\n");
  CHECK(prepared.body == "Anbei.");
  CHECK(prepared.flaws == std::vector<std::string>{"file_too_large"});
  MESSAGE("30 MiB in " << took.count() << " s");
}

TEST_CASE("only the own server's word about a sender counts, and only its first") {
  const auto result = [](const std::string& fields) {
    return authentication_of(parse_mail(fields + "From: anna@weber.example\r\n\r\n"),
                             "mx.nordwerk.example");
  };
  const std::string own = "Authentication-Results: mx.nordwerk.example; ";
  CHECK(result(own + "dmarc=pass\r\n") == Authentication::pass);
  CHECK(result(own + "dmarc=fail\r\n" + own + "dmarc=pass\r\n") == Authentication::fail);
  CHECK(result("Authentication-Results: mx.evil.example; dmarc=pass\r\n") == Authentication::fail);
  CHECK(result(own + "spf=pass smtp.mailfrom=x@bounce.weber.example\r\n") == Authentication::pass);
  CHECK(result(own + "spf=pass smtp.mailfrom=x@evil.example\r\n") == Authentication::fail);
  CHECK(result(own + "dkim=pass header.d=weber.example\r\n") == Authentication::pass);
  CHECK(result(own + "dkim=pass header.d=evilweber.example\r\n") == Authentication::fail);
  CHECK(result(own + "none (dmarc=pass)\r\n") == Authentication::fail);
  CHECK(authentication_of(parse_mail("From: a@b.example\r\n\r\n"), "") == Authentication::none);
}

TEST_CASE("a reply address is good for one order of one merchant") {
  Installation desk(1, "one");
  const SecretBox& secrets = desk.program->services().secrets;
  const auto order = *OrderId::parse(desk.merchant.ids.at("order"));
  const std::string box = "orders@one.example";
  const auto address = reply_address(secrets, desk.merchant.tenant, order, box);
  REQUIRE(address);
  const auto read = [&](const std::string& to) {
    return read_reply_token(secrets, desk.merchant.tenant, parse_mail("To: " + to + "\r\n\r\n"),
                            box);
  };
  CHECK(read(*address).order_id == order);
  std::string shouted = *address;
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(read(shouted).order_id == order);
  std::string forged = *address;
  forged[forged.find('@') - 1] = forged[forged.find('@') - 1] == 'a' ? 'b' : 'a';
  CHECK(read(forged).present);
  CHECK_FALSE(read(forged).order_id);
  CHECK_FALSE(read(box).present);
  TenantId other;
  other.bytes.fill(2);
  CHECK(reply_address(secrets, other, order, box) != address);
  CHECK_FALSE(
      reply_address(secrets, desk.merchant.tenant, order, "eine-sehr-lange-adresse@one.example"));
}
