#include "support/python_peer.hpp"

#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
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

PythonPeer::PythonPeer(const std::string& script, const std::string& mode,
                       const std::string& needs) {
  std::string name = (fs::temp_directory_path() / "kontor-peer-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (::geteuid() == 0 && ::chown(name.c_str(), kNobody, kNobody) != 0) {
    throw std::runtime_error("the folder cannot be given to nobody");
  }
  start(script, mode);
  if (!said_.starts_with("port ")) throw std::runtime_error(script + " did not start: " + needs);
  said_.erase(0, 5);
}

void PythonPeer::start(const std::string& script, const std::string& mode) {
  // The program is read before the child gives up its rights: the checkout may be private.
  std::ifstream file("tests/support/" + script);
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
  said_ = first_line(from_child[0]);
  ::close(from_child[0]);
}

PythonPeer::~PythonPeer() {
  ::close(input_);
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  fs::remove_all(folder_);
}

}  // namespace kontor::test
