#include "conversation/mail_out.hpp"

#include <doctest/doctest.h>

#include <set>

#include "accounts/links.hpp"
#include "conversation/mail_plan.hpp"
#include "kernel/smtp.hpp"
#include "kernel/statement_trace.hpp"
#include "support/databases.hpp"
#include "support/smtp_peer.hpp"

using namespace kontor;
using kontor::test::SmtpPeer;

namespace {

constexpr std::int64_t kNow = 1'795'251'600'000;  // 2026-11-21T09:00:00Z

SmtpOptions peer_options(const SmtpPeer& peer) {
  SmtpOptions options;
  options.url = peer.url();
  options.tls = SmtpOptions::Tls::none;
  options.timeout_ms = 5'000;
  return options;
}

DatabaseConfig database_config(const std::string& url) {
  DatabaseConfig config;
  config.url = url;
  return config;
}

/// A merchant, a customer with a login and an order; mails go to `transport`, if there is one.
class Desk {
 public:
  enum class Demo { no, yes };

  template <class F>
  auto write(F fn) {
    return database_.write_wait(tenant, std::move(fn));
  }

  explicit Desk(MailTransport* transport = nullptr, Demo demo = Demo::no) {
    config_.data_dir = folder_.path();
    config_.public_url = "https://desk.example";
    config_.demo = demo == Demo::yes;
    services_.mail = transport;
    std::array<std::uint8_t, 8> random{1};
    tenant = TenantId(make_uuid7(kNow, 0, random));
    write([&](Tx& tx) { set_up(tx); });
  }

  int run_jobs() { return jobs_.run_due(); }
  const Services& services() { return services_; }
  Actor actor() const { return Actor::system(tenant); }

  EventId order_event(const std::string& kind, const std::string& body = "",
                      Notify notify = Notify::mail) {
    return write([&](Tx& tx) {
      auto order = take<Order>(tx, order_id, std::nullopt, "");
      Draft draft;
      draft.kind = kind;
      draft.visibility = Visibility::public_;
      draft.notify = notify;
      draft.body = body;
      const auto event = record(tx, order, draft);
      tx.update(order);
      return event.id;
    });
  }
  std::vector<OutboxMail> outbox() {
    return write([](Tx& tx) {
      return tx.select<OutboxMail>("WHERE tenant_id = $1 ORDER BY id", tx.tenant());
    });
  }
  OutboxMail only_mail() {
    const auto all = outbox();
    REQUIRE(all.size() == 1);
    return all.front();
  }
  OutboxMailView view(const OutboxMailId& id) {
    return write([&](Tx& tx) { return view_mail(tx, actor(), services(), id); });
  }
  OutboxMailView retry(const OutboxMailId& id) {
    return write([&](Tx& tx) { return retry_mail(tx, actor(), services(), id); });
  }

  ManualClock clock{kNow};
  TenantId tenant;
  AccountId customer_id;
  UserId user_id;
  OrderId order_id;

 private:
  void set_up(Tx& tx);

  std::unique_ptr<test::DatabaseMaker> maker_ = test::sqlite_databases();
  test::FreshDatabase fresh_{*maker_};
  test::FreshFolder folder_;
  Config config_;
  SeededRandom random_{5};
  Database database_{database_config(fresh_.url()), clock, random_};
  PasswordHasher passwords_{PasswordHasher::Options{PasswordCost::weakest(), 1, 4}};
  SecretBox secrets_{std::array<std::uint8_t, SecretBox::kKeyBytes>{9}};
  DirectoryBlobStore blobs_{folder_.path()};
  SseHub hints_;
  Services services_{config_,  database_, clock,   random_, passwords_,
                     secrets_, blobs_,    nullptr, hints_,  nullptr};
  JobRunner jobs_{database_, mail_queues(services_), 1};
};

void Desk::set_up(Tx& tx) {
  SetupInput setup;
  setup.company = "Nordhafen Systemhaus GmbH";
  setup.city = "Hamburg";
  setup.country = "DE";
  setup.currency = "EUR";
  setup.time_zone = "Europe/Berlin";
  setup.email = "desk@nordhafen.example";
  setup.name = "Henrik Nordmann";
  const auto made = create_tenant(tx, setup, "none");
  AccountInput customer;
  customer.kind = AccountKind::customer;
  customer.parent_id = made.root.id;
  customer.name = "Brinkmann & Töchter";
  customer.email = "petra@brinkmann.example";
  const auto account = create_account(tx, actor(), customer);
  customer_id = account.id;
  InviteInput invite;
  invite.email = "petra@brinkmann.example";
  invite.name = "Petra Brinkmann";
  invite.locale = Locale::fr;
  invite.role = Role::owner;
  user_id = invite_member(tx, actor(), customer_id, invite).user_id;
  Order order;
  order.tenant_id = tx.tenant();
  order.id = order_id = tx.new_id<OrderId>();
  order.state = OrderState::pending;
  order.account_id = account.id;
  order.account_path = account.path;
  order.cart_number = "W-0001";
  order.order_number = "A-2026-000123";
  order.currency = "EUR";
  order.totals.value.total_cents = 361'284;
  order.placed_at_ms = tx.now_ms();
  tx.insert(order);
  OrderLine line;
  line.tenant_id = tx.tenant();
  line.order_id = order.id;
  line.id = tx.new_id<LineId>();
  line.name = "Videotürstation <TS-260>";
  line.quantity_milli = 4'000;
  line.amount_cents = 199'600;
  tx.insert(line);
  // The invitation's own mail is another story.
  tx.execute("DELETE FROM job WHERE tenant_id = $1", tx.tenant());
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The token in a link of a mail's text.
std::string token_in(const std::string& text) {
  const auto at = text.find("/password/");
  REQUIRE(at != std::string::npos);
  const auto begin = at + std::string_view("/password/").size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("mail out: each event of an order is one mail to the customer, in his language") {
  const SmtpPeer peer("plain");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  const std::set<std::string> kinds{"order.placed", "order.confirmed", "order.declined",
                                    "order.cancelled", "message"};
  for (const auto& kind : kinds) {
    const auto event = desk.order_event(kind, kind == "message" ? "Wann passt es <Ihnen>?" : "");
    desk.run_jobs();
    // The job comes twice: a worker died after its work and before its end.
    desk.write([&](Tx& tx) { write_mails_of(tx, desk.services(), event); });
    desk.run_jobs();
  }
  const auto mails = desk.outbox();
  REQUIRE(mails.size() == kinds.size());
  REQUIRE(peer.received().size() == kinds.size());
  std::set<std::string> ids;
  for (const auto& mail : mails) {
    CAPTURE(mail.kind);
    CHECK(mail.state == MailState::sent);
    CHECK(mail.to_address == "petra@brinkmann.example");
    CHECK(mail.locale == Locale::fr);
    CHECK(contains(mail.subject, "A-2026-000123"));
    CHECK(contains(mail.body_text, "Bonjour Petra Brinkmann,"));
    CHECK(contains(mail.body_text, "Nordhafen Systemhaus GmbH"));
    CHECK(contains(mail.body_text, "/orders/A-2026-000123"));
    CHECK(ids.insert(mail.message_id).second);
  }
  CHECK(contains(mails[0].body_text, "3 612,84") == false);  // money has its own spaces
  const auto placed = desk.write([](Tx& tx) {
    return tx.select<OutboxMail>("WHERE tenant_id = $1 AND kind = 'order_placed'", tx.tenant());
  });
  REQUIRE(placed.size() == 1);
  CHECK(contains(placed[0].body_text, "612,84"));
  CHECK(contains(placed[0].body_text, "4 × Videotürstation <TS-260>"));
  CHECK(contains(placed[0].body_html, "4 × Videotürstation &lt;TS-260&gt;"));
}

TEST_CASE("mail out: mails about one order are one thread") {
  Desk desk;
  desk.order_event("order.placed");
  desk.run_jobs();
  desk.clock.advance(1);
  desk.order_event("message", "Frage");
  desk.run_jobs();
  desk.clock.advance(1);
  desk.order_event("order.confirmed");
  desk.run_jobs();
  const auto mails = desk.outbox();
  REQUIRE(mails.size() == 3);
  using Ids = std::vector<std::string>;
  CHECK(mails[0].reference_ids.value.empty());
  CHECK(mails[1].reference_ids.value == Ids{mails[0].message_id});
  CHECK(mails[2].reference_ids.value == Ids{mails[0].message_id, mails[1].message_id});
}

TEST_CASE("mail out: a mail's thread is found by its order, not among all mails to the customer") {
  Desk desk;
  const auto event = desk.order_event("order.placed");
  std::vector<std::string> asked;
  {
    const TraceStatements trace([&](std::string_view sql, std::span<const SqlValue>) {
      if (sql.find("message_id FROM outbox_mail") != sql.npos) asked.emplace_back(sql);
    });
    desk.write([&](Tx& tx) { write_mails_of(tx, desk.services(), event); });
  }
  REQUIRE_FALSE(asked.empty());
  for (const auto& sql : asked) {
    const auto plan = desk.write([&](Tx& tx) {
      return tx.query("EXPLAIN QUERY PLAN " + sql, tx.tenant(), desk.order_id)
          .front()
          .get<std::string>(3);
    });
    CHECK_MESSAGE(plan.find("outbox_mail_order (tenant_id=? AND order_id=?)") != plan.npos, plan);
  }
}

TEST_CASE("mail out: who is not to be notified gets nothing") {
  Desk desk;
  desk.order_event("order.placed", "", Notify::none);
  desk.order_event("order.confirmed", "", Notify::portal);
  CHECK(desk.run_jobs() == 2);
  CHECK(desk.outbox().empty());
}

TEST_CASE("mail out: without a mail server mails rest and can be read") {
  Desk desk;
  desk.order_event("order.declined", "Das Gerät wird nicht mehr gebaut.");
  desk.run_jobs();
  const auto mail = desk.only_mail();
  CHECK(mail.state == MailState::held);
  const auto view = desk.view(mail.id);
  CHECK(contains(view.text, "Das Gerät wird nicht mehr gebaut."));
  CHECK_FALSE(view.can_retry);
  CHECK_THROWS_AS(desk.retry(mail.id), Refused);
  CHECK(desk.only_mail().state == MailState::held);
  CHECK(desk.run_jobs() == 0);
}

TEST_CASE("mail out: a lost reply is followed by the same mail with the same Message-ID") {
  const SmtpPeer peer("reply-lost-once");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  desk.order_event("order.confirmed");
  desk.run_jobs();
  CHECK(desk.only_mail().state == MailState::queued);
  CHECK(desk.only_mail().attempts == 1);
  CHECK_FALSE(desk.only_mail().last_error.empty());
  desk.clock.advance(60'000);
  desk.run_jobs();
  CHECK(desk.only_mail().state == MailState::sent);
  const auto received = peer.received();
  REQUIRE(received.size() == 2);
  const std::string id = "Message-Id: <" + desk.only_mail().message_id + ">";
  CHECK(contains(received[0].data, id));
  CHECK(contains(received[1].data, id));
  desk.clock.advance(24 * 3'600'000);
  desk.run_jobs();
  CHECK(peer.received().size() == 2);
}

TEST_CASE("mail out: a refused recipient fails at once, with the server's words, until retried") {
  const SmtpPeer peer("recipient-550");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  desk.order_event("order.confirmed");
  desk.run_jobs();
  const auto failed = desk.only_mail();
  CHECK(failed.state == MailState::failed);
  CHECK(contains(failed.last_error, "no such user here"));
  desk.clock.advance(24 * 3'600'000);
  CHECK(desk.run_jobs() == 0);
  const auto again = desk.retry(failed.id);
  CHECK(again.state == MailState::queued);
  CHECK_THROWS_AS(desk.retry(failed.id), Refused);  // the second click
  CHECK(desk.run_jobs() == 1);
  CHECK(desk.only_mail().state == MailState::failed);
}

TEST_CASE("mail out: a server that is never ready gets about a day") {
  const SmtpPeer peer("recipient-450");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  desk.order_event("order.confirmed");
  int runs = desk.run_jobs() - 1;  // the first job wrote the mail
  while (desk.only_mail().state == MailState::queued && runs < 2 * kSendAttempts) {
    desk.clock.advance(8 * 3'600'000);
    runs += desk.run_jobs();
  }
  CHECK(desk.only_mail().state == MailState::failed);
  CHECK(desk.only_mail().attempts == kSendAttempts);
  CHECK(runs == kSendAttempts);
}

TEST_CASE("mail out: a reset link reaches its owner and nobody else") {
  const SmtpPeer peer("message-451");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  desk.write([&](Tx& tx) { request_reset(tx, "petra@brinkmann.example", "192.0.2.1"); });
  desk.run_jobs();
  const auto waiting = desk.only_mail();
  CHECK(waiting.kind == "password_reset");
  CHECK(waiting.state == MailState::queued);
  REQUIRE(waiting.sealed);
  const auto real = real_bodies(waiting, desk.services().secrets);
  REQUIRE(real);
  const std::string token = token_in(real->text);
  CHECK(contains(waiting.body_text, "/password/********"));
  const auto view = desk.view(waiting.id);
  CHECK(view.link_masked);
  std::string seen = to_json(view) + waiting.body_text + waiting.body_html;
  desk.write([&](Tx& tx) {
    for (const auto& job : tx.select<Job>("WHERE tenant_id = $1", tx.tenant())) {
      seen += to_json(job);
    }
    for (const auto row :
         tx.query("SELECT data, content FROM event WHERE tenant_id = $1", tx.tenant())) {
      seen += row.get<std::string>(0) + row.get<std::string>(1);
    }
  });
  CHECK_FALSE(contains(seen, token));
  // It is a real one, and it works.
  CHECK(desk.write([&](Tx& tx) { return look_at_link(tx, token); }).email ==
        "petra@brinkmann.example");
}

TEST_CASE("mail out: once a mail with a link is out, the link is nowhere any more") {
  const SmtpPeer peer("plain");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  desk.write([&](Tx& tx) { request_reset(tx, "petra@brinkmann.example", "192.0.2.1"); });
  desk.run_jobs();
  CHECK(desk.only_mail().state == MailState::sent);
  CHECK_FALSE(desk.only_mail().sealed);
  CHECK(desk.view(desk.only_mail().id).link_masked);
  REQUIRE(peer.received().size() == 1);
  CHECK_FALSE(contains(peer.received()[0].data, "********"));
}

TEST_CASE("mail out: an expired link is not sent; a retry sends a new one") {
  const SmtpPeer peer("plain");
  SmtpTransport transport(peer_options(peer));
  Desk desk(&transport);
  const auto event = desk.write([&](Tx& tx) {
    request_reset(tx, "petra@brinkmann.example", "192.0.2.1");
    return tx
        .query("SELECT id FROM event WHERE tenant_id = $1 AND kind = 'user.reset_requested'",
               tx.tenant())
        .front()
        .get<EventId>(0);
  });
  desk.write([&](Tx& tx) { write_mails_of(tx, desk.services(), event); });
  desk.clock.advance(kResetLife_ms);
  desk.run_jobs();
  CHECK(desk.only_mail().state == MailState::failed);
  CHECK(contains(desk.only_mail().last_error, "expired"));
  CHECK(peer.received().empty());
  desk.retry(desk.only_mail().id);
  desk.run_jobs();
  CHECK(desk.only_mail().state == MailState::sent);
  CHECK(peer.received().size() == 1);
}

TEST_CASE("mail out: a demo shows its links, so that one can walk the whole way") {
  Desk desk(nullptr, Desk::Demo::yes);
  desk.write([&](Tx& tx) { request_reset(tx, "petra@brinkmann.example", "192.0.2.1"); });
  desk.run_jobs();
  const auto view = desk.view(desk.only_mail().id);
  CHECK_FALSE(view.link_masked);
  const std::string token = token_in(view.text);
  CHECK(desk.write([&](Tx& tx) { return look_at_link(tx, token); }).purpose == LinkPurpose::reset);
}

TEST_CASE("mail out: a new address gets the link, the old one a warning without it") {
  Desk desk(nullptr, Desk::Demo::yes);
  desk.write([&](Tx& tx) {
    Actor petra;
    petra.kind = ActorKind::user;
    petra.tenant = desk.tenant;
    petra.user_id = desk.user_id;
    petra.name = "Petra Brinkmann";
    request_email_change(tx, petra, "neu@brinkmann.example");
  });
  desk.run_jobs();
  const auto mails = desk.outbox();
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].to_address == "neu@brinkmann.example");
  CHECK(contains(desk.view(mails[0].id).text, "https://desk.example/email/"));
  CHECK(mails[1].to_address == "petra@brinkmann.example");
  CHECK_FALSE(contains(desk.view(mails[1].id).text, "/email/"));
  CHECK(mails[0].message_id != mails[1].message_id);
}

TEST_CASE("mail out: the outbox is paged, filtered and searched") {
  Desk desk;
  for (const char* kind : {"order.placed", "message", "order.confirmed"}) {
    desk.order_event(kind, "Text");
    desk.run_jobs();
    desk.clock.advance(1);
  }
  const auto list = [&](OutboxQuery query) {
    return desk.write([&](Tx& tx) { return list_outbox(tx, desk.actor(), query); });
  };
  OutboxQuery first;
  first.limit = 2;
  const auto page = list(first);
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].kind == "order_confirmed");
  REQUIRE(page.next_cursor);
  OutboxQuery second = first;
  second.cursor = *page.next_cursor;
  CHECK(list(second).items.size() == 1);
  CHECK_FALSE(list(second).next_cursor);
  const auto count = [&](std::optional<MailState> state, const std::string& q) {
    OutboxQuery query;
    query.state = state;
    query.q = q;
    return list(query).items.size();
  };
  CHECK(count(MailState::held, "") == 3);
  CHECK(count(MailState::sent, "") == 0);
  CHECK(count(std::nullopt, "Petra@Brink") == 3);
  CHECK(count(MailState::held, "A-2026-000123") == 3);
  CHECK(count(std::nullopt, "anna") == 0);
  OutboxQuery wrong;
  wrong.cursor = "mail_nonsense";
  CHECK_THROWS_AS(list(wrong), Refused);
}
