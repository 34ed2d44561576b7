#include "kernel/smtp.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/smtp_peer.hpp"

using namespace kontor;
using kontor::test::SmtpPeer;

namespace {

SmtpOptions options_for(const SmtpPeer& peer) {
  SmtpOptions options;
  options.url = peer.url();
  options.tls = SmtpOptions::Tls::none;
  options.timeout_ms = 10'000;
  options.helo_name = "kontor.example";
  return options;
}

const std::string kMessage =
    "From: <desk@kontor.example>\r\nTo: <anna@example.com>\r\nSubject: Test\r\n"
    "Message-ID: <1@kontor.example>\r\n\r\nZeile eins\r\n.Punkt am Anfang\r\n";

MailResult send(const SmtpOptions& options, const std::string& message = kMessage) {
  return SmtpTransport(options).send("desk@kontor.example", "anna@example.com", message);
}

// A port on which nobody listens.
int closed_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  REQUIRE(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

}  // namespace

TEST_CASE("smtp: a message arrives as it was sent, dots at line starts included") {
  const SmtpPeer peer("plain");
  const auto result = send(options_for(peer));
  CAPTURE(result.detail);
  CHECK(result.outcome == MailOutcome::sent);
  CHECK(result.smtp_code == 250);
  const auto received = peer.received();
  REQUIRE(received.size() == 1);
  CHECK(received[0].from == "desk@kontor.example");
  CHECK(received[0].to == std::vector<std::string>{"anna@example.com"});
  CHECK(received[0].data == kMessage);
}

TEST_CASE("smtp: STARTTLS and TLS from the start, with a login") {
  for (const char* mode : {"starttls-auth", "smtps"}) {
    CAPTURE(mode);
    const SmtpPeer peer(mode);
    auto options = options_for(peer);
    options.tls = std::string(mode) == "smtps" ? SmtpOptions::Tls::tls : SmtpOptions::Tls::starttls;
    options.ca_file = peer.ca_file();
    if (options.tls == SmtpOptions::Tls::starttls) {
      options.user = "kontor";
      options.password = "richtig";
    }
    const auto result = send(options);
    CAPTURE(result.detail);
    CHECK(result.outcome == MailOutcome::sent);
    CHECK(peer.received().size() == 1);
  }
}

TEST_CASE("smtp: without the encryption that was demanded nothing is sent") {
  SUBCASE("the server offers none") {
    const SmtpPeer peer("plain");
    auto options = options_for(peer);
    options.tls = SmtpOptions::Tls::starttls;
    const auto result = send(options);
    CHECK(result.outcome == MailOutcome::temporary);
    CHECK(peer.received().empty());
  }
  SUBCASE("its certificate is not trusted") {
    const SmtpPeer peer("starttls");
    auto options = options_for(peer);
    options.tls = SmtpOptions::Tls::starttls;
    const auto result = send(options);
    CAPTURE(result.detail);
    CHECK(result.outcome == MailOutcome::temporary);
    CHECK(result.detail.find("certificate") != std::string::npos);
    CHECK(peer.received().empty());
  }
}

TEST_CASE("smtp: a refused login is for the administrator, not against the mail") {
  const SmtpPeer peer("auth");
  auto options = options_for(peer);
  options.user = "kontor";
  options.password = "falsch-4711";
  const auto wrong = send(options);
  CHECK(wrong.outcome == MailOutcome::temporary);
  CHECK(wrong.smtp_code == 535);
  CHECK(wrong.detail.find("falsch-4711") == std::string::npos);
  options.user.clear();
  CHECK(send(options).outcome == MailOutcome::temporary);
  CHECK(peer.received().empty());
  options.user = "kontor";
  options.password = "richtig";
  CHECK(send(options).outcome == MailOutcome::sent);
}

TEST_CASE("smtp: what the server says decides whether to try again") {
  struct Row {
    const char* mode;
    MailOutcome outcome;
    int code;
    const char* words;
  };
  for (const Row& row :
       {Row{"recipient-450", MailOutcome::temporary, 450, "mailbox busy"},
        Row{"recipient-550", MailOutcome::permanent, 550, "no such user here"},
        Row{"message-451", MailOutcome::temporary, 451, "disk is full today"},
        Row{"message-554", MailOutcome::permanent, 554, "looks like advertising"}}) {
    CAPTURE(row.mode);
    const SmtpPeer peer(row.mode);
    const auto result = send(options_for(peer));
    CAPTURE(result.detail);
    CHECK(result.outcome == row.outcome);
    CHECK(result.smtp_code == row.code);
    CHECK(result.detail.find(row.words) != std::string::npos);
  }
}

TEST_CASE("smtp: a server that hangs costs the timeout and no more") {
  const SmtpPeer peer("slow");
  auto options = options_for(peer);
  options.timeout_ms = 300;
  CHECK(send(options).outcome == MailOutcome::temporary);
}

TEST_CASE("smtp: a connection dropped in the middle of the message means: not sent") {
  const SmtpPeer peer("dropped");
  std::string large = kMessage;
  while (large.size() < 16U << 20U) large += std::string(70, 'x') + "\r\n";
  const auto result = send(options_for(peer), large);
  CAPTURE(result.detail);
  CHECK(result.outcome == MailOutcome::temporary);
  CHECK(peer.received().empty());
}

TEST_CASE("smtp: when the reply to the message is lost nobody knows, and that is said") {
  SUBCASE("connection gone") {
    const SmtpPeer peer("reply-lost");
    CHECK(send(options_for(peer)).outcome == MailOutcome::unknown);
    CHECK(peer.received().size() == 1);
  }
  SUBCASE("reply too late") {
    const SmtpPeer peer("reply-slow");
    auto options = options_for(peer);
    options.timeout_ms = 1'000;
    CHECK(send(options).outcome == MailOutcome::unknown);
    CHECK(peer.received().size() == 1);
  }
}

TEST_CASE("smtp: nobody listens, and addresses cannot carry commands") {
  SmtpOptions options;
  options.url = "smtp://127.0.0.1:" + std::to_string(closed_port());
  options.timeout_ms = 2'000;
  CHECK(send(options).outcome == MailOutcome::temporary);
  CHECK(SmtpTransport(options)
            .send("desk@kontor.example", "a@example.com>\r\nRCPT TO:<b@example.com", kMessage)
            .outcome == MailOutcome::permanent);
}

TEST_CASE("smtp: the probe logs in and sends nothing") {
  const SmtpPeer peer("auth");
  auto options = options_for(peer);
  options.user = "kontor";
  options.password = "richtig";
  CHECK(SmtpTransport(options).probe().outcome == MailOutcome::sent);
  options.password = "falsch";
  CHECK(SmtpTransport(options).probe().outcome == MailOutcome::temporary);
  CHECK(peer.received().empty());
}
