// Fetching mails by IMAP (RFC 3501). libcurl connects, encrypts and logs in; the few commands after
// that are spoken here, because a mail's own lines must never be taken for answers of the server.
// The folder is opened read-only (EXAMINE) and bodies are peeked at: nothing becomes "seen".
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kontor {

struct ImapOptions {
  std::string url;  // imaps://host:993 or imap://host:143
  std::string user;
  std::string password;
  std::string bearer;  // XOAUTH2 instead of the password
  // imap:// goes on by STARTTLS; `none` is for a server on the same machine.
  enum class Tls { none, required } tls = Tls::required;
  std::string ca_file;               // empty: the system's
  std::int64_t timeout_ms = 60'000;  // of each command
};

// Cannot connect, log in or understand the server. No secrets in the words.
class ImapFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ImapFolder {
  std::int64_t uid_validity = 0;
  std::int64_t uid_next = 0;
};

class ImapSession {
 public:
  // Connects and logs in. Blocks.
  explicit ImapSession(const ImapOptions& options);
  ~ImapSession();
  ImapSession(const ImapSession&) = delete;
  ImapSession& operator=(const ImapSession&) = delete;

  ImapFolder examine(const std::string& folder);
  // UIDs above `uid`, growing.
  std::vector<std::int64_t> uids_after(std::int64_t uid);
  // UIDs of mails that arrived on this day or later ("20-Nov-2026"), growing.
  std::vector<std::int64_t> uids_since(const std::string& day);
  // The raw mail, at most its first `max_bytes`; empty when it is gone meanwhile.
  std::string fetch(std::int64_t uid, std::size_t max_bytes);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kontor
