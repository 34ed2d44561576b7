#include "quotes/page_routes.hpp"

#include <charconv>

#include "catalog/import_numbers.hpp"
#include "kernel/log.hpp"
#include "kernel/url.hpp"
#include "quotes/page.hpp"
#include "quotes/papers.hpp"

namespace kontor {
namespace {

using http::Method;
using http::Request;
using http::Responder;
using http::Response;

constexpr std::size_t kFormBytes = 256 << 10;  // 500 proposed prices and a long question
constexpr std::size_t kFormFields = 1200;

Locale locale_of(const Request& request, Locale otherwise) {
  return parse_locale(request.query.get("lang")).value_or(otherwise);
}

void add_position(Selection& selection, std::string_view text) {
  std::int64_t position = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), position);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
    selection.push_back(position);
  }
}

/// "take=5", and "set1=6" of alternatives. What is no choice of this quote is dropped.
Selection selection_of(const Request& request, const QuoteSnapshot& content) {
  Selection typed;
  for (const auto& [name, value] : request.query) {
    if (name == "take" || name.starts_with("set")) add_position(typed, value);
  }
  Selection known;
  for (const auto& line : content.lines) {
    const bool taken = std::ranges::find(typed, line.position) != typed.end();
    if (taken && line.role != QuoteLineRole::fixed) known.push_back(line.position);
  }
  return known;
}

/// Browsers say that somebody navigates here; mail scanners and previews do not.
bool is_somebody(const Request& request) {
  return request.method == Method::get && request.headers.get("Sec-Fetch-Mode") == "navigate" &&
         request.headers.get("Sec-Purpose").empty() && request.headers.get("Purpose").empty();
}

QuotePage read_page(Tx& tx, const Request& request) {
  QuotePage page;
  const std::string_view token = request.path_params.get("token");
  page.found = find_link(tx, token);
  page.tenant = own_tenant(tx);
  page.locale = locale_of(request, page.quote().locale);
  page.selection = selection_of(request, page.content());
  page.now_ms = tx.now_ms();
  page.base = "/q/" + std::string(token);
  return page;
}

using Show = Response (*)(const QuotePage&, const TypedForm&);
/// Does what the form says.
using Act = void (*)(Tx&, const Request&, const http::Pairs& typed, Locale locale);

struct Visit {
  Request request;
  Responder respond;
  Response answer{};
  http::Pairs typed{};
};

Response fault_page(std::exception_ptr error, const Request& request) {
  const Locale locale = locale_of(request, request_locale(request));
  Response plain = error_response(error, locale, request);
  const bool gone = plain.status == 404;
  Response page =
      plain_page(locale, plain.status,
                 text(locale, gone ? "quote_page.unknown_title" : "quote_page.fault_title"),
                 text(locale, gone ? "quote_page.unknown_body" : "quote_page.fault_body"));
  if (plain.headers.has("Retry-After")) {
    page.headers.set("Retry-After", plain.headers.get("Retry-After"));
  }
  return page;
}

/// The page, or why there is none any more.
Response show_page(const QuotePage& page, Show show, const TypedForm& typed) {
  const std::string end = page.found.end(page.now_ms);
  if (!end.empty()) return ended_page(page, end);
  return show(page, typed);
}

class QuotePages {
 public:
  QuotePages(Api& api, const Services& services) : api_(api), services_(services) {}

  void show(Request request, Responder respond, Show view) const {
    auto visit = start(std::move(request), std::move(respond));
    if (!visit) return;
    read(visit, view, {});
  }

  void paper(Request request, Responder respond) const {
    auto visit = start(std::move(request), std::move(respond));
    if (!visit) return;
    const auto work = [this, visit](Tx& tx) {
      const QuotePage page = read_page(tx, visit->request);
      const std::string end = page.found.end(page.now_ms);
      visit->answer = end.empty() ? paper_of(tx, page) : ended_page(page, end);
    };
    transact(visit, [&](TenantId tenant) {
      api_.database().read(tenant, work, [visit](std::exception_ptr error) {
        visit->respond(error ? fault_page(error, visit->request) : std::move(visit->answer));
      });
    });
  }

  void act(Request request, Responder respond, Show view, Act action) const {
    auto visit = start(std::move(request), std::move(respond));
    if (!visit) return;
    auto typed = http::parse_query(visit->request.body, kFormFields);
    if (!typed) return visit->respond(fault_page(refusal(kBadRequest), visit->request));
    visit->typed = std::move(*typed);
    const auto work = [visit, action](Tx& tx) {
      const Locale locale = locale_of(visit->request, request_locale(visit->request));
      action(tx, visit->request, visit->typed, locale);
    };
    const auto done = [this, visit, view](std::exception_ptr error) {
      if (!error) return visit->respond(after(*visit));
      read_again(visit, view, error);
    };
    transact(visit, [&](TenantId tenant) { api_.database().write(tenant, work, done); });
  }

 private:
  static std::exception_ptr refusal(Code code) { return std::make_exception_ptr(Refused(code)); }

  Response paper_of(Tx& tx, const QuotePage& page) const {
    if (const auto paper = find_paper(tx, page.quote().id, PaperKind::sent)) {
      return paper_response(paper_bytes(tx, services_.blobs, *paper, page.quote()),
                            page.quote().number);
    }
    return plain_page(page.locale, 503, page.word("paper"), page.word("paper_soon"))
        .with("Refresh", "2")
        .with("Retry-After", "2");
  }

  /// Back to the page, so that "again" in the browser sends nothing twice.
  static Response after(const Visit& visit) {
    const std::string path = visit.request.path;
    const bool asked = path.ends_with("/ask");
    const auto base = path.substr(0, path.rfind('/'));
    const std::string lang(visit.request.query.get("lang"));
    std::string target = asked ? base + "/asked" : base;
    if (!lang.empty()) target += "?lang=" + http::percent_encode(lang);
    return Response::redirect(target).with("Referrer-Policy", "no-referrer");
  }

  std::shared_ptr<Visit> start(Request request, Responder respond) const {
    auto visit = std::make_shared<Visit>(Visit{std::move(request), std::move(respond)});
    const auto wait_s = api_.hooks().retry_after_s(visit->request);
    if (!wait_s) return visit;
    visit->respond(fault_page(refusal(kRateLimited), visit->request)
                       .with("Retry-After", std::to_string(*wait_s)));
    return nullptr;
  }

  template <class Begin>
  void transact(const std::shared_ptr<Visit>& visit, Begin begin) const {
    try {
      begin(api_.hooks().tenant(visit->request));
    } catch (...) {
      visit->respond(fault_page(std::current_exception(), visit->request));
    }
  }

  void read(const std::shared_ptr<Visit>& visit, Show view, const TypedForm& typed) const {
    auto unseen = std::make_shared<std::optional<QuoteLinkId>>();
    const auto work = [visit, view, typed, unseen](Tx& tx) {
      const QuotePage page = read_page(tx, visit->request);
      visit->answer = show_page(page, view, typed);
      if (!page.found.link.opened_at_ms && is_somebody(visit->request)) {
        *unseen = page.found.link.id;
      }
    };
    transact(visit, [&](TenantId tenant) {
      api_.database().read(tenant, work, [this, visit, tenant, unseen](std::exception_ptr error) {
        if (error) visit->answer = fault_page(error, visit->request);
        if (!error && *unseen) return mark_opened(visit, tenant, **unseen);
        visit->respond(std::move(visit->answer));
      });
    });
  }

  /// Who was too late sees who was quicker; what was typed wrong is shown again with the reason.
  void read_again(const std::shared_ptr<Visit>& visit, Show view, std::exception_ptr error) const {
    try {
      std::rethrow_exception(error);
    } catch (const Refused& refused) {
      const auto status = refused.code().status;
      if (status == 404 || status >= 500) {
        return visit->respond(fault_page(error, visit->request));
      }
      const Locale locale = locale_of(visit->request, request_locale(visit->request));
      read(visit, view, {visit->typed, refusal_text(refused, locale)});
    } catch (...) {
      visit->respond(fault_page(error, visit->request));
    }
  }

  void mark_opened(const std::shared_ptr<Visit>& visit, TenantId tenant, QuoteLinkId link) const {
    api_.database().write(
        tenant, [link](Tx& tx) { note_opened(tx, link); },
        [visit](std::exception_ptr error) {
          // Only the seller's hint is missing then; the reader gets his page.
          if (error) log_warn("quote.opened_not_noted");
          visit->respond(std::move(visit->answer));
        });
  }

  Api& api_;
  const Services& services_;
};

std::string_view token_of(const Request& request) { return request.path_params.get("token"); }

void accept(Tx& tx, const Request& request, const http::Pairs& typed, Locale) {
  const FoundLink found = find_link(tx, token_of(request));
  boost::json::array selection;
  for (const auto position : selection_of(request, found.quote.snapshot.value)) {
    selection.push_back(position);
  }
  const boost::json::object body{{"name", typed.get("name")},
                                 {"role", typed.get("role")},
                                 {"purchase_order", typed.get("purchase_order")},
                                 {"terms_accepted", typed.has("terms")},
                                 {"selection", std::move(selection)},
                                 {"evidence", ""}};
  accept_by_link(tx, token_of(request), request.remote_address,
                 from_json<AcceptQuote>(boost::json::serialize(body)));
}

void reject(Tx& tx, const Request& request, const http::Pairs& typed, Locale) {
  const Locale seller = own_tenant(tx).locale;
  std::string reason;
  const std::string key = "quote_page.reason_" + std::string(typed.get("why"));
  if (typed.has("why") && texts().has(seller, key)) reason = text(seller, key);
  const auto words = typed.get("reason");
  if (!reason.empty() && !words.empty()) reason += "\n";
  reason += words;
  reject_by_link(
      tx, token_of(request), request.remote_address,
      from_json<QuoteReason>(boost::json::serialize(boost::json::object{{"reason", reason}})));
}

void ask(Tx& tx, const Request& request, const http::Pairs& typed, Locale locale) {
  using catalog::Notation;
  const auto notation = locale == Locale::en ? Notation::point : Notation::comma;
  boost::json::array prices;
  for (const auto& [name, value] : typed) {
    if (!name.starts_with("price_") || value.empty()) continue;
    Selection position;
    add_position(position, name.substr(6));
    const auto number = catalog::parse_number(value, 4, notation);
    if (number.problem != catalog::NumberProblem::none || number.value < 0) {
      throw Refused(kQuotePriceUnclear, {{"price", std::string(value)}});
    }
    if (!position.empty()) {
      prices.push_back(
          boost::json::object{{"position", position.front()}, {"unit_price_e4", number.value}});
    }
  }
  const boost::json::object body{{"message", typed.get("message")}, {"prices", std::move(prices)}};
  ask_by_link(tx, token_of(request), from_json<AskSeller>(boost::json::serialize(body)));
}

void ask_again(Tx& tx, const Request& request, const http::Pairs&, Locale) {
  ask_again_by_link(tx, token_of(request));
}

Response show_quote(const QuotePage& page, const TypedForm&) { return quote_page(page); }
Response show_asked(const QuotePage& page, const TypedForm&) { return asked_page(page); }

}  // namespace

void add_quote_pages(http::Router& router, Api& api, const Services& services) {
  struct Page {
    std::string_view path;
    Show show;
    Act act = nullptr;
  };
  constexpr Page kPages[] = {{"", show_quote},
                             {"/asked", show_asked},
                             {"/accept", accept_page, accept},
                             {"/reject", reject_page, reject},
                             {"/ask", ask_page, ask},
                             {"/again", show_quote, ask_again}};
  const auto pages = std::make_shared<const QuotePages>(api, services);
  router.add(Method::get, "/q/{token}/pdf", [pages](Request request, Responder respond) {
    pages->paper(std::move(request), std::move(respond));
  });
  for (const auto& [path, show, act] : kPages) {
    const std::string pattern = "/q/{token}" + std::string(path);
    router.add(Method::get, pattern, [pages, show](Request request, Responder respond) {
      pages->show(std::move(request), std::move(respond), show);
    });
    if (act == nullptr) continue;
    router.add(Method::post, pattern,
               [pages, show, act](Request request, Responder respond) {
                 pages->act(std::move(request), std::move(respond), show, act);
               },
               {.max_body_bytes = kFormBytes});
  }
}

}  // namespace kontor
