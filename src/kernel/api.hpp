#pragma once
// From a typed function to a route: authentication, JSON, idempotency, ETag, refusals and the
// OpenAPI description in one place. Handlers are plain functions over a transaction:
//
//   api.read("/orders/{id}", {.summary = "Reads an order", .tag = "Orders"},
//            [](Tx& tx, const Call& call) { return get(tx, call.actor, call.id<OrderId>("id")); });
//   api.write(http::Method::post, "/orders/{id}/confirm", {.summary = ..., .if_match = true},
//             [](Tx& tx, const Call& call, const ConfirmOrder& body) { ... return OrderView; });
//
// Paths are below /api/v1. A result with a member `version` gets an ETag.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/api_schema.hpp"
#include "kernel/db.hpp"
#include "kernel/http.hpp"
#include "kernel/idempotency.hpp"
#include "kernel/json.hpp"
#include "kernel/openapi.hpp"
#include "kernel/refused.hpp"
#include "kernel/texts.hpp"
#include "kernel/workers.hpp"

namespace kontor {

struct Actor;  // accounts/actor.hpp; the kernel only carries it

/// Who may call at all. What he may do is decided by the command.
enum class Access { anyone, signed_in, staff };

struct RouteInfo {
  std::string summary{};
  std::string tag{};
  Access access = Access::signed_in;
  int status = 200;
  bool if_match = false;  ///< 428 without If-Match
  bool secret = false;    ///< the answer holds a secret: never stored for idempotency
  bool ignores_key = false;  ///< a custom POST without Idempotency-Key (ADR 0051)
  std::vector<ParameterDoc> query{};
  std::vector<Code> errors{};  ///< beside the usual ones
  std::string description{};
  std::string operation_id{};
  http::RouteLimits limits{};
};

/// One request on its way through a handler.
struct Call {
  const http::Request& request;
  const Actor& actor;
  Locale locale;
  std::shared_ptr<const Actor> actor_owner;

  /// Of the path; not_found when it is no id of this kind.
  template <class IdType>
  IdType id(std::string_view name) const {
    auto parsed = IdType::parse(request.path_params.get(name));
    if (!parsed) throw Refused(kNotFound);
    return *parsed;
  }
  /// The version in If-Match; nothing for "*". Refuses with precondition_required without it.
  std::optional<std::int64_t> seen_version() const;
  /// A query parameter; empty when absent.
  std::string query(std::string_view name) const { return std::string(request.query.get(name)); }
  /// `limit`, bounded by 1 and 200.
  std::int64_t limit(std::int64_t otherwise = 50) const;
};

/// What the accounts module teaches the API.
struct ApiHooks {
  /// Which tenant a request is for (host name, token). Io thread: from memory.
  std::function<TenantId(const http::Request&)> tenant;
  /// Somebody or nobody; refuses with unauthenticated when credentials are wrong.
  std::function<std::shared_ptr<const Actor>(Tx&, const http::Request&)> authenticate;
  /// Refuses when the route is not for him, or a browser's write lacks its CSRF token.
  std::function<void(const Actor&, Access, const http::Request&)> admit;
  std::function<Locale(const Actor&, const http::Request&)> locale;
  /// Whose idempotency keys these are.
  std::function<std::string(const Actor&)> actor_key;
  /// A keyed hash of a request, to know it again without keeping it.
  RequestDigest digest;
  /// False when this caller has to wait; then the seconds (rate limits).
  std::function<std::optional<std::int64_t>(const http::Request&)> retry_after_s;
};

/// Nothing to say: 204.
struct Nothing {};

/// By Accept-Language, for people who are not known yet; German where nothing fits.
Locale request_locale(const http::Request& request);
Locale accepted_locale(std::string_view accept_language);

/// Values for a text's placeholders.
TextParams text_params(const Params& params);
/// The refusal's sentence: what happened, what to do next. "refusal.<code>_<cause>" where there is
/// one for the parameter `cause`.
std::string refusal_text(const Refused& refused, Locale locale);

/// A problem document in the reader's language.
http::Response refusal_response(const Refused& refused, Locale locale,
                                std::string_view request_id);
/// Any exception: refusals as they are, unique violations as conflict, all else as 500 with a
/// line in the log and no word about the cause. Refusals that guard something (wrong password, no
/// right, too fast) leave a line, too, with `who` asked, when that is known.
http::Response error_response(std::exception_ptr error, Locale locale, const http::Request& request,
                              std::string_view who = {});

template <class Fn>
struct HandlerTraits : HandlerTraits<decltype(&Fn::operator())> {};
template <class C, class R>
struct HandlerTraits<R (C::*)(Tx&, const Call&) const> {
  using Result = R;
  using Body = void;
};
template <class C, class R, class B>
struct HandlerTraits<R (C::*)(Tx&, const Call&, const B&) const> {
  using Result = R;
  using Body = B;
};
template <class R>
struct HandlerTraits<R (*)(Tx&, const Call&)> {
  using Result = R;
  using Body = void;
};
template <class R, class B>
struct HandlerTraits<R (*)(Tx&, const Call&, const B&)> {
  using Result = R;
  using Body = B;
};

/// Of what Api::write_prepared() takes: the result that the transaction gives, and the body.
template <class Fn>
struct PreparedTraits : PreparedTraits<decltype(&Fn::operator())> {};
template <class C, class R>
struct PreparedTraits<std::function<R(Tx&)> (C::*)(Database&, const Call&) const> {
  using Result = R;
  using Body = void;
};
template <class C, class R, class B>
struct PreparedTraits<std::function<R(Tx&)> (C::*)(Database&, const Call&, const B&) const> {
  using Result = R;
  using Body = B;
};

class Api {
 public:
  using Run = std::function<http::Response(Tx&, const Call&)>;
  static constexpr std::string_view kPrefix = "/api/v1";

  Api(Database& database, http::Router& router, ApiHooks hooks)
      : database_(database), router_(router), hooks_(std::move(hooks)) {}

  template <class Fn>
  void read(std::string_view path, RouteInfo info, Fn fn) {
    add<Fn>(Mode::read, http::Method::get, path, std::move(info), std::move(fn));
  }
  template <class Fn>
  void write(http::Method method, std::string_view path, RouteInfo info, Fn fn) {
    add<Fn>(Mode::write, method, path, std::move(info), std::move(fn));
  }
  /// A write with long work before its transaction: `prepare(database, call, body)` runs on a
  /// worker thread, reads in as many short snapshots as it wants, and gives the function that the
  /// transaction then runs. Nobody else waits for the long part; who comes to a full queue is
  /// told overloaded.
  template <class Fn>
  void write_prepared(http::Method method, std::string_view path, RouteInfo info, Fn prepare) {
    using Traits = PreparedTraits<Fn>;
    using Body = typename Traits::Body;
    RouteDoc doc = describe_types<typename Traits::Result, Body>(info);
    const int status = info.status;
    const auto as_run = [status](auto work) -> Run {
      return [work = std::move(work), status](Tx& tx, const Call&) {
        return respond(work(tx), status);
      };
    };
    add_route(Mode::write, method, path, std::move(info), std::move(doc),
              [prepare = std::move(prepare), as_run](const std::string& text) -> Work {
                Work work;
                if constexpr (std::is_void_v<Body>) {
                  work.first = [&prepare, as_run](Database& database, const Call& call) {
                    return as_run(prepare(database, call));
                  };
                } else {
                  auto body = std::make_shared<const Body>(from_json<Body>(text));
                  work.first = [&prepare, as_run, body](Database& database, const Call& call) {
                    return as_run(prepare(database, call, *body));
                  };
                }
                return work;
              });
  }
  /// A POST that changes nothing (previews, searches with a body): runs on a snapshot.
  template <class Fn>
  void ask(std::string_view path, RouteInfo info, Fn fn) {
    add<Fn>(Mode::read, http::Method::post, path, std::move(info), std::move(fn));
  }
  /// A handler of its own (password hashing, event streams) with its description.
  void custom(http::Method method, std::string_view path, RouteInfo info, RouteDoc doc,
              http::Handler handler);
  /// The named schema of T for a custom route's description.
  template <class T>
  std::string schema_name() {
    schema_of<T>(schemas_);
    return SchemaName<T>::get();
  }

  /// One sentence for each group of routes, for the page of the API.
  void describe_tags(std::map<std::string, std::string> tags) { tags_ = std::move(tags); }
  /// Ends the worker threads, before the database closes.
  void stop() { workers_.stop(); }

  boost::json::object openapi() const;
  const std::vector<RouteDoc>& routes() const { return docs_; }
  const std::vector<RouteInfo>& infos() const { return infos_; }
  Database& database() { return database_; }
  const ApiHooks& hooks() const { return hooks_; }

 private:
  enum class Mode { read, write };

  template <class Fn>
  void add(Mode mode, http::Method method, std::string_view path, RouteInfo info, Fn fn) {
    using Traits = HandlerTraits<Fn>;
    using Body = typename Traits::Body;
    RouteDoc doc = describe_types<typename Traits::Result, Body>(info);
    const int status = info.status;
    add_route(mode, method, path, std::move(info), std::move(doc),
              [fn = std::move(fn), status](const std::string& text) -> Work {
                Work work;
                if constexpr (std::is_void_v<Body>) {
                  work.run = [&fn, status](Tx& tx, const Call& call) {
                    return respond(fn(tx, call), status);
                  };
                } else {
                  auto body = std::make_shared<const Body>(from_json<Body>(text));
                  work.run = [&fn, status, body](Tx& tx, const Call& call) {
                    return respond(fn(tx, call, *body), status);
                  };
                }
                return work;
              });
  }

  template <class Result, class Body>
  RouteDoc describe_types(RouteInfo& info) {
    RouteDoc doc;
    if constexpr (!std::is_void_v<Body>) doc.request_schema = schema_name<Body>();
    if constexpr (std::is_same_v<Result, Nothing>) {
      info.status = info.status == 200 ? 204 : info.status;
    } else if constexpr (!std::is_same_v<Result, http::Response>) {
      doc.response_schema = response_schema<Result>();
      doc.sends_etag = requires(Result r) { r.version; };
    }
    return doc;
  }

  template <class Result>
  static http::Response respond(Result&& result, int status) {
    using Plain = std::decay_t<Result>;
    if constexpr (std::is_same_v<Plain, http::Response>) {
      return std::forward<Result>(result);
    } else if constexpr (std::is_same_v<Plain, Nothing>) {
      return http::Response::empty(status);
    } else {
      auto response = http::Response::json(to_json(result), status);
      if constexpr (requires { result.version; }) {
        response.headers.set("ETag", '"' + std::to_string(result.version) + '"');
      }
      return response;
    }
  }

  /// Answers list every member always, bodies may leave some out: where one struct serves both,
  /// the schema of the body wins and the answer keeps to it too.
  template <class Result>
  std::string response_schema() {
    if constexpr (Described<Result>) {
      return schema_name<Result>();
    } else {
      const std::string name = SchemaName<typename Result::value_type>::get() + "List";
      schemas_[name] = schema_of<Result>(schemas_);
      return name;
    }
  }

  /// `first`, where there is one, gives `run`.
  struct Work {
    std::function<Run(Database&, const Call&)> first;
    Run run;
  };
  /// Parses the body now (io thread) and gives the work for the transaction.
  using Prepare = std::function<Work(const std::string& body)>;
  struct Exchange;
  OnceScope scope_of(const Exchange& exchange) const;
  void enter(Tx& tx, Exchange& exchange, const RouteInfo& info);
  void start(Mode mode, const std::shared_ptr<Exchange>& exchange, TenantId tenant);
  void transact(Mode mode, const std::shared_ptr<Exchange>& exchange, TenantId tenant);
  void add_route(Mode mode, http::Method method, std::string_view path, RouteInfo info,
                 RouteDoc doc, Prepare prepare);
  void describe(http::Method method, std::string_view path, const RouteInfo& info, RouteDoc doc);

  Database& database_;
  http::Router& router_;
  ApiHooks hooks_;
  ApiSchemas schemas_;
  std::vector<RouteDoc> docs_;
  std::vector<RouteInfo> infos_;
  std::map<std::string, std::string> tags_;
  WorkerPool workers_{2, 16};
};

}  // namespace kontor
