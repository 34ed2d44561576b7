// Mails to who wrote to us: an answer by a person, about no order, and that nobody is there now.

#include "conversation/mail_in.hpp"
#include "conversation/mail_plan.hpp"
#include "kernel/markdown.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::size_t kMaxSubject = 180;

std::string answer_subject(const std::string& subject) {
  const std::string low = folded(subject);
  const bool answers = low.starts_with("re:") || low.starts_with("aw:");
  return first_graphemes(answers ? subject : "Re: " + subject, kMaxSubject);
}

}  // namespace

std::vector<PlannedMail> plan_answers(const MailSetting& setting, const Event& event) {
  const bool away = event.kind == "mail.away_told";
  if (!away && event.kind != "mail.answered") return {};
  Tx& tx = setting.tx;
  const auto received =
      tx.find<InboundMail>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), event.subject_id);
  if (!received) return {};
  const auto user = find_user_by_email(tx, received->from_address);
  PlannedMail mail;
  mail.kind = away ? "mail_away_told" : "mail_answered";
  mail.to = {received->from_address, received->from_name};
  mail.locale = user ? user->locale : setting.tenant.locale;
  mail.subject = answer_subject(received->subject);
  mail.answers = received->message_id;
  mail.content = letter(setting, mail.locale, mail.kind);
  const std::string words = event.read_content().body;
  mail.content.message = words;
  mail.content.preview = first_words_of_markdown(words);
  return {std::move(mail)};
}

}  // namespace kontor
