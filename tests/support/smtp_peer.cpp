#include "support/smtp_peer.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

namespace kontor::test {

SmtpPeer::SmtpPeer(const std::string& mode)
    : peer_("smtp_peer.py", mode, "python3-aiosmtpd and openssl needed"),
      tls_(mode == "smtps"),
      port_(std::stoi(peer_.said())) {}

std::string SmtpPeer::url() const {
  return (tls_ ? "smtps://127.0.0.1:" : "smtp://127.0.0.1:") + std::to_string(port_);
}

std::vector<ReceivedMail> SmtpPeer::received() const {
  std::vector<ReceivedMail> mails;
  for (int k = 0;; ++k) {
    std::ifstream file(peer_.folder() / (std::to_string(k) + ".json"));
    if (!file) return mails;
    std::stringstream content;
    content << file.rdbuf();
    const auto object = boost::json::parse(content.str()).as_object();
    ReceivedMail mail;
    mail.from = object.at("from").as_string();
    mail.data = object.at("data").as_string();
    for (const auto& to : object.at("to").as_array()) mail.to.emplace_back(to.as_string());
    mails.push_back(std::move(mail));
  }
}

}  // namespace kontor::test
