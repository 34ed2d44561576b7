// A real SMTP server on loopback in its own process (smtp_peer.py), as an unprivileged user.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

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
  ~SmtpPeer();
  SmtpPeer(const SmtpPeer&) = delete;
  SmtpPeer& operator=(const SmtpPeer&) = delete;

  std::string url() const;  // smtp://127.0.0.1:<port>, smtps:// in mode smtps
  std::string ca_file() const { return (folder_ / "ca.pem").string(); }
  std::vector<ReceivedMail> received() const;

 private:
  void start(const std::string& mode);

  std::filesystem::path folder_;
  bool tls_ = false;
  pid_t pid_ = -1;
  int input_ = -1;
  int port_ = 0;
};

}  // namespace kontor::test
