// A real SMTP server on loopback in its own process (smtp_peer.py), as an unprivileged user.
#pragma once

#include <string>
#include <vector>

#include "support/python_peer.hpp"

namespace kontor::test {

struct ReceivedMail {
  std::string from;
  std::vector<std::string> to;
  std::string data;
};

class SmtpPeer {
 public:
  // `mode` is one of smtp_peer.py's. Throws with what is missing when it does not come up.
  explicit SmtpPeer(const std::string& mode);

  std::string url() const;  // smtp://127.0.0.1:<port>, smtps:// in mode smtps
  std::string ca_file() const { return (peer_.folder() / "ca.pem").string(); }
  std::vector<ReceivedMail> received() const;

 private:
  PythonPeer peer_;
  bool tls_ = false;
  int port_ = 0;
};

}  // namespace kontor::test
