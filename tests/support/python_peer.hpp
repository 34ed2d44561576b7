// A server for tests: a Python program of its own process, as an unprivileged user, in a temporary
// folder. It says "port N" when it is up, and ends when its input does.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace kontor::test {

class PythonPeer {
 public:
  // `script` is a file of tests/support, its arguments are `mode` and the folder. Throws with
  // `needs` when it does not come up.
  PythonPeer(const std::string& script, const std::string& mode, const std::string& needs);
  ~PythonPeer();
  PythonPeer(const PythonPeer&) = delete;
  PythonPeer& operator=(const PythonPeer&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  // What it said behind "port ".
  const std::string& said() const { return said_; }

 private:
  void start(const std::string& script, const std::string& mode);

  std::filesystem::path folder_;
  std::string said_;
  pid_t pid_ = -1;
  int input_ = -1;
};

}  // namespace kontor::test
