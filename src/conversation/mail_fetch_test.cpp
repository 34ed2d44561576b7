#include "conversation/mail_fetch.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "accounts/sessions.hpp"
#include "kernel/imap.hpp"
#include "kernel/oauth.hpp"
#include "support/databases.hpp"
#include "support/merchant.hpp"
#include "support/python_peer.hpp"

using namespace kontor;

namespace {

/// A Dovecot of its own.
class ImapPeer {
 public:
  ImapPeer() : peer_("imap_peer.py", "plain", "dovecot-imapd needed") {
    std::istringstream(peer_.said()) >> port_ >> token_port_;
  }
  std::string url() const { return "imap://127.0.0.1:" + std::to_string(port_); }
  std::string token_url() const {
    return "http://127.0.0.1:" + std::to_string(token_port_) + "/token";
  }
  /// By the way of a mail server: written beside, then moved in.
  void deliver(const std::string& name, const std::string& raw) const {
    const auto draft = maildir() / "tmp" / name;
    std::ofstream(draft, std::ios::binary) << raw;
    std::filesystem::permissions(draft, std::filesystem::perms::all);
    std::filesystem::rename(draft, maildir() / "new" / name);
  }
  std::filesystem::path maildir() const { return peer_.folder() / "Maildir"; }
  /// Mails that somebody has marked as seen.
  int seen() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(maildir() / "cur")) {
      const std::string name = entry.path().filename().string();
      const auto flags = name.find(":2,");
      count += flags != std::string::npos && name.find('S', flags) != std::string::npos ? 1 : 0;
    }
    return count;
  }

 private:
  test::PythonPeer peer_;
  int port_ = 0;
  int token_port_ = 0;
};

std::string mail_text(const std::string& id, const std::string& body) {
  return "From: neu@firma.example\r\nTo: orders@nordwerk.example\r\nSubject: Frage\r\n"
         "Message-ID: <" +
         id + "@firma.example>\r\n\r\n" + body + "\r\n";
}

/// A merchant with his mailbox on that server.
struct Scene {
  test::FreshFolder folder;
  std::unique_ptr<Program> program = test::open_program(folder.path());
  test::Merchant merchant{*program, 1, "one.kontor.example"};
  ImapPeer peer;

  MailboxInput input() const {
    MailboxInput input;
    input.address = "orders@nordwerk.example";
    input.enabled = true;
    input.url = peer.url();
    input.user_name = "desk";
    input.secret = VerbatimText<4000>("geheim");
    return input;
  }
  void set(const MailboxInput& input) {
    program->database().write_wait(merchant.tenant, [&](Tx& tx) {
      change_mailbox(tx, merchant.system, program->services().secrets, input);
    });
  }
  FetchResult fetch() {
    return fetch_mails(program->database(), program->services(), merchant.tenant);
  }
  Mailbox mailbox() {
    return program->database()
        .read_wait(merchant.tenant, [](Tx& tx) { return find_mailbox(tx); })
        .value();
  }
};

}  // namespace

TEST_CASE("mails are fetched from a real server once, and none of them becomes seen") {
  Scene scene;
  scene.peer.deliver("a1", mail_text("a1", "Eins"));
  scene.peer.deliver("a2", mail_text("a2", "Zwei\r\nk3 OK nicht die Antwort des Servers"));
  scene.set(scene.input());
  CHECK(scene.fetch().taken == 2);
  CHECK(scene.mailbox().last_uid == 2);
  CHECK(scene.fetch().taken == 0);
  scene.peer.deliver("a3", mail_text("a3", std::string(3'000'000, 'x')));
  scene.peer.deliver("a4", mail_text("a1", "Eins"));
  const FetchResult third = scene.fetch();
  CHECK(third.taken == 1);
  CHECK(third.known == 1);
  CHECK(third.error.empty());
  CHECK(scene.peer.seen() == 0);
  // Another folder under the same name: everything again, and nothing twice.
  scene.program->database().write_wait(scene.merchant.tenant, [](Tx& tx) {
    tx.execute("UPDATE mailbox SET uid_validity = 1 WHERE tenant_id = $1", tx.tenant());
  });
  CHECK(scene.fetch().known == 4);
  CHECK(scene.mailbox().uid_validity > 1);
}

TEST_CASE("the job fetches, plans itself again and says what is wrong") {
  Scene scene;
  scene.peer.deliver("b1", mail_text("b1", "Eins"));
  scene.set(scene.input());
  scene.program->jobs().run_due();
  CHECK(scene.mailbox().last_error.empty());
  CHECK(scene.mailbox().last_uid == 1);
  const auto planned = [&] {
    return scene.program->database().read_wait(scene.merchant.tenant, [](Tx& tx) {
      return tx
          .query(
              "SELECT COUNT(*) FROM job WHERE tenant_id = $1 AND queue = 'mail_fetch' AND "
              "state = 'waiting'",
              tx.tenant())
          .front()
          .get<std::int64_t>(0);
    });
  };
  CHECK(planned() == 1);
  MailboxInput wrong = scene.input();
  wrong.secret = VerbatimText<4000>("falsch");
  scene.set(wrong);
  const std::string error = scene.fetch().error;
  CHECK(error.find("the mailbox cannot be opened") != std::string::npos);
  CHECK(error.find("falsch") == std::string::npos);
  wrong.secret = VerbatimText<4000>("geheim");
  wrong.folder = "Gibt es nicht";
  scene.set(wrong);
  CHECK(scene.fetch().error.find("refuses") != std::string::npos);
}

TEST_CASE("a refresh token opens the mailbox instead of a password") {
  Scene scene;
  scene.peer.deliver("c1", mail_text("c1", "Eins"));
  MailboxInput input = scene.input();
  input.login = MailboxLogin::oauth;
  input.token_url = scene.peer.token_url();
  input.client_id = "kontor";
  input.secret = VerbatimText<4000>("erneuern");
  scene.set(input);
  const FetchResult result = scene.fetch();
  CHECK(result.error == "");
  CHECK(result.taken == 1);
  CHECK_THROWS_AS(access_token({scene.peer.token_url(), "kontor", "alt"}), ImapFailure);
}

TEST_CASE("a stored password goes nowhere else and shows nowhere") {
  Scene scene;
  scene.set(scene.input());
  MailboxInput moved = scene.input();
  moved.secret.reset();
  moved.url = "imaps://mail.evil.example:993";
  CHECK_THROWS_AS(scene.set(moved), Refused);
  moved = scene.input();
  moved.secret.reset();
  moved.trusted_server = "mx.nordwerk.example";
  scene.set(moved);
  CHECK(scene.fetch().error == "");
  for (const char* url :
       {"imaps://user:x@mail.example", "http://mail.example", "imaps://mail.example/INBOX",
        "imaps://mail.example;AUTH=x", "imaps://"}) {
    MailboxInput wrong = scene.input();
    wrong.url = url;
    CHECK_THROWS_AS(scene.set(wrong), Refused);
  }
  const std::string shown = scene.program->database().read_wait(scene.merchant.tenant, [&](Tx& tx) {
    return to_json(view_mailbox(tx, scene.merchant.system));
  });
  CHECK(shown.find("geheim") == std::string::npos);
}
