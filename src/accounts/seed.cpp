#include "accounts/seed.hpp"

#include <array>
#include <map>

#include "accounts/actor_log.hpp"
#include "accounts/sessions.hpp"
#include "kernel/number_range.hpp"

namespace kontor {
namespace {

struct DemoAccount {
  std::string_view key;
  std::string_view parent;  ///< key; "" is the operator
  AccountKind kind;
  std::string_view name;
  std::string_view number;  ///< "": the next of its range
  std::string_view street;
  std::string_view postcode;
  std::string_view city;
  std::string_view country;
  std::string_view vat_id;
  Locale locale = Locale::de;
  bool consumer = false;
  bool power_of_attorney = false;
};

using enum AccountKind;
constexpr std::array kAccounts{
    DemoAccount{"nord", "", partner, "Nord Systemhaus GmbH", "P-101", "Speicherstraße 12", "20457",
                "Hamburg", "DE", "DE811234567"},
    DemoAccount{"kueste", "nord", sub_partner, "Küste IT-Service", "S-101", "Holstenplatz 3",
                "24103", "Kiel", "DE", "DE298765432"},
    DemoAccount{"alpen", "", partner, "Alpen Datentechnik GmbH", "P-102", "Getreidegasse 31",
                "5020", "Salzburg", "AT", "ATU61234567"},
    DemoAccount{"hanseatic", "", reseller, "Hanseatic Sicherheitstechnik", "R-1001", "Am Brill 18",
                "28195", "Bremen", "DE", "DE254123987"},
    DemoAccount{"brinkmann", "", customer, "Möbelhaus Brinkmann", "K-20418",
                "Osterholzer Heerstraße 74", "28307", "Bremen", "DE", "DE114567890"},
    DemoAccount{"hanse", "nord", customer, "Hanse Elektro GmbH", "K-20417", "Süderstraße 190",
                "20537", "Hamburg", "DE", "DE118765430", Locale::de, false, true},
    DemoAccount{"deich", "kueste", customer, "Hausverwaltung Deichgraf", "K-20502", "Am Deich 7",
                "25813", "Husum", "DE", "DE301122334"},
    DemoAccount{"lindner", "", customer, "Bäckerei Lindner", "K-20655", "Domshof 4", "28195",
                "Bremen", "DE", ""},
    DemoAccount{"petersen", "", customer, "Jana Petersen", "K-20771", "Ostertorsteinweg 61",
                "28203", "Bremen", "DE", "", Locale::de, true},
    DemoAccount{"gruber", "alpen", customer, "Gasthof Gruber", "K-20133", "Dorfplatz 2", "5700",
                "Zell am See", "AT", "ATU48129931"},
    DemoAccount{"zuerich", "", customer, "Limmat Immobilien AG", "K-20288", "Bahnhofstrasse 45",
                "8001", "Zürich", "CH", "CHE123456788"},
    DemoAccount{"lyon", "", customer, "Électricité Moreau SARL", "K-20340",
                "12 rue de la République", "69002", "Lyon", "FR", "FR40303265045", Locale::fr},
    DemoAccount{"weserblick", "nord", prospect, "Hotel Weserblick", "I-3086", "Osterdeich 53",
                "28203", "Bremen", "DE", ""},
    DemoAccount{"praxis", "nord", prospect, "Praxis Dr. Öztürk", "I-3090", "Steindamm 101", "20099",
                "Hamburg", "DE", ""},
    DemoAccount{"saturn", "", key_account, "Saturn Hamburg Altstadt", "G-501", "Mönckebergstraße 1",
                "20095", "Hamburg", "DE", "DE129384756"},
    DemoAccount{"media", "", key_account, "Media Markt Bremen Waterfront", "G-502",
                "AG-Weser-Straße 3", "28237", "Bremen", "DE", "DE198273645"},
};

struct DemoPerson {
  std::string_view name;
  std::string_view email;
  std::string_view account;  ///< key; "" is the operator
  Role role;
  bool price_requests = false;
  bool delete_for_good = false;
  bool manage_users = false;
  Locale locale = Locale::de;
};

constexpr std::array kPeople{
    DemoPerson{"Anna Keller", "a.keller@nordwerk.example", "", Role::sales, true},
    DemoPerson{"Jonas Wirth", "j.wirth@nordwerk.example", "", Role::sales, true},
    DemoPerson{"Mehmet Aydın", "m.aydin@nordwerk.example", "", Role::pricing},
    DemoPerson{"Svenja Behrens", "s.behrens@nordwerk.example", "", Role::warehouse},
    DemoPerson{"Christa Hoppe", "c.hoppe@nordwerk.example", "", Role::accounting},
    DemoPerson{"Fatma Lehmann", "f.lehmann@nordwerk.example", "", Role::support},
    DemoPerson{"Rolf Steger", "r.steger@steuer-hb.example", "", Role::read_only},
    DemoPerson{"Petra Nissen", "p.nissen@nord-systemhaus.example", "nord", Role::owner, true},
    DemoPerson{"Ole Hansen", "o.hansen@nord-systemhaus.example", "nord", Role::buyer, true, false,
               true},
    DemoPerson{"Wiebke Jansen", "w.jansen@kueste-it.example", "kueste", Role::owner, true},
    DemoPerson{"Franz Huber", "f.huber@alpen-daten.example", "alpen", Role::owner, true},
    DemoPerson{"Sabine Kroll", "s.kroll@hanseatic-st.example", "hanseatic", Role::owner},
    DemoPerson{"Karin Brinkmann", "k.brinkmann@brinkmann.example", "brinkmann", Role::owner},
    DemoPerson{"Timo Brandt", "t.brandt@brinkmann.example", "brinkmann", Role::buyer, true},
    DemoPerson{"Ute Sander", "u.sander@brinkmann.example", "brinkmann", Role::approver},
    DemoPerson{"Erik Vogt", "e.vogt@brinkmann.example", "brinkmann", Role::viewer},
    DemoPerson{"Dirk Petersen", "d.petersen@hanse-elektro.example", "hanse", Role::owner},
    DemoPerson{"Claire Moreau", "c.moreau@moreau.example", "lyon", Role::owner, false, false, false,
               Locale::fr},
    DemoPerson{"Kerstin Albers", "k.albers@saturn.example", "saturn", Role::owner},
    DemoPerson{"Murat Öztürk", "m.oeztuerk@saturn.example", "saturn", Role::owner},
    DemoPerson{"Murat Öztürk", "m.oeztuerk@saturn.example", "media", Role::buyer},
    DemoPerson{"Helga Thiel", "h.thiel@mediamarkt.example", "media", Role::owner},
};

Address address_of(const DemoAccount& demo, AddressKind kind) {
  Address address;
  address.kind = kind;
  if (demo.consumer) {
    address.name = Text<120>(demo.name);
  } else {
    address.company = Text<120>(demo.name);
  }
  address.street = Text<120>(demo.street);
  address.postcode = Text<20>(demo.postcode);
  address.city = Text<80>(demo.city);
  address.country = Text<2>(demo.country);
  address.is_default = true;
  return address;
}

AccountInput input_of(const DemoAccount& demo, const AccountId& parent) {
  AccountInput input;
  input.kind = demo.kind;
  input.parent_id = parent;
  input.name = Text<160, 1>(demo.name);
  input.consumer = demo.consumer;
  input.vat_id = Text<20>(demo.vat_id);
  input.locale = demo.locale;
  input.number = Text<32, 1>(demo.number);
  input.power_of_attorney = demo.power_of_attorney;
  input.addresses.push_back(address_of(demo, AddressKind::billing));
  input.addresses.push_back(address_of(demo, AddressKind::shipping));
  return input;
}

SetupInput operator_input() {
  SetupInput input;
  input.company = "Nordwerk Technik";
  input.city = "Bremen";
  input.country = "DE";
  input.currency = "EUR";
  input.locale = Locale::de;
  input.time_zone = "Europe/Berlin";
  input.email = "m.rasch@nordwerk.example";
  input.name = "Miriam Rasch";
  return input;
}

void describe_operator(Tx& tx, const Actor& actor) {
  CompanyPatch patch;
  const auto set = [](auto& field, std::string_view value) {
    field.present = true;
    field.value = std::decay_t<decltype(field.value)>(value);
  };
  set(patch.street, "Überseestadt 20");
  set(patch.postcode, "28217");
  set(patch.vat_id, "DE283746590");
  set(patch.phone, "+49 421 555 0100");
  set(patch.web, "https://nordwerk.example");
  set(patch.mail_sender_address, "auftrag@nordwerk.example");
  patch.mail_signature.present = true;
  patch.mail_signature.value = MultilineText<2000>(
      "Nordwerk Technik GmbH\nÜberseestadt 20, 28217 Bremen\nTelefon +49 421 555 0100");
  change_company(tx, actor, std::nullopt, patch);
}

void add_person(Tx& tx, const Actor& actor, const DemoPerson& person, const AccountId& account_id,
                const std::string& password_hash) {
  if (!find_user_by_email(tx, person.email)) {
    create_user(tx, actor, person.email, person.name, person.locale, password_hash);
  }
  InviteInput input;
  input.email = Text<254, 3>(person.email);
  input.role = person.role;
  if (person.price_requests) input.capabilities.push_back(Capability::price_requests);
  if (person.manage_users) input.capabilities.push_back(Capability::manage_users);
  if (person.delete_for_good) input.capabilities.push_back(Capability::delete_for_good);
  invite_member(tx, actor, account_id, input);
}

}  // namespace

std::vector<DemoLogin> seed_accounts(Tx& tx, const std::string& password_hash) {
  const auto actor = Actor::system(tx.tenant(), "Demo");
  const auto made = create_tenant(tx, operator_input(), password_hash);
  describe_operator(tx, actor);
  std::map<std::string_view, AccountId> ids{{"", made.root.id}};
  for (const auto& demo : kAccounts) {
    ids[demo.key] = create_account(tx, actor, input_of(demo, ids.at(demo.parent))).id;
  }
  // Numbers that people and later accounts get go on after those of the demo.
  for (const auto& [kind, next] : {std::pair{"customer", 20912}, std::pair{"prospect", 3095}}) {
    start_range(tx, std::string("account.") + kind, next);
  }
  std::vector<DemoLogin> logins{{"admin", made.admin.email}};
  std::string last_role;
  for (const auto& person : kPeople) {
    add_person(tx, actor, person, ids.at(person.account), password_hash);
    std::string role(role_name(person.role));
    for (const auto& demo : kAccounts) {
      if (demo.key == person.account) role += " of " + std::string(demo.name);
    }
    if (role != last_role) logins.push_back({role, std::string(person.email)});
    last_role = role;
  }
  return logins;
}

}  // namespace kontor
