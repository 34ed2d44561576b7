#pragma once
// The whole program without its network: database, modules, routes and jobs, wired together.
// `kontor serve` puts a server in front of it (serve.hpp), tests call its routes directly.

#include <memory>
#include <optional>
#include <string_view>

#include "kernel/api.hpp"
#include "kernel/jobs.hpp"
#include "kernel/server.hpp"
#include "kernel/services.hpp"

namespace kontor {

/// What tests replace. Null or absent: the real thing.
struct Seams {
  Clock* clock = nullptr;
  Random* random = nullptr;
  MailTransport* mail = nullptr;
  std::optional<SecretBox> secrets;
  std::optional<PasswordCost> password_cost;
};

class Program {
 public:
  /// Opens the database named by the configuration and adds all routes. Nothing runs yet and the
  /// schema is untouched. Throws with a readable reason.
  explicit Program(const Config& config, Seams seams = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Services& services();
  Database& database();
  http::Router& router();
  Api& api();
  JobRunner& jobs();

  /// Hints go to listening browsers while this program lives.
  void listen_to_changes();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// A refusal of the server itself (no route, body too large) in the reader's language.
http::Response answer_server_refusal(const ServerRefusal& refusal);

/// Whether the database answers; for /readyz and `kontor doctor`.
bool is_ready(Database& database);

}  // namespace kontor
