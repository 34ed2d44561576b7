// mails ADDRESS|ORDER -> what was written to it, in order.

#include "conversation/outbox.hpp"
#include "support/scenario.hpp"
#include "support/scenario_given.hpp"

namespace kontor::test {
namespace {

std::vector<OutboxMail> mails_about(World& world, const std::string& what) {
  const auto order = OrderId::parse(what);
  return world.read([&](Tx& tx) {
    return order ? tx.select<OutboxMail>("WHERE tenant_id = $1 AND order_id = $2 ORDER BY id",
                                         tx.tenant(), *order)
                 : tx.select<OutboxMail>("WHERE tenant_id = $1 AND to_address = $2 ORDER BY id",
                                         tx.tenant(), what);
  });
}

/// A word is the mail's kind, a "quoted text" stands in its subject.
bool is_this(const OutboxMail& mail, const std::string& word) {
  if (!word.starts_with('"')) return mail.kind == word;
  return mail.subject.find(unquoted(word)) != std::string::npos;
}

}  // namespace

void check_mails(World& world, const std::string& what, std::span<const std::string> wanted) {
  const auto mails = mails_about(world, what);
  bool same = mails.size() == wanted.size();
  for (std::size_t i = 0; same && i < wanted.size(); ++i) same = is_this(mails[i], wanted[i]);
  if (same) return;
  std::string text = "expected mails";
  for (const auto& word : wanted) text += " " + word;
  text += "\n  got";
  for (const auto& mail : mails) {
    text += "\n    " + mail.kind + " to " + mail.to_address + ": \"" + mail.subject + "\"";
  }
  throw ScenarioFailure(text + (mails.empty() ? " none" : ""));
}

}  // namespace kontor::test
