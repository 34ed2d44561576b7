// Mail transport by SMTP (libcurl). One connection per message.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/config.hpp"
#include "kernel/mail.hpp"

namespace kontor {

struct SmtpOptions {
  std::string url;  // smtp://host:587 or smtps://host:465
  std::string user;
  std::string password;
  // Whether STARTTLS is demanded on smtp://. `none` is for a relay on the same machine.
  enum class Tls { none, starttls, tls } tls = Tls::starttls;
  std::string ca_file;  // empty: the system's
  std::int64_t timeout_ms = 30'000;
  std::string helo_name = "localhost";

  static SmtpOptions from(const Config& config);
};

class SmtpTransport final : public MailTransport {
 public:
  explicit SmtpTransport(SmtpOptions options);
  MailResult send(const std::string& envelope_from, const std::string& envelope_to,
                  const std::string& message) override;
  // Connects, greets, TLS, logs in and says goodbye; sends nothing. For doctor.
  MailResult probe();

 private:
  SmtpOptions options_;
};

}  // namespace kontor
