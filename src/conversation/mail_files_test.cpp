// A message's files on their way to the customer: the bytes that arrive at a real mail server.

#include "conversation/files.hpp"
#include "conversation/outbox.hpp"
#include "kernel/picture_decode.hpp"
#include "kernel/smtp.hpp"
#include "orders/desk.hpp"
#include "support/merchant.hpp"
#include "support/smtp_peer.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::Merchant;

SmtpOptions options_of(const test::SmtpPeer& peer) {
  SmtpOptions options;
  options.url = peer.url();
  options.tls = SmtpOptions::Tls::none;
  return options;
}

/// The merchant's desk with a mail server beside it.
struct Desk {
  Desk() {
    program->jobs().run_due();
    before = peer.received().size();
  }

  FileId upload(std::string_view name, std::string_view bytes) {
    const KeptFile kept = keep_file(program->services().blobs, name, bytes);
    return program->database().write_wait(merchant.tenant, [&](Tx& tx) {
      return add_loose_file(tx, merchant.actor(tx, "sales"), order(), kept, false).id;
    });
  }
  /// The mail that the customer gets.
  std::string send(const std::string& body, const FileIds& files) {
    program->database().write_wait(merchant.tenant, [&](Tx& tx) {
      write_message(tx, merchant.actor(tx, "sales"), order(), {body, files});
    });
    program->jobs().run_due();
    const auto all = peer.received();
    REQUIRE(all.size() > before);
    return all.back().data;
  }
  OrderId order() const { return *OrderId::parse(merchant.ids.at("order")); }

  test::SmtpPeer peer{"plain"};
  SmtpTransport mail{options_of(peer)};
  test::FreshFolder folder;
  std::unique_ptr<Program> program = test::open_program(folder.path(), {}, nullptr, &mail);
  Merchant merchant{*program, 1, "nordwerk.example"};
  std::size_t before = 0;
};

/// Head and bytes of the part whose head has these words.
struct MailPart {
  std::string head;
  std::string bytes;
};

MailPart part_with(const std::string& mail, const std::string& words) {
  const auto at = mail.find(words);
  REQUIRE_MESSAGE(at != std::string::npos, words);
  const auto head = mail.rfind("\r\n--", at);
  const auto content = mail.find("\r\n\r\n", at);
  const auto end = mail.find("\r\n--", content);
  REQUIRE(end != std::string::npos);
  const auto bytes =
      picture_of_data_url("data:image/png;base64," + mail.substr(content + 4, end - content - 4));
  return {mail.substr(head, content - head), bytes ? bytes->bytes : ""};
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Quoted-printable's soft line ends taken out.
std::string unfolded(std::string text) {
  for (auto at = text.find("=\r\n"); at != std::string::npos; at = text.find("=\r\n")) {
    text.erase(at, 3);
  }
  for (auto at = text.find("=3D"); at != std::string::npos; at = text.find("=3D")) {
    text.replace(at, 3, "=");
  }
  return text;
}

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  SeededRandom(7).fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

}  // namespace

TEST_CASE(
    "S24 mail: a message's pictures stand in the mail, its files are attached, byte by byte") {
  Desk desk;
  const std::string shown = *encode_png(Pixels(2000, 3));
  const std::string below = *encode_png(Pixels(5, 5));
  const std::string odd = noise(100'000) + "\r\n.\r\n--x\n";
  const FileIds ids{desk.upload("Tür links.png", shown), desk.upload("Plan ä.bin", odd),
                    desk.upload("unten.png", below), desk.upload("seite.html", "<html>hallo")};
  const std::string mail = desk.send("So: ![die Tür](file:" + ids[0].text() + ") Gut?", ids);
  const std::string flat = unfolded(mail);
  CHECK(contains(flat, "<img src=\"cid:" + ids[0].text() + "\" width=\"520\" alt=\"die T"));
  CHECK(contains(flat, "<img src=\"cid:" + ids[2].text() + "\" alt=\"unten.png\" />"));
  CHECK(contains(flat, "So: [die T"));
  CHECK_FALSE(contains(flat, "](file:"));
  CHECK_FALSE(contains(flat, "/api/v1/files"));
  CHECK(contains(mail, "multipart/mixed"));
  CHECK(contains(mail, "multipart/related"));
  const auto picture = part_with(mail, "Content-Id: <" + ids[0].text() + ">");
  CHECK(picture.bytes == shown);
  CHECK(contains(picture.head, "Content-Type: image/png"));
  CHECK(contains(picture.head, "Content-Disposition: inline"));
  CHECK(part_with(mail, "Content-Id: <" + ids[2].text() + ">").bytes == below);
  const auto plan = part_with(mail, "Plan%20%");
  CHECK(plan.bytes == odd);
  CHECK(contains(plan.head, "Content-Disposition: attachment"));
  const auto page = part_with(mail, "seite.html");
  CHECK(page.bytes == "<html>hallo");
  CHECK(contains(page.head, "Content-Type: application/octet-stream"));
}

TEST_CASE("mail: a message of files only is a mail; what is too large is named") {
  Desk desk;
  const std::string large = noise(6 << 20);
  const FileIds ids{desk.upload("eins.bin", large), desk.upload("zwei.bin", large),
                    desk.upload("klein.bin", "klein")};
  const std::string mail = desk.send("", ids);
  CHECK(part_with(mail, "filename=eins.bin").bytes == large);
  CHECK(part_with(mail, "filename=klein.bin").bytes == "klein");
  CHECK_FALSE(contains(mail, "filename=zwei.bin"));
  CHECK(contains(mail, "zwei.bin"));
  CHECK(mail.size() < 15'000'000);
}

TEST_CASE("mail: nothing of a note goes to a customer, and the outbox shows a mail's pictures") {
  Desk desk;
  const std::string picture = *encode_png(Pixels(4, 4));
  const FileIds noted{desk.upload("geheim.png", picture)};
  desk.program->database().write_wait(desk.merchant.tenant, [&](Tx& tx) {
    write_note(tx, desk.merchant.actor(tx, "sales"), desk.order(), {"geheim", noted});
  });
  desk.program->jobs().run_due();
  CHECK(desk.peer.received().size() == desk.before);
  const std::string mail = desk.send("Bild:", {desk.upload("offen.png", picture)});
  CHECK_FALSE(contains(mail, "geheim"));
  const auto id = desk.program->database().read_wait(desk.merchant.tenant, [](Tx& tx) {
    return tx
        .query("SELECT id FROM outbox_mail WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
               tx.tenant())
        .front()
        .get<OutboxMailId>(0);
  });
  const auto page = test::ask(*desk.program, desk.merchant.caller("sales"), http::Method::get,
                              "/outbox/" + id.text() + "/html");
  CHECK(page.status == 200);
  CHECK(contains(page.body, "<img src=\"data:image/png;base64,"));
  CHECK_FALSE(contains(page.body, "cid:file_"));
}

}  // namespace kontor
