// Routes around passwords. Each is a chain of short transactions with the slow hash between them,
// outside of any transaction and behind the gate (PasswordHasher):
//   read or count -> verify or hash -> write -> answer

#include "accounts/api_hooks.hpp"
#include "accounts/links.hpp"
#include "accounts/people_views.hpp"
#include "accounts/routes.hpp"
#include "kernel/http_fields.hpp"
#include "kernel/mail.hpp"

namespace kontor {
namespace {

struct LoginInput {
  Text<254> email;
  VerbatimText<1024> password;
};
BOOST_DESCRIBE_STRUCT(LoginInput, (), (email, password))

struct NewPasswordInput {
  VerbatimText<1024> password;
};
BOOST_DESCRIBE_STRUCT(NewPasswordInput, (), (password))

struct ChangePasswordInput {
  VerbatimText<1024> current_password;
  VerbatimText<1024> new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePasswordInput, (), (current_password, new_password))

struct ChangeEmailInput {
  Text<254, 3> email;
  VerbatimText<1024> current_password;
};
BOOST_DESCRIBE_STRUCT(ChangeEmailInput, (), (email, current_password))

struct SetupState {
  bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetupState, (), (needed))

/// What lives from the request to its answer, shared by the steps of a chain.
template <class Body>
struct Exchange {
  Api& api;
  Services& services;
  http::Request request;
  http::Responder responder;
  Locale locale = Locale::de;
  TenantId tenant;
  Body body{};
  std::exception_ptr bad_body;
  OnceScope once;
  http::Response response;

  /// A stranger hears "sign in" before he hears what is wrong with his body.
  void need_body() const {
    if (bad_body) std::rethrow_exception(bad_body);
  }
  void answer(http::Response given) { responder(std::move(given)); }
  /// In the first transaction, before anything that a repetition would stumble over: the old
  /// password is wrong by then, the link is used up. True when the answer was given before.
  bool was_answered(Tx& tx, std::string actor_key, std::string route) {
    once = once_scope(request, std::move(actor_key), std::move(route), api.hooks().digest);
    auto known = find_answer(tx, once);
    if (known) response = std::move(*known);
    return known.has_value();
  }
  /// In the last transaction: the work, once per key. The body holds a password, the answer
  /// nothing.
  template <class Work>
  void work_once(Tx& tx, int status, Work work) {
    response = answer_once(tx, once, Keeps::status_only, [&] {
      work();
      return http::Response::empty(status);
    });
  }
  void fail(std::exception_ptr error) {
    responder(error_response(error, locale, request));
  }
  void refuse(const Refused& refused) {
    responder(refusal_response(refused, locale, request.request_id));
  }
};
template <class Body>
using Shared = std::shared_ptr<Exchange<Body>>;

/// Runs `work` in a transaction, then `next`; an error in either is the answer.
enum class Mode { read, write };
template <class Body, class Work, class Next>
void then(const Shared<Body>& exchange, Mode mode, Work work, Next next) {
  auto done = [exchange, next = std::move(next)](std::exception_ptr error) mutable {
    if (error) return exchange->fail(error);
    try {
      next();
    } catch (...) {
      exchange->fail(std::current_exception());
    }
  };
  auto& database = exchange->services.database;
  if (mode == Mode::read) {
    database.read(exchange->tenant, std::move(work), std::move(done));
  } else {
    database.write(exchange->tenant, std::move(work), std::move(done));
  }
}

template <class Body>
Body json_body(const http::Request& request) {
  // A form on another site can post text, never JSON, without the browser asking first.
  if (http::media_type(request.headers.get("Content-Type")) != "application/json") {
    throw Refused(kUnsupportedMedia, {{"expected", "application/json"}});
  }
  return from_json<Body>(request.body);
}

/// Parses the body and starts the chain; what it throws is the answer.
template <class Body, class Start>
http::Handler chain(Api& api, Services& services, Start start) {
  return [&api, &services, start](http::Request request, http::Responder responder) {
    const auto locale = request_locale(request);
    auto exchange = std::make_shared<Exchange<Body>>(
        Exchange<Body>{api, services, std::move(request), std::move(responder), locale, {}, {}, {},
                       {}, {}});
    try {
      if (const auto wait_s = api.hooks().retry_after_s(exchange->request)) {
        throw Refused(kRateLimited, {{"retry_after_s", *wait_s}});
      }
      exchange->tenant = services.tenants->of(exchange->request);
      try {
        exchange->body = json_body<Body>(exchange->request);
      } catch (const Refused&) {
        exchange->bad_body = std::current_exception();
      }
      start(exchange);
    } catch (...) {
      exchange->fail(std::current_exception());
    }
  };
}

[[noreturn]] void refuse_overloaded() { throw Refused(kOverloaded, {{"retry_after_s", 5}}); }

/// 201 with the session, and the cookie.
template <class Body>
void answer_session(const Shared<Body>& exchange, const SessionView& view,
                    const std::string& token) {
  auto response = http::Response::json(to_json(view), 201);
  response.headers.set("Set-Cookie", session_cookie(exchange->request, token));
  response.headers.set("Cache-Control", "no-store");
  response.compression = http::Compression::never;
  exchange->answer(std::move(response));
}

SessionView view_opened(Tx& tx, const OpenedSession& opened) {
  Credentials credentials;
  credentials.session_token = opened.token;
  const auto actor = authenticate(tx, credentials);
  return view_session(tx, actor, csrf_token_of(*Token::parse(opened.token)));
}

// --- Log in ---------------------------------------------------------------------------------

struct LoginSteps {
  LoginAttempt attempt;
  std::optional<std::string> better_hash;
  std::optional<OpenedSession> opened;
  SessionView view;
};

void open_after_login(const Shared<LoginInput>& exchange,
                      const std::shared_ptr<LoginSteps>& steps) {
  then(
      exchange, Mode::write,
      [exchange, steps](Tx& tx) {
        steps->opened = finish_login(tx, exchange->body.email, *steps->attempt.stored_hash,
                                     steps->better_hash, exchange->request.remote_address,
                                     exchange->request.headers.get("User-Agent"));
        if (!steps->opened) return;
        steps->view = view_opened(tx, *steps->opened);
        // Whoever was signed in at this browser is not any more.
        if (const auto former = session_token_of(exchange->request)) forget_session(tx, *former);
      },
      [exchange, steps] {
        if (!steps->opened) throw Refused(kLoginFailed);
        answer_session(exchange, steps->view, steps->opened->token);
      });
}

void judge_login(const Shared<LoginInput>& exchange, const std::shared_ptr<LoginSteps>& steps,
                 PasswordVerdict verdict) {
  switch (verdict) {
    case PasswordVerdict::overloaded:
      refuse_overloaded();
    case PasswordVerdict::mismatch:
      throw Refused(kLoginFailed);
    case PasswordVerdict::match:
      return open_after_login(exchange, steps);
    case PasswordVerdict::match_rehash:
      return exchange->services.passwords.hash(exchange->body.password,
                                               [exchange, steps](std::optional<std::string> hash) {
                                                 steps->better_hash = std::move(hash);
                                                 open_after_login(exchange, steps);
                                               });
  }
}

void log_in(const Shared<LoginInput>& exchange) {
  exchange->need_body();
  auto steps = std::make_shared<LoginSteps>();
  if (exchange->tenant.is_nil()) throw Refused(kLoginFailed);
  then(
      exchange, Mode::write,
      [exchange, steps](Tx& tx) {
        steps->attempt = begin_login(tx, exchange->body.email, exchange->request.remote_address);
      },
      [exchange, steps] {
        const auto locked_ms = steps->attempt.locked_until_ms - exchange->services.clock.now_ms();
        if (steps->attempt.locked_until_ms > 0) {
          const auto minutes = std::max<std::int64_t>(1, (locked_ms + kMinute_ms - 1) / kMinute_ms);
          throw Refused(kLoginLocked, {{"minutes", minutes}, {"retry_after_s", minutes * 60}});
        }
        exchange->services.passwords.verify(steps->attempt.stored_hash, exchange->body.password,
                                            [exchange, steps](PasswordVerdict verdict) {
                                              try {
                                                judge_login(exchange, steps, verdict);
                                              } catch (...) {
                                                exchange->fail(std::current_exception());
                                              }
                                            });
      });
}

// --- Set up an empty installation -----------------------------------------------------------

struct SetupSteps {
  OpenedSession opened;
  SessionView view;
};

void make_tenant(const Shared<SetupInput>& exchange, const std::string& hash) {
  auto steps = std::make_shared<SetupSteps>();
  auto& services = exchange->services;
  std::array<std::uint8_t, 8> random{};
  services.random.fill(random);
  exchange->tenant = TenantId(make_uuid7(services.clock.now_ms(), 0, random));
  then(
      exchange, Mode::write,
      [exchange, steps, hash](Tx& tx) {
        // On PostgreSQL a tenant sees no other: whoever was faster was looked for before.
        if (!list_tenants(tx).empty()) throw Refused(kSetupDone);
        const auto made = create_tenant(tx, exchange->body, hash);
        steps->opened = open_session(tx, made.admin, exchange->request.remote_address,
                                     exchange->request.headers.get("User-Agent"));
        steps->view = view_opened(tx, steps->opened);
      },
      [exchange, steps] {
        // Not from this thread: it is one of the database's own.
        exchange->services.tenants->load_later(
            [exchange, steps] { answer_session(exchange, steps->view, steps->opened.token); });
      });
}

void set_up(const Shared<SetupInput>& exchange) {
  exchange->need_body();
  auto& services = exchange->services;
  if (!services.tenants->empty()) throw Refused(kSetupDone);
  if (!equal_constant_time(std::string_view(exchange->body.code),
                           std::string_view(services.tenants->setup_code()))) {
    throw Refused(kSetupCodeWrong);
  }
  check_setup(exchange->body);
  services.passwords.hash(exchange->body.password, [exchange](std::optional<std::string> hash) {
    try {
      if (!hash) refuse_overloaded();
      // Of no tenant: another program on this database may have been faster.
      then(
          exchange, Mode::read,
          [](Tx& tx) {
            if (!list_tenants(tx).empty()) throw Refused(kSetupDone);
          },
          [exchange, made = std::move(*hash)] { make_tenant(exchange, made); });
    } catch (...) {
      exchange->fail(std::current_exception());
    }
  });
}

// --- One's own password and address ---------------------------------------------------------

struct OwnSteps {
  std::shared_ptr<const Actor> actor;
  std::optional<User> user;
  bool may_try = false;
  bool answered = false;
};

/// Lets in who is logged in and knows his password, then goes on. Guesses are counted like logins.
template <class Body, class Next>
void with_own_password(const Shared<Body>& exchange, std::string route, Next next) {
  auto steps = std::make_shared<OwnSteps>();
  constexpr std::int64_t kGuesses = 10;
  const auto judged = [exchange, steps, next](PasswordVerdict verdict) {
    try {
      if (verdict == PasswordVerdict::overloaded) refuse_overloaded();
      if (verdict == PasswordVerdict::mismatch) throw Refused(kWrongPassword);
      next(exchange, steps);
    } catch (...) {
      exchange->fail(std::current_exception());
    }
  };
  then(
      exchange, Mode::write,
      [exchange, steps, route = std::move(route)](Tx& tx) {
        steps->actor = authenticate_request(tx, exchange->request);
        if (steps->actor->logged_in()) exchange->locale = steps->actor->locale;
        admit_request(*steps->actor, Access::signed_in, exchange->request);
        exchange->need_body();
        if (steps->actor->kind != ActorKind::user) throw Refused(kForbidden);
        steps->answered = exchange->was_answered(tx, steps->actor->user_id.text(), route);
        if (steps->answered) return;
        steps->user = find_user(tx, steps->actor->user_id);
        steps->may_try = count_and_allow(tx, "own-password:" + steps->actor->user_id.text(),
                                         kGuesses, kLimitWindow_ms);
      },
      [exchange, steps, judged] {
        if (steps->answered) return exchange->answer(std::move(exchange->response));
        if (!steps->may_try) {
          const auto seconds = kLimitLock_ms / 1000;
          throw Refused(kLoginLocked, {{"minutes", seconds / 60}, {"retry_after_s", seconds}});
        }
        exchange->services.passwords.verify(steps->user->password_hash,
                                            exchange->body.current_password, judged);
      });
}

void change_password(const Shared<ChangePasswordInput>& exchange) {
  with_own_password(exchange, "POST /me/password", [](const Shared<ChangePasswordInput>& call,
                                                      const std::shared_ptr<OwnSteps>& steps) {
    auto problem = password_problem(call->body.new_password, steps->user->email, steps->user->name);
    if (problem) {
      problem->pointer = "/new_password";
      throw Refused::fields({*problem});
    }
    call->services.passwords.hash(
        call->body.new_password, [call, steps](std::optional<std::string> hash) {
          if (!hash) {
            return call->refuse(Refused(kOverloaded, {{"retry_after_s", 5}}));
          }
          then(
              call, Mode::write,
              [call, steps, hash](Tx& tx) {
                call->work_once(tx, 204, [&] {
                  set_password(tx, *steps->user, *hash, steps->actor->session_id,
                               "user.password_changed");
                });
              },
              [call] { call->answer(std::move(call->response)); });
        });
  });
}

void change_email(const Shared<ChangeEmailInput>& exchange) {
  with_own_password(exchange, "POST /me/email", [](const Shared<ChangeEmailInput>& call,
                                                   const std::shared_ptr<OwnSteps>& steps) {
    then(
        call, Mode::write,
        [call, steps](Tx& tx) {
          call->work_once(tx, 202,
                          [&] { request_email_change(tx, *steps->actor, call->body.email); });
        },
        [call] { call->answer(std::move(call->response)); });
  });
}

// --- Set a password by a link ---------------------------------------------------------------

void set_by_link(const Shared<NewPasswordInput>& exchange) {
  exchange->need_body();
  auto seen = std::make_shared<LinkView>();
  const std::string token(exchange->request.path_params.get("token"));
  auto answered = std::make_shared<bool>(false);
  then(
      exchange, Mode::read,
      [exchange, seen, token, answered](Tx& tx) {
        // The keys of a link are its own; the table does not keep the link.
        const std::string owner = "link " + to_hex(sha256(token)).substr(0, 32);
        *answered = exchange->was_answered(tx, owner, "POST /password-resets/{token}");
        if (!*answered) *seen = look_at_link(tx, token);
      },
      [exchange, seen, token, answered] {
        if (*answered) return exchange->answer(std::move(exchange->response));
        if (const auto problem =
                password_problem(exchange->body.password, seen->email, seen->name)) {
          throw Refused::fields({*problem});
        }
        exchange->services.passwords.hash(
            exchange->body.password, [exchange, token](std::optional<std::string> hash) {
              if (!hash) {
                return exchange->refuse(Refused(kOverloaded, {{"retry_after_s", 5}}));
              }
              then(
                  exchange, Mode::write,
                  [exchange, token, hash](Tx& tx) {
                    exchange->work_once(tx, 204, [&] { set_password_by_link(tx, token, *hash); });
                  },
                  [exchange] { exchange->answer(std::move(exchange->response)); });
            });
      });
}

template <class Body>
RouteDoc body_doc(Api& api, const std::string& response_schema = {}) {
  RouteDoc doc;
  doc.request_schema = api.schema_name<Body>();
  doc.response_schema = response_schema;
  return doc;
}

void add_entrance_routes(Api& api, Services& services) {
  using http::Method;
  api.read("/setup",
           {.summary = "Whether the installation is still empty",
            .tag = "Session",
            .access = Access::anyone,
            .operation_id = "get_setup"},
           [](Tx& tx, const Call&) { return SetupState{list_tenants(tx).empty()}; });
  api.custom(Method::post, "/setup",
             {.summary = "Makes the tenant and its first admin; needs the code that the server "
                         "printed",
              .tag = "Session",
              .access = Access::anyone,
              .status = 201,
              .secret = true,
              .ignores_key = true,
              .errors = {kSetupDone, kSetupCodeWrong},
              .description = "Ignores `Idempotency-Key`: the answer is a session and is not kept. "
                             "The second is refused with `setup_done`; log in then.",
              .operation_id = "set_up"},
             body_doc<SetupInput>(api, api.schema_name<SessionView>()),
             chain<SetupInput>(api, services, set_up));
  api.custom(Method::post, "/session",
             {.summary = "Logs in",
              .tag = "Session",
              .access = Access::anyone,
              .status = 201,
              .secret = true,
              .ignores_key = true,
              .errors = {kLoginFailed, kLoginLocked},
              .description = "Ignores `Idempotency-Key`: the answer is a session and is not kept. "
                             "Sent twice, it opens a second one, which does no harm.",
              .operation_id = "log_in"},
             body_doc<LoginInput>(api, api.schema_name<SessionView>()),
             chain<LoginInput>(api, services, log_in));
}

}  // namespace

void add_login_routes(Api& api, Services& services) {
  using http::Method;
  add_entrance_routes(api, services);
  api.custom(Method::post, "/me/password",
             {.summary = "Changes one's password; ends all other sessions",
              .tag = "Session",
              .status = 204,
              .secret = true,
              .errors = {kWrongPassword},
              .operation_id = "change_password"},
             body_doc<ChangePasswordInput>(api),
             chain<ChangePasswordInput>(api, services, change_password));
  api.custom(Method::post, "/me/email",
             {.summary = "Mails a link to confirm a new e-mail address",
              .tag = "Session",
              .status = 202,
              .secret = true,
              .errors = {kWrongPassword},
              .operation_id = "change_email"},
             body_doc<ChangeEmailInput>(api), chain<ChangeEmailInput>(api, services, change_email));
  api.custom(Method::post, "/password-resets/{token}",
             {.summary = "Sets a password with a link; ends all sessions",
              .tag = "Links",
              .access = Access::anyone,
              .status = 204,
              .secret = true,
              .errors = {kTokenExpired, kTokenUsed},
              .operation_id = "set_password_by_link"},
             body_doc<NewPasswordInput>(api), chain<NewPasswordInput>(api, services, set_by_link));
}

}  // namespace kontor
