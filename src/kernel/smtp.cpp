#include "kernel/smtp.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "kernel/log.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;
using List = std::unique_ptr<curl_slist, ListFree>;

// What the callbacks of one conversation see.
struct Conversation {
  std::string_view message;
  std::size_t given = 0;
  bool given_all = false;
  std::string last_line;
  std::array<char, CURL_ERROR_SIZE> error{};
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& talk = *static_cast<Conversation*>(context);
  const std::size_t part = std::min(size * count, talk.message.size() - talk.given);
  std::memcpy(buffer, talk.message.data() + talk.given, part);
  talk.given += part;
  talk.given_all = talk.given == talk.message.size();
  return part;
}

// libcurl hands every line of the server to the header callback.
std::size_t on_line(char* buffer, std::size_t size, std::size_t count, void* context) {
  auto& talk = *static_cast<Conversation*>(context);
  // After a refusal libcurl says QUIT; the goodbye is not what one wants to read.
  const bool goodbye = size * count >= 3 && std::string_view(buffer, 3) == "221";
  if (!goodbye) talk.last_line.assign(buffer, std::min<std::size_t>(size * count, 500));
  return size * count;
}

std::size_t on_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

Easy new_easy() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  Easy easy(initialised == CURLE_OK ? curl_easy_init() : nullptr);
  if (!easy) throw std::runtime_error("libcurl cannot be initialised");
  return easy;
}

void set_up(CURL* easy, const SmtpOptions& options, Conversation& talk) {
  curl_easy_setopt(easy, CURLOPT_URL, (options.url + "/" + options.helo_name).c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // never by way of an HTTP proxy of the environment
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min<std::int64_t>(options.timeout_ms, 10'000)));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout_ms));
  // libcurl waits two minutes for a reply by itself.
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                   static_cast<long>(std::max<std::int64_t>(1, options.timeout_ms / 1000)));
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, talk.error.data());
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_line);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &talk);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  const bool encrypted = options.tls != SmtpOptions::Tls::none;
  curl_easy_setopt(easy, CURLOPT_USE_SSL,
                   static_cast<long>(encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, options.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, options.password.c_str());
  }
}

std::string detail_of(const Conversation& talk, CURLcode code) {
  std::string out = talk.error.front() != '\0' ? talk.error.data() : curl_easy_strerror(code);
  const std::string line = squeezed(repaired_utf8(talk.last_line));
  if (!line.empty()) out += "; the server's last words: " + line;
  return redacted(first_graphemes(squeezed(repaired_utf8(out)), 600));
}

// Which reply speaks about this message or recipient? Only those to MAIL, RCPT and DATA and the
// one after the message. Replies to the greeting, STARTTLS and the login speak about our
// settings or about the server's health: someone mends them, and the mail waits for that.
MailOutcome outcome_of(CURLcode code, int smtp_code, const Conversation& talk) {
  if (code == CURLE_OK) return MailOutcome::sent;
  if (talk.given_all) {
    if (smtp_code >= 500) return MailOutcome::permanent;
    return smtp_code >= 400 ? MailOutcome::temporary : MailOutcome::unknown;
  }
  const bool about_message = code == CURLE_SEND_ERROR && smtp_code >= 500;
  // 530, 534, 535, 538 (RFC 4954): the server wants another login.
  const bool about_login =
      smtp_code == 530 || smtp_code == 534 || smtp_code == 535 || smtp_code == 538;
  return about_message && !about_login ? MailOutcome::permanent : MailOutcome::temporary;
}

MailResult perform(CURL* easy, Conversation& talk) {
  const CURLcode code = curl_easy_perform(easy);
  long reply = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply);
  MailResult result;
  result.smtp_code = static_cast<int>(reply);
  result.outcome = outcome_of(code, result.smtp_code, talk);
  if (code == CURLE_OK) {
    result.detail = first_graphemes(squeezed(repaired_utf8(talk.last_line)), 200);
  } else {
    result.detail = detail_of(talk, code);
  }
  return result;
}

bool is_plain_address(const std::string& address) {
  return is_mail_address(address) && address.find_first_of("\r\n<>") == std::string::npos;
}

}  // namespace

SmtpOptions SmtpOptions::from(const Config& config) {
  SmtpOptions options;
  options.url = config.smtp_url;
  options.user = config.smtp_user;
  options.password = config.smtp_password;
  options.tls = config.smtp_tls == "none"  ? Tls::none
                : config.smtp_tls == "tls" ? Tls::tls
                                           : Tls::starttls;
  options.ca_file = config.smtp_ca_file.string();
  options.timeout_ms = config.smtp_timeout_ms;
  if (const auto from = parse_mail_address(config.smtp_from)) {
    options.helo_name = from->address.substr(from->address.rfind('@') + 1);
  }
  return options;
}

SmtpTransport::SmtpTransport(SmtpOptions options) : options_(std::move(options)) {}

MailResult SmtpTransport::send(const std::string& envelope_from, const std::string& envelope_to,
                               const std::string& message) {
  if (!is_plain_address(envelope_from) || !is_plain_address(envelope_to)) {
    return {MailOutcome::permanent, 0, "the sender or the recipient is not a mail address"};
  }
  Conversation talk;
  talk.message = message;
  const Easy easy = new_easy();
  set_up(easy.get(), options_, talk);
  const List recipients(curl_slist_append(nullptr, ("<" + envelope_to + ">").c_str()));
  const std::string from = "<" + envelope_from + ">";
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(easy.get(), CURLOPT_READDATA, &talk);
  curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
  return perform(easy.get(), talk);
}

MailResult SmtpTransport::probe() {
  Conversation talk;
  const Easy easy = new_easy();
  set_up(easy.get(), options_, talk);
  curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  return perform(easy.get(), talk);
}

}  // namespace kontor
