#include "program.hpp"

#include <mutex>

#include "accounts/actor.hpp"
#include "accounts/api_hooks.hpp"
#include "kernel/change_feed.hpp"
#include "kernel/log.hpp"
#include "kernel/metrics.hpp"
#include "kernel/openapi.hpp"
#include "kernel/request_limits.hpp"
#include "kernel/smtp.hpp"
#include "kernel/static_files.hpp"
#include "modules.hpp"

namespace kontor {
namespace {

DatabaseConfig database_config(const Config& config) {
  DatabaseConfig database;
  database.url = config.effective_database_url();
  database.connections = static_cast<int>(config.database_connections);
  database.ballast_bytes = static_cast<std::uint64_t>(config.ballast_mib) << 20U;
  if (!config.uses_postgres() && config.database_url.empty()) {
    std::filesystem::create_directories(config.data_dir);
  }
  return database;
}

SecretBox open_secrets(const Config& config, Seams& seams, Random& random) {
  if (seams.secrets) return *seams.secrets;
  std::filesystem::create_directories(config.effective_secret_key_file().parent_path());
  return SecretBox::from_key_file(config.effective_secret_key_file(), random);
}

PasswordHasher::Options hasher_options(const Seams& seams) {
  PasswordHasher::Options options;
  if (seams.password_cost) options.cost = *seams.password_cost;
  return options;
}

http::RouteLimits route_limits(const Config& config) {
  return {static_cast<std::size_t>(config.body_bytes), config.request_timeout_ms};
}

ApiHooks with_limits(ApiHooks hooks, RequestLimits& limits) {
  hooks.retry_after_s = [&limits](const http::Request& request) {
    return limits.retry_after_s(request);
  };
  return hooks;
}

std::unique_ptr<MailTransport> open_mail(const Config& config, const Seams& seams) {
  if (seams.mail || !config.has_smtp()) return nullptr;
  return std::make_unique<SmtpTransport>(SmtpOptions::from(config));
}

template <class T>
T& value_or(T* given, T& otherwise) {
  return given ? *given : otherwise;
}

/// Jobs wait for mail servers and disks rather than compute.
constexpr int kJobWorkers = 4;

/// Documents that never change while the program runs are made when first asked for.
struct ApiDocuments {
  std::once_flag once;
  std::string json;
  std::string page;

  void make(const Api& api) {
    std::call_once(once, [&] {
      const auto document = api.openapi();
      json = boost::json::serialize(document);
      page = build_api_page(document);
    });
  }
};

}  // namespace

struct Program::Parts {
  Parts(const Config& given, Seams& seams)
      : config(given),
        clock(value_or<Clock>(seams.clock, system_clock)),
        random(value_or<Random>(seams.random, system_random)),
        secrets(open_secrets(config, seams, random)),
        database(database_config(config), clock, random),
        passwords(std::make_unique<PasswordHasher>(hasher_options(seams))),
        blobs(config.data_dir / "blobs", static_cast<std::uint64_t>(config.upload_bytes),
              &clock),
        own_mail(open_mail(config, seams)),
        tenants(database, random),
        services{config,  database, clock, random, *passwords,
                 secrets, blobs,    seams.mail ? seams.mail : own_mail.get(), hints, &tenants},
        router(route_limits(config)),
        limits({config.requests_per_minute, config.requests_per_minute_per_address}, clock),
        api(database, router, with_limits(api_hooks(services), limits)),
        jobs(database, job_queues(services), kJobWorkers),
        web(embedded_files(), {{"/portal", "portal.html"}, {"/", "index.html"}}) {}

  Config config;
  SystemClock system_clock;
  SystemRandom system_random;
  Clock& clock;
  Random& random;
  SecretBox secrets;
  Database database;
  std::unique_ptr<PasswordHasher> passwords;
  DirectoryBlobStore blobs;
  std::unique_ptr<MailTransport> own_mail;
  SseHub hints;
  TenantDirectory tenants;
  Services services;
  http::Router router;
  RequestLimits limits;
  Api api;
  JobRunner jobs;
  StaticFiles web;
  ApiDocuments documents;
  std::unique_ptr<ChangeFeed> feed;
};

namespace {

void add_health_routes(http::Router& router, Database& database) {
  router.add(http::Method::get, "/healthz", [](http::Request, http::Responder respond) {
    respond(http::Response::text("ok\n"));
  });
  router.add(http::Method::get, "/readyz", [&](http::Request, http::Responder respond) {
    auto waiting = std::make_shared<http::Responder>(std::move(respond));
    database.read(
        TenantId{}, [](Tx& tx) { tx.query("SELECT 1"); },
        [waiting](std::exception_ptr error) {
          (*waiting)(http::Response::text(error ? "database unavailable\n" : "ready\n",
                                          error ? 503 : 200));
        });
  });
  router.add(http::Method::get, "/metrics", [](http::Request, http::Responder respond) {
    auto response = http::Response::text(metrics().text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    respond(std::move(response));
  });
}

/// One stream of hints per browser. What it may hear is decided when it starts; a change of the
/// listener's own rights ends it (listen_to_changes), and the browser comes back with what he has.
void add_event_stream(Api& api, SseHub& hints) {
  auto handler = [&api, &hints](http::Request request, http::Responder respond) {
    struct Exchange {
      http::Request request;
      http::Responder respond;
      Locale locale;
      std::shared_ptr<const Actor> actor;
    };
    const Locale locale = request_locale(request);
    auto exchange = std::make_shared<Exchange>(
        Exchange{std::move(request), std::move(respond), locale, nullptr});
    const auto work = [&api, exchange](Tx& tx) {
      exchange->actor = api.hooks().authenticate(tx, exchange->request);
      exchange->locale = api.hooks().locale(*exchange->actor, exchange->request);
      api.hooks().admit(*exchange->actor, Access::signed_in, exchange->request);
    };
    const auto done = [&hints, exchange](std::exception_ptr error) {
      if (error) {
        exchange->respond(error_response(error, exchange->locale, exchange->request));
        return;
      }
      const Actor& actor = *exchange->actor;
      exchange->respond(hints.subscribe(
          {.tenant = actor.tenant.text(),
           .filter = [range = reach_of(actor), staff = actor.staff()](const Hint& hint) {
             return hint.reach.empty() ? staff
                                       : hint.reach >= range.from && hint.reach < range.until;
           },
           .session = actor.kind == ActorKind::api_key ? actor.api_key_id.text()
                                                       : actor.user_id.text(),
           .last_event_id = std::string(exchange->request.headers.get("Last-Event-ID"))}));
    };
    try {
      api.database().read(api.hooks().tenant(exchange->request), work, done);
    } catch (...) {
      done(std::current_exception());
    }
  };
  RouteDoc doc;
  doc.response_media_type = "text/event-stream";
  api.custom(http::Method::get, "/events",
             {.summary = "Hints that something changed (server-sent events)",
              .tag = "Events",
              .description = "Sends `hint` with subject, type and version, never data; `reset` "
                             "after a gap: fetch everything again.",
              .operation_id = "listen_to_events"},
             doc, handler);
}

void add_documents(Api& api, http::Router& router, ApiDocuments& documents) {
  const auto json = [&](http::Request, http::Responder respond) {
    documents.make(api);
    respond(http::Response::json(documents.json));
  };
  const auto page = [&](http::Request, http::Responder respond) {
    documents.make(api);
    respond(http::Response::html(documents.page));
  };
  router.add(http::Method::get, std::string(Api::kPrefix) + "/openapi.json", json);
  router.add(http::Method::get, std::string(Api::kPrefix) + "/docs", page);
}

}  // namespace

Program::Program(const Config& config, Seams seams)
    : parts_(std::make_unique<Parts>(config, seams)) {
  auto& parts = *parts_;
  add_routes(parts.api, parts.services);
  parts.jobs.on_clock_back([&database = parts.database](std::int64_t seen_until_ms) {
    for (const auto& tenant : database.read_wait(TenantId{}, all_tenants)) {
      database.write_wait(tenant, [&](Tx& tx) { after_clock_back(tx, seen_until_ms); });
    }
  });
  add_event_stream(parts.api, parts.hints);
  add_documents(parts.api, parts.router, parts.documents);
  add_public_pages(parts.router, parts.api, parts.services);
  add_health_routes(parts.router, parts.database);
  parts.router.add_api_prefix(Api::kPrefix);
  parts.router.add_fallback("/", [&web = parts.web](http::Request request,
                                                    http::Responder respond) {
    respond(web.serve(request));
  });
}

Program::~Program() {
  // In this order: nothing that still runs may meet what is already gone.
  parts_->jobs.stop();
  parts_->api.stop();
  parts_->passwords.reset();
  parts_->feed.reset();
  parts_->database.close();
}

Services& Program::services() { return parts_->services; }
Database& Program::database() { return parts_->database; }
http::Router& Program::router() { return parts_->router; }
Api& Program::api() { return parts_->api; }
JobRunner& Program::jobs() { return parts_->jobs; }

void Program::listen_to_changes() {
  const auto tell = [&hints = parts_->hints](const ChangeHint& change) {
    if (change.type == kEverythingChanged) {
      return hints.reset(change.tenant.is_nil() ? std::string() : change.tenant.text());
    }
    hints.publish({change.tenant.text(), change.subject, change.type, change.version,
                   change.reach});
    // Blocked, signed out, other memberships, moved, a key revoked: whatever streams he has end.
    // These are announced without a version; what is only recorded, a login, ends nothing.
    if (change.version == 0) hints.close_session(change.subject);
  };
  parts_->database.listen(tell);
  parts_->feed = std::make_unique<ChangeFeed>(parts_->database, tell);
}

http::Response answer_server_refusal(const ServerRefusal& refusal) {
  Params params;
  if (refusal.limit > 0) params.emplace_back("limit", refusal.limit);
  return refusal_response(Refused(Code{refusal.code, refusal.status}, std::move(params)),
                          accepted_locale(refusal.accept_language), refusal.request_id);
}

bool is_ready(Database& database) {
  try {
    database.read_wait(TenantId{}, [](Tx& tx) { tx.query("SELECT 1"); });
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace kontor
