#pragma once
// What the parts of a running program share. Built once by Program (src/program.hpp) and handed to
// the modules' routes and jobs; everything in it outlives them and may be used from any thread.

#include "kernel/blobs.hpp"
#include "kernel/clock.hpp"
#include "kernel/config.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/mail.hpp"
#include "kernel/random.hpp"
#include "kernel/sse.hpp"

namespace kontor {

class TenantDirectory;  // accounts/api_hooks.hpp; the kernel only carries it

struct Services {
  const Config& config;
  Database& database;
  Clock& clock;
  Random& random;
  PasswordHasher& passwords;
  const SecretBox& secrets;
  BlobStore& blobs;
  /// Null without SMTP settings: mails then rest in the outbox.
  MailTransport* mail;
  SseHub& hints;
  TenantDirectory* tenants;
};

}  // namespace kontor
