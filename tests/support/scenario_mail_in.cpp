// receive from "Anna <anna@weber.example>" to ADDRESS ... -> what became of it.

#include "conversation/mail_in.hpp"
#include "conversation/mail_match.hpp"
#include "conversation/mailbox.hpp"
#include "conversation/triage.hpp"
#include "kernel/text.hpp"
#include "support/scenario.hpp"
#include "support/scenario_given.hpp"

namespace kontor::test {
namespace {

struct WrittenMail {
  std::string header;
  std::string body;
  std::vector<std::pair<std::string, std::string>> files;
};

WrittenMail read_mail(std::span<const std::string> words) {
  WrittenMail mail;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const std::string& what = words[i];
    const std::string value = unquoted(words[i + 1]);
    if (what == "from")
      mail.header += "From: " + value + "\r\n";
    else if (what == "to")
      mail.header += "To: " + value + "\r\n";
    else if (what == "copy")
      mail.header += "Cc: " + value + "\r\n";
    else if (what == "subject")
      mail.header += "Subject: " + value + "\r\n";
    else if (what == "id")
      mail.header += "Message-ID: <" + value + ">\r\n";
    else if (what == "answers")
      mail.header += "In-Reply-To: <" + value + ">\r\n";
    else if (what == "header")
      mail.header += value + "\r\n";
    else if (what == "body")
      mail.body = value;
    else if (what == "file")
      mail.files.emplace_back(value, "%PDF-1.4\n" + value);
    else
      throw ScenarioFailure("a mail has no '" + what + "'");
  }
  return mail;
}

std::string as_raw(const WrittenMail& mail) {
  const std::string text = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + mail.body + "\r\n";
  if (mail.files.empty()) return mail.header + text;
  std::string raw = mail.header + "Content-Type: multipart/mixed; boundary=scenario\r\n\r\n" +
                    "--scenario\r\n" + text;
  for (const auto& [name, content] : mail.files) {
    raw +=
        "--scenario\r\nContent-Type: application/octet-stream\r\n"
        "Content-Disposition: attachment; filename=\"" +
        name + "\"\r\n\r\n" + content + "\r\n";
  }
  return raw + "--scenario--\r\n";
}

/// mailbox orders@nordwerk.example [trusted mx.nordwerk.example]
void give_mailbox(World& world, std::span<const std::string> words) {
  if (words.empty()) throw ScenarioFailure("given mailbox ADDRESS [trusted SERVER]");
  world.write([&](Tx& tx) {
    Mailbox mailbox;
    mailbox.tenant_id = tx.tenant();
    mailbox.address = words[0];
    mailbox.address_key = folded(words[0]);
    mailbox.enabled = true;
    if (words.size() == 3) mailbox.trusted_server = words[2];
    tx.insert(mailbox);
  });
}

/// reply_address r of $order
void give_reply_address(World& world, std::span<const std::string> words) {
  if (words.size() != 3) throw ScenarioFailure("given reply_address NAME of ORDER");
  const auto order = OrderId::parse(words[2]);
  if (!order) throw ScenarioFailure("not an order: " + words[2]);
  const auto mailbox = world.read([](Tx& tx) { return find_mailbox(tx); });
  if (!mailbox) throw ScenarioFailure("given mailbox first");
  world.variables()[words[0]] =
      reply_address(world.program().services().secrets, world.tenant(), *order, mailbox->address)
          .value_or("");
}

}  // namespace

void add_mail_in_steps(GivenSteps& steps) {
  steps["mailbox"] = give_mailbox;
  steps["reply_address"] = give_reply_address;
}

void receive_mail(World& world, std::span<const std::string> words,
                  std::span<const std::string> wanted) {
  const Services& services = world.program().services();
  const auto prepared = prepare_mail(services.blobs, as_raw(read_mail(words)));
  const auto response = world.write([&](Tx& tx) {
    const TakenMail taken = take_in(tx, services.secrets, prepared);
    const auto view = view_inbound(tx, Actor::system(tx.tenant()), taken.mail.id);
    return http::Response::json(to_json(view), taken.how == TakenIn::taken ? 201 : 200);
  });
  check_answer(response, {wanted.begin(), wanted.end()}, world.variables());
}

}  // namespace kontor::test
