#include "orders/seed.hpp"

#include "accounts/sessions.hpp"
#include "accounts/tenants.hpp"
#include "kernel/texts.hpp"
#include "orders/desk.hpp"
#include "orders/filter.hpp"

namespace kontor {
namespace {

/// One article of a demo order.
struct Item {
  std::string_view sku;
  std::int64_t quantity = 1;
};

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60, kDay = 1440;  // in minutes
constexpr std::string_view kStaff = "a.keller@nordwerk.example";
constexpr std::string_view kBrinkmann = "k.brinkmann@brinkmann.example";
constexpr std::string_view kHanse = "d.petersen@hanse-elektro.example";
constexpr std::string_view kMoreau = "c.moreau@moreau.example";
constexpr std::string_view kAlbers = "k.albers@saturn.example";
constexpr std::string_view kThiel = "h.thiel@mediamarkt.example";

struct Story {
  std::string_view account = {};     ///< number
  std::string_view person = kStaff;  ///< who orders
  std::array<Item, 3> items = {};
  OrderState ends_in = OrderState::pending;
  std::int64_t minutes_ago = 60;
  std::string_view reference = {};
  std::string_view message = {};  ///< staff to customer
  std::string_view reply = {};    ///< customer to staff
  std::string_view note = {};
  std::string_view label = {};
  std::string_view held_because = {};  ///< reason of a hold
  int due_in_days = 0;                 ///< 0: no due date
};

using enum OrderState;
/// The stories worth reading; the rest is filled up from kShapes.
constexpr Story kStories[] = {
    {.account = "K-20418",
     .person = kBrinkmann,
     .items = {{{"40-2260", 4}, {"40-3107", 2}, {"40-2290", 1}}},
     .ends_in = processing,
     .minutes_ago = 26 * kHour,
     .reference = "BR-2026-118",
     .message = "Guten Morgen Frau Brinkmann, schicken Sie uns bitte ein Foto vom Typenschild der "
                "alten Türstation?",
     .reply = "Guten Morgen Frau Keller, das Schild hängt an. Es ist die TS-240. Den Adapter bitte "
              "gleich mitschicken!",
     .note = "Brinkmann hat noch die TS-240, der Rahmen passt nur mit Adapter. Bitte noch nicht "
             "bestätigen.",
     .label = "Türstationen"},
    {.account = "K-20655",
     .items = {{{"40-2180", 1}, {"40-3104", 3}}},
     .minutes_ago = 28 * kHour,
     .label = "Rückfrage"},
    {.account = "K-20417",
     .person = kHanse,
     .items = {{{"40-2261", 24}, {"40-3104", 24}}},
     .minutes_ago = 100,
     .reference = "Abruf 3",
     .label = "Express"},
    {.account = "K-20340",
     .person = kMoreau,
     .items = {{{"40-3110", 8}}},
     .minutes_ago = 55,
     .reference = "CMD-4471",
     .label = "Ausland",
     .held_because = "Hausnummer fehlt, bei Frau Moreau nachgefragt."},
    {.account = "K-20133",
     .items = {{{"40-2240", 2}, {"40-3108", 6}}},
     .ends_in = processing,
     .minutes_ago = 47 * kHour,
     .message = "Guten Tag, passt die Lieferung am kommenden Donnerstag?"},
    {.account = "K-20288",
     .items = {{{"40-2300", 3}, {"40-3111", 12}, {"40-2295", 3}}},
     .ends_in = confirmed,
     .minutes_ago = 3 * kDay,
     .reference = "LI-88",
     .note = "Exportpapiere liegen bei.",
     .label = "Ausland"},
    {.account = "G-501",
     .person = kAlbers,
     .items = {{{"40-3190", 10}, {"40-3107", 10}}},
     .minutes_ago = 12,
     .reference = "SAT-88213"},
    {.account = "G-502",
     .person = kThiel,
     .items = {{{"40-2245", 20}}},
     .ends_in = declined,
     .minutes_ago = 5 * kDay,
     .reference = "MM-1207"},
    {.account = "K-20771",
     .items = {{{"40-2180", 1}, {"40-3104", 1}}},
     .ends_in = cancelled,
     .minutes_ago = 6 * kDay},
    {.account = "K-20502",
     .items = {{{"40-2310", 1}, {"70-9001", 1}}},
     .minutes_ago = 21 * kHour,
     .label = "Abo"},
    {.account = "K-20417",
     .person = kHanse,
     .items = {{{"40-2300", 2}, {"40-2295", 2}}},
     .ends_in = processing,
     .minutes_ago = 9 * kHour,
     .reference = "Abruf 4",
     .note = "Ein Teil liegt im Regal 14, der Rest kommt am Dienstag.",
     .label = "Teillieferung",
     .due_in_days = 2},
    {.account = "K-20418",
     .person = kBrinkmann,
     .items = {{{"40-2181", 6}, {"40-3104", 6}}},
     .ends_in = confirmed,
     .minutes_ago = 4 * kDay,
     .reference = "BR-2026-112",
     .due_in_days = -1},
};

struct Shape {
  std::string_view account;
  std::string_view person;  ///< who orders himself, every other time; else the desk enters it
  std::array<Item, 3> items;
};
constexpr Shape kShapes[] = {
    {"K-20418", kBrinkmann, {{{"30-1105", 12}, {"30-1303", 1}, {"31-2208", 1}}}},
    {"K-20417", kHanse, {{{"40-2180", 12}, {"40-3104", 36}, {"40-2245", 12}}}},
    {"K-20655", "", {{{"31-0640", 2}, {"32-1030", 4}, {}}}},
    {"K-20133", "", {{{"40-2260", 1}, {"40-3108", 2}, {}}}},
    {"K-20288", "", {{{"34-1001", 4}, {"34-2008", 1}, {"32-2007", 2}}}},
    {"K-20340", kMoreau, {{{"40-2261", 3}, {"40-3107", 3}, {}}}},
    {"R-1001", "s.kroll@hanseatic-st.example", {{{"40-2240", 5}, {"40-2290", 5}, {}}}},
    {"G-501", kAlbers, {{{"30-1401", 20}, {"30-1402", 10}, {}}}},
    {"K-20771", "", {{{"31-3002", 1}, {}, {}}}},
    {"K-20502", "", {{{"40-2181", 2}, {"40-3104", 8}, {}}}},
};
constexpr OrderState kEnds[] = {pending,   confirmed, processing, confirmed, declined,
                                confirmed, pending,   cancelled,  cart,      confirmed};
constexpr int kFilled = 50;

/// The person as he would be after logging in.
Actor actor_for(Tx& tx, std::string_view email) {
  const auto user = find_user_by_email(tx, email);
  if (!user) throw DatabaseError("demo user is missing: " + std::string(email));
  Actor actor;
  actor.kind = ActorKind::user;
  actor.tenant = tx.tenant();
  actor.user_id = user->id;
  actor.name = user->name;
  actor.locale = user->locale;
  for (const auto& membership : tx.select<Membership>(
           "WHERE tenant_id = $1 AND user_id = $2 ORDER BY id", tx.tenant(), user->id)) {
    const auto account = find_account(tx, membership.account_id);
    if (!account) continue;
    ActingFor acting;
    acting.membership_id = membership.id;
    acting.account_id = account->id;
    acting.account_number = account->number;
    acting.account_name = account->name;
    acting.account_kind = account->kind;
    acting.path = account->path;
    acting.role = membership.role;
    actor.memberships.push_back(std::move(acting));
  }
  actor.acting = 0;
  return actor;
}

class Seeder {
 public:
  Seeder(Database& database, const TenantId& tenant, ManualClock& clock, std::int64_t now_ms)
      : database_(database), tenant_(tenant), clock_(clock), now_ms_(now_ms) {}

  void run() {
    make_labels();
    for (int i = 0; i < kFilled; ++i) tell(filled(i));
    for (const auto& story : kStories) tell(story);
    clock_.set(now_ms_);
  }

 private:
  static Story filled(int i) {
    const auto& shape = kShapes[static_cast<std::size_t>(i) % std::size(kShapes)];
    Story story;
    story.account = shape.account;
    story.person = shape.person.empty() || i % 2 == 0 ? kStaff : shape.person;
    story.items = shape.items;
    // Nobody orders the same twice: each round adds an article of another customer's.
    const auto round = static_cast<std::size_t>(i) / std::size(kShapes);
    const auto other = (static_cast<std::size_t>(i) + 3 * round) % std::size(kShapes);
    story.items[0].quantity += i % 4;
    if (round > 0) story.items[2] = {kShapes[other].items[0].sku, static_cast<int>(round)};
    story.ends_in = kEnds[static_cast<std::size_t>(i * 7 + i / 10) % std::size(kEnds)];
    // What is pending is young, what is done lies further back.
    const bool young = story.ends_in == pending || story.ends_in == processing;
    story.minutes_ago = young ? 20 + 37 * (i % 40) : kDay + i * 11 * kHour;
    return story;
  }

  template <class F>
  auto at(std::int64_t minutes_ago, F fn) {
    clock_.set(now_ms_ - minutes_ago * kMinute);
    return database_.write_wait(tenant_, std::move(fn));
  }

  void make_labels() {
    struct Colour {
      std::string_view name;
      LabelColor color;
    };
    constexpr Colour kLabels[] = {
        {"DEMO", LabelColor::grey},      {"Türstationen", LabelColor::plum},
        {"Rückfrage", LabelColor::blue}, {"Express", LabelColor::red},
        {"Ausland", LabelColor::blue},   {"Teillieferung", LabelColor::amber},
        {"Abo", LabelColor::petrol}};
    at(60 * kDay, [&](Tx& tx) {
      const Actor staff = actor_for(tx, kStaff);
      labels_.clear();
      for (const auto& label : kLabels) {
        LabelInput input;
        input.name = std::string(label.name);
        input.color = label.color;
        labels_.emplace_back(label.name, create_label(tx, staff, input).id);
      }
    });
  }

  void tell(const Story& story) {
    const OrderId id = at(story.minutes_ago, [&](Tx& tx) { return make_cart(tx, story); });
    if (story.ends_in != cart) {
      at(story.minutes_ago, [&](Tx& tx) { place(tx, story, id); });
      at(story.minutes_ago - story.minutes_ago / 4, [&](Tx& tx) { talk(tx, story, id); });
      at(story.minutes_ago - story.minutes_ago / 3, [&](Tx& tx) { finish(tx, story, id); });
    }
    at(story.minutes_ago / 2, [&](Tx& tx) { label(tx, story, id); });
    if (story.reply.empty()) return;
    at(story.minutes_ago / 4, [&](Tx& tx) {
      write_message(tx, actor_for(tx, story.person), id, {std::string(story.reply)});
    });
  }

  static OrderId make_cart(Tx& tx, const Story& story) {
    const Actor person = actor_for(tx, story.person);
    const Account account =
        load_account_by_number(tx, Actor::system(tx.tenant()), story.account, Right::account_read);
    Order order = create_cart(tx, person, {account.id, "", {}});
    for (const auto& item : story.items) {
      if (item.sku.empty()) continue;
      NewLine line;
      line.sku = Text<64, 1>(item.sku);
      line.quantity_milli = item.quantity * 1000;
      order = add_line(tx, person, order.id, std::nullopt, line);
    }
    if (!story.reference.empty()) {
      OrderPatch patch;
      patch.own_reference = {true, Text<60>(story.reference)};
      change_order(tx, person, order.id, std::nullopt, patch);
    }
    return order.id;
  }

  static void place(Tx& tx, const Story& story, const OrderId& id) {
    place_order(tx, actor_for(tx, story.person), id, std::nullopt, {true});
  }

  static void talk(Tx& tx, const Story& story, const OrderId& id) {
    const Actor staff = actor_for(tx, kStaff);
    if (!story.note.empty()) write_note(tx, staff, id, {std::string(story.note)});
    if (!story.message.empty()) write_message(tx, staff, id, {std::string(story.message)});
  }

  static void finish(Tx& tx, const Story& story, const OrderId& id) {
    const Actor staff = actor_for(tx, kStaff);
    constexpr DeclineReason kReasons[] = {DeclineReason::out_of_stock,    DeclineReason::price,
                                          DeclineReason::payment_missing, DeclineReason::duplicate,
                                          DeclineReason::out_of_stock,    DeclineReason::address};
    EndOrder end;
    end.reason_code =
        kReasons[static_cast<std::size_t>(story.minutes_ago / kHour) % std::size(kReasons)];
    switch (story.ends_in) {
      case processing:
        if (load_order(tx, staff, id).state == pending) start_order(tx, staff, id, std::nullopt);
        break;
      case confirmed:
        confirm_order(tx, staff, id, std::nullopt);
        break;
      case declined:
        decline_order(tx, staff, id, std::nullopt, end);
        break;
      case cancelled:
        cancel_order(tx, staff, id, std::nullopt, end);
        break;
      default:
        break;
    }
  }

  void label(Tx& tx, const Story& story, const OrderId& id) {
    const Actor staff = actor_for(tx, kStaff);
    SetLabels labels;
    for (const auto& [name, label_id] : labels_) {
      if (name == "DEMO" || name == story.label) labels.label_ids.push_back(label_id);
    }
    set_labels(tx, staff, id, labels);
    if (!story.held_because.empty()) {
      add_hold(tx, staff, id,
               {HoldKind::address, HoldBlocks::confirm, Text<300, 1>(story.held_because)});
    }
    if (story.due_in_days != 0) {
      const std::string today = day_of(now_ms_, own_tenant(tx).time_zone);
      set_due(tx, staff, id, {Text<10>(shift_day(today, story.due_in_days))});
    }
    if (!story.label.empty()) set_assignee(tx, staff, id, {staff.user_id});
  }

  Database& database_;
  TenantId tenant_;
  ManualClock& clock_;
  std::int64_t now_ms_;
  std::vector<std::pair<std::string_view, LabelId>> labels_;
};

}  // namespace

void seed_orders(Database& database, const TenantId& tenant, ManualClock& clock,
                 std::int64_t now_ms) {
  Seeder(database, tenant, clock, now_ms).run();
}

}  // namespace kontor
