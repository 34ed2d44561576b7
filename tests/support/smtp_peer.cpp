#include "support/smtp_peer.hpp"

#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace kontor::test {
namespace {

namespace fs = std::filesystem;
constexpr uid_t kNobody = 65534;

std::string first_line(int descriptor) {
  std::string line;
  char c = 0;
  while (::read(descriptor, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

SmtpPeer::SmtpPeer(const std::string& mode) : tls_(mode == "smtps") {
  std::string name = (fs::temp_directory_path() / "kontor-smtp-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (::geteuid() == 0 && ::chown(name.c_str(), kNobody, kNobody) != 0) {
    throw std::runtime_error("the folder cannot be given to nobody");
  }
  start(mode);
}

void SmtpPeer::start(const std::string& mode) {
  // The program is read before the child gives up its rights: the checkout may be private.
  std::ifstream file("tests/support/smtp_peer.py");
  std::stringstream source;
  source << file.rdbuf();
  const std::string program = source.str();
  std::array<int, 2> to_child{};
  std::array<int, 2> from_child{};
  if (::pipe(to_child.data()) != 0 || ::pipe(from_child.data()) != 0) {
    throw std::runtime_error("no pipe");
  }
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::dup2(to_child[0], 0);
    ::dup2(from_child[1], 1);
    for (const int descriptor : {to_child[0], to_child[1], from_child[0], from_child[1]}) {
      ::close(descriptor);
    }
    const bool root = ::geteuid() == 0;
    if (root &&
        (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) {
      ::_exit(126);
    }
    if (::chdir(folder_.c_str()) != 0) ::_exit(126);
    ::execl("/usr/bin/python3", "python3", "-c", program.c_str(), mode.c_str(), folder_.c_str(),
            nullptr);
    ::_exit(127);
  }
  ::close(to_child[0]);
  ::close(from_child[1]);
  input_ = to_child[1];
  const std::string line = first_line(from_child[0]);
  ::close(from_child[0]);
  if (!line.starts_with("port ")) {
    throw std::runtime_error("the SMTP peer did not start: python3-aiosmtpd and openssl needed");
  }
  port_ = std::atoi(line.c_str() + 5);
}

SmtpPeer::~SmtpPeer() {
  ::close(input_);
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  fs::remove_all(folder_);
}

std::string SmtpPeer::url() const {
  return (tls_ ? "smtps://127.0.0.1:" : "smtp://127.0.0.1:") + std::to_string(port_);
}

std::vector<ReceivedMail> SmtpPeer::received() const {
  std::vector<ReceivedMail> mails;
  for (int k = 0;; ++k) {
    std::ifstream file(folder_ / (std::to_string(k) + ".json"));
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
