#include "serve.hpp"

#include <csignal>
#include <ostream>

#include "demo.hpp"
#include "kernel/housekeeping.hpp"
#include "kernel/log.hpp"
#include "kernel/metrics.hpp"
#include "kernel/migrate.hpp"
#include "kernel/refused.hpp"
#include "kernel/server.hpp"
#include "kernel/teeth.hpp"
#include "modules.hpp"
#include "program.hpp"

namespace kontor {
namespace {

/// Answers that are on their way get this long.
constexpr std::int64_t kDrainMs = 20'000;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

ServerConfig server_config(const Config& config) {
  ServerConfig server;
  server.address = config.listen_address;
  server.port = static_cast<std::uint16_t>(config.listen_port);
  server.threads = static_cast<unsigned>(config.workers);
  server.limits.max_connections = static_cast<std::size_t>(config.connections);
  server.limits.max_connections_per_address =
      static_cast<std::size_t>(config.connections_per_address);
  server.trusted_proxies = config.trusted_proxies;
  return server;
}

void count_request(const AccessRecord& record) {
  const auto route = record.route.empty() ? std::string_view("none") : record.route;
  constexpr double kMicro = 1e-6;
  metrics().http_request(http::method_name(record.method), route, record.status,
                         static_cast<double>(record.duration_us) * kMicro);
  // The route and not the path: paths of links hold their secret.
  log_debug("http.request", {{"method", http::method_name(record.method)},
                             {"route", route},
                             {"status", record.status},
                             {"duration_us", record.duration_us},
                             {"request_id", record.request_id}});
}

ServerHooks server_hooks() {
  return {.on_request = count_request,
          .refusal = answer_server_refusal,
          .on_error = [](std::string_view request_id, std::string_view what) {
            log_error("http.handler_failed", {{"request_id", request_id}, {"what", what}});
          }};
}

void greet(const Config& config, const Server& server, Services& services, std::ostream& out) {
  Config shown = config;
  shown.listen_port = server.port();
  out << "Kontor " << KONTOR_VERSION << " is at " << shown.effective_public_url() << "\n";
  try {
    if (const auto code = setup_code(services)) {
      out << "Nobody has set it up yet. Open the address and give this code: " << *code << "\n";
    }
    print_demo_people(demo_people(services.database), out);
  } catch (const Refused& refused) {
    // It serves already; a database that is away for a moment does not end it.
    log_warn("serve.greeting_cut_short", {{"code", refused.code().name}});
  }
  out << "Ctrl+C stops it." << std::endl;
}

}  // namespace

int serve(const Config& config, std::ostream& out) {
  // All threads inherit the mask: signals wait until this thread asks for them.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  check_teeth();
  for (const auto& warning : config.warnings) log_warn("config", {{"warning", warning}});

  Program program(config);
  if (const int applied = migrate(program.database()); applied > 0) {
    log_info("database.migrated", {{"applied", applied}});
  }
  for (const auto& tenant : program.database().read_wait(TenantId{}, all_tenants)) {
    program.database().write_wait(tenant, plan_housekeeping);
  }
  program.database().keep_ballast();
  program.listen_to_changes();
  Server server(server_config(config), program.router(), server_hooks());
  server.start();
  program.jobs().start();
  greet(config, server, program.services(), out);

  int signal = 0;
  sigwait(&signals, &signal);
  out << "Stopping: what has begun is finished first." << std::endl;
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second Ctrl+C ends at once
  const bool drained = server.drain(kDrainMs);
  if (!drained) log_warn("http.drain_timed_out", {{"after_ms", kDrainMs}});
  program.jobs().stop();
  server.stop();
  log_flush();
  return 0;
}

}  // namespace kontor
