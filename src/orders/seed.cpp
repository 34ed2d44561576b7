#include "orders/seed.hpp"

#include "accounts/sessions.hpp"
#include "orders/desk.hpp"

namespace kontor {
namespace {

/// One article of a demo order.
struct Item {
  std::string_view sku;
  std::int64_t quantity = 1;
};

struct Story {
  std::string_view account;  ///< number
  std::string_view person;   ///< who orders
  std::array<Item, 3> items;
  OrderState ends_in = OrderState::pending;
  std::int64_t minutes_ago = 60;
  std::string_view reference;
  std::string_view message;  ///< staff to customer
  std::string_view reply;    ///< customer to staff
  std::string_view note;
  std::string_view label;
};

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60, kDay = 1440;  // in minutes
constexpr std::string_view kStaff = "a.keller@nordwerk.example";
constexpr std::string_view kBrinkmann = "k.brinkmann@brinkmann.example";
constexpr std::string_view kHanse = "d.petersen@hanse-elektro.example";
constexpr std::string_view kMoreau = "c.moreau@moreau.example";
constexpr std::string_view kAlbers = "k.albers@saturn.example";
constexpr std::string_view kThiel = "h.thiel@mediamarkt.example";

using enum OrderState;
/// The stories worth reading; the rest is filled up from kShapes.
constexpr Story kStories[] = {
    {"K-20418", kBrinkmann, {{{"40-2260", 4}, {"40-3107", 2}, {"40-2290", 1}}}, processing,
     26 * kHour, "BR-2026-118",
     "Guten Morgen Frau Brinkmann, schicken Sie uns bitte ein Foto vom Typenschild der alten "
     "Türstation?",
     "Guten Morgen Frau Keller, das Schild hängt an. Es ist die TS-240. Den Adapter bitte gleich "
     "mitschicken!",
     "Brinkmann hat noch die TS-240, der Rahmen passt nur mit Adapter. Bitte noch nicht "
     "bestätigen.",
     "Türstationen"},
    {"K-20655", kStaff, {{{"40-2180", 1}, {"40-3104", 3}, {}}}, pending, 28 * kHour, "", "", "", "",
     "Rückfrage"},
    {"K-20417", kHanse, {{{"40-2261", 24}, {"40-3104", 24}, {}}}, pending, 100, "Abruf 3", "", "",
     "", "Express"},
    {"K-20340", kMoreau, {{{"40-3110", 8}, {}, {}}}, pending, 55, "CMD-4471", "", "", "",
     "Ausland"},
    {"K-20133", kStaff, {{{"40-2240", 2}, {"40-3108", 6}, {}}}, processing, 47 * kHour, "",
     "Guten Tag, passt die Lieferung am kommenden Donnerstag?", "", "", ""},
    {"K-20288", kStaff, {{{"40-2300", 3}, {"40-3111", 12}, {"40-2295", 3}}}, confirmed, 3 * kDay,
     "LI-88", "", "", "Exportpapiere liegen bei.", "Ausland"},
    {"G-501", kAlbers, {{{"40-3190", 10}, {"40-3107", 10}, {}}}, pending, 12, "SAT-88213", "", "",
     "", ""},
    {"G-502", kThiel, {{{"40-2245", 20}, {}, {}}}, declined, 5 * kDay, "MM-1207", "", "", "", ""},
    {"K-20771", kStaff, {{{"40-2180", 1}, {"40-3104", 1}, {}}}, cancelled, 6 * kDay, "", "", "",
     "", ""},
    {"K-20502", kStaff, {{{"40-2310", 1}, {"70-9001", 1}, {}}}, pending, 21 * kHour, "", "", "", "",
     "Abo"},
};

struct Shape {
  std::string_view account;
  std::array<Item, 3> items;
};
constexpr Shape kShapes[] = {
    {"K-20418", {{{"30-1105", 12}, {"30-1303", 1}, {"31-2208", 1}}}},
    {"K-20417", {{{"40-2180", 12}, {"40-3104", 36}, {"40-2245", 12}}}},
    {"K-20655", {{{"31-0640", 2}, {"32-1030", 4}, {}}}},
    {"K-20133", {{{"40-2260", 1}, {"40-3108", 2}, {}}}},
    {"K-20288", {{{"34-1001", 4}, {"34-2008", 1}, {"32-2007", 2}}}},
    {"K-20340", {{{"40-2261", 3}, {"40-3107", 3}, {}}}},
    {"R-1001", {{{"40-2240", 5}, {"40-2290", 5}, {}}}},
    {"G-501", {{{"30-1401", 20}, {"30-1402", 10}, {}}}},
    {"K-20771", {{{"31-3002", 1}, {}, {}}}},
    {"K-20502", {{{"40-2181", 2}, {"40-3104", 8}, {}}}},
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
    story.person = kStaff;
    story.items = shape.items;
    story.items[0].quantity += i % 4;
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
        {"DEMO", LabelColor::grey},         {"Türstationen", LabelColor::plum},
        {"Rückfrage", LabelColor::blue},    {"Express", LabelColor::red},
        {"Ausland", LabelColor::blue},      {"Teillieferung", LabelColor::amber},
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
    const Account account = load_account_by_number(tx, Actor::system(tx.tenant()), story.account,
                                                   Right::account_read);
    Order order = create_cart(tx, person, {account.id, ""});
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
    EndOrder end;
    end.reason_code =
        story.minutes_ago % 2 ? DeclineReason::out_of_stock : DeclineReason::duplicate;
    switch (story.ends_in) {
      case processing:
        if (load_order(tx, staff, id).state == pending) start_order(tx, staff, id, std::nullopt);
        break;
      case confirmed: confirm_order(tx, staff, id, std::nullopt); break;
      case declined: decline_order(tx, staff, id, std::nullopt, end); break;
      case cancelled: cancel_order(tx, staff, id, std::nullopt, end); break;
      default: break;
    }
  }

  void label(Tx& tx, const Story& story, const OrderId& id) {
    const Actor staff = actor_for(tx, kStaff);
    SetLabels labels;
    for (const auto& [name, label_id] : labels_) {
      if (name == "DEMO" || name == story.label) labels.label_ids.push_back(label_id);
    }
    set_labels(tx, staff, id, labels);
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
