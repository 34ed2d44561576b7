// The demonstration's catalog: what a distributor of door stations, telephones and networks sells.
#include <array>
#include <map>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/catalog_store.hpp"
#include "catalog/import_apply.hpp"
#include "catalog/routes.hpp"

namespace kontor {

namespace {

struct Article {
  std::string_view product;  // number
  std::string_view sku;
  std::string_view name;
  std::string_view option;  // value; the option's name follows from the text
  std::int64_t price_cents;  // 0: by quote
  std::int64_t stock;        // -1: not counted
  std::string_view supplier_sku;
};

constexpr std::array kArticles = {
    Article{"TS-260", "40-2260", "Videotürstation TS-260 UP", "", 28900, 11, "VTS260-UP"},
    Article{"TS-261", "40-2261", "Videotürstation TS-260 AP", "", 27900, 23, "VTS260-AP"},
    Article{"TS-240", "40-2240", "Videotürstation TS-240, 4 Tasten", "", 34900, 8, "VTS240-4"},
    Article{"TS-180", "40-2180", "Audiotürstation TS-180", "", 14900, 40, "ATS180"},
    Article{"TS-181", "40-2181", "Audiotürstation TS-181, 2 Tasten", "", 16900, 31, "ATS181"},
    Article{"TS-300", "40-2300", "Türstation TS-300 mit Fingerabdruck", "", 51900, 4, "VTS300-F"},
    Article{"TS-310", "40-2310", "Türstation TS-310 mit Codetastatur", "", 41900, 9, "VTS310-C"},
    Article{"TS-TYP", "40-2245", "Typenschild TS-240", "", 1290, 120, "TYP240"},
    Article{"TS-RAH", "40-2290", "Aufputzrahmen TS-260", "Edelstahl", 4490, 35, "RAH260-E"},
    Article{"TS-RAH", "40-2291", "Aufputzrahmen TS-260", "Anthrazit", 4490, 28, "RAH260-A"},
    Article{"TS-RAH", "40-2292", "Aufputzrahmen TS-260", "Weiß", 3990, 0, "RAH260-W"},
    Article{"TS-REG", "40-2295", "Regenschutz TS-260", "", 2890, 60, "REG260"},
    Article{"IS-7", "40-3107", "Innenstation IS-7", "weiß", 12950, 64, "IS7-W"},
    Article{"IS-7", "40-3108", "Innenstation IS-7", "schwarz", 12950, 12, "IS7-S"},
    Article{"IS-10", "40-3110", "Innenstation IS-10 Touch", "weiß", 21900, 18, "IS10-W"},
    Article{"IS-10", "40-3111", "Innenstation IS-10 Touch", "schwarz", 21900, 3, "IS10-S"},
    Article{"IS-4", "40-3104", "Innenstation IS-4 Audio", "", 5990, 90, "IS4"},
    Article{"IS-TISCH", "40-3190", "Tischfuß für IS-7 und IS-10", "", 2990, 44, "ISTF"},
    Article{"NG-24", "18-4421", "Netzteil NG-24 Hutschiene", "", 5840, 0, "NG24-HS"},
    Article{"NG-12", "18-4412", "Netzteil NG-12 Hutschiene", "", 4690, 51, "NG12-HS"},
    Article{"NG-48", "18-4448", "Netzteil NG-48 PoE", "", 8900, 14, "NG48-POE"},
    Article{"AD-24", "18-4424", "Adapter AD-24", "", 1240, 76, "AD24"},
    Article{"VT-4", "18-4504", "Videoverteiler VT-4", "", 6490, 33, "VT4"},
    Article{"GW-2", "18-4602", "IP-Gateway GW-2", "", 18900, 7, "GW2"},
    Article{"SR-1", "18-4701", "Schaltrelais SR-1", "", 3490, 58, "SR1"},
    Article{"TO-12", "18-4812", "Türöffner TO-12, 12 V", "", 3990, 66, "TO12"},
    Article{"TO-24", "18-4824", "Türöffner TO-24, 24 V", "", 4290, 29, "TO24"},
    Article{"D5", "30-1105", "Tischtelefon Fonia D5", "", 11800, 42, "FON-D5"},
    Article{"D7", "30-1107", "Tischtelefon Fonia D7 Farbe", "", 18900, 21, "FON-D7"},
    Article{"D9", "30-1109", "Konferenztelefon Fonia D9", "", 42900, 5, "FON-D9"},
    Article{"H2", "30-1202", "Mobilteil Fonia H2", "", 8900, 37, "FON-H2"},
    Article{"H2-LS", "30-1292", "Ladeschale Fonia H2", "", 1990, 80, "FON-H2L"},
    Article{"B3", "30-1303", "DECT-Basis Fonia B3", "", 24900, 9, "FON-B3"},
    Article{"HS-1", "30-1401", "Headset Sono 1", "einohrig", 6990, 25, "SON1-M"},
    Article{"HS-1", "30-1402", "Headset Sono 1", "beidohrig", 7990, 19, "SON1-D"},
    Article{"W6", "31-0640", "Access Point Aerix W6", "", 21400, 16, "AER-W6"},
    Article{"W6-AUS", "31-0641", "Access Point Aerix W6 Außen", "", 32900, 6, "AER-W6O"},
    Article{"S24P", "31-2240", "PoE-Switch Aerix S24P", "", 48900, 10, "AER-S24P"},
    Article{"S8P", "31-2208", "PoE-Switch Aerix S8P", "", 18900, 22, "AER-S8P"},
    Article{"S5", "31-2205", "Switch Aerix S5", "", 2990, 73, "AER-S5"},
    Article{"R2", "31-3002", "Router Aerix R2", "", 27900, 13, "AER-R2"},
    Article{"R2-LTE", "31-3012", "Router Aerix R2 mit Mobilfunk", "", 38900, 4, "AER-R2L"},
    Article{"SFP-1G", "31-4001", "SFP-Modul 1 Gbit/s", "", 3490, 47, "SFP1G"},
    Article{"SFP-10G", "31-4010", "SFP+-Modul 10 Gbit/s", "", 8900, 15, "SFP10G"},
    Article{"PK", "32-1005", "Patchkabel Cat 6A", "0,5 m", 390, 400, "PK6A-05"},
    Article{"PK", "32-1010", "Patchkabel Cat 6A", "1 m", 450, 380, "PK6A-1"},
    Article{"PK", "32-1030", "Patchkabel Cat 6A", "3 m", 690, 290, "PK6A-3"},
    Article{"PK", "32-1050", "Patchkabel Cat 6A", "5 m", 890, 150, "PK6A-5"},
    Article{"VK", "32-2007", "Verlegekabel Cat 7, 100 m", "", 8990, 24, "VK7-100"},
    Article{"KB", "32-2102", "Klingelkabel J-Y(St)Y 2x2x0,8, 50 m", "", 3290, 31, "JYSTY"},
    Article{"PP-24", "32-3024", "Patchfeld 24 Anschlüsse", "", 6990, 18, "PP24"},
    Article{"ND-2", "32-3102", "Netzwerkdose 2fach", "", 1490, 200, "ND2"},
    Article{"RS-9", "32-4009", "Wandschrank 9 HE", "", 14900, 7, "RS9"},
    Article{"USV-8", "33-0800", "USV 800 VA", "", 19900, 9, "USV800"},
    Article{"KAM-D", "34-1001", "Kamera Visor D, Kuppel", "", 24900, 12, "VIS-D"},
    Article{"KAM-B", "34-1002", "Kamera Visor B, Außen", "", 27900, 0, "VIS-B"},
    Article{"REC-8", "34-2008", "Rekorder Visor 8 Kanäle", "", 52900, 5, "VIS-R8"},
    Article{"ZK-L", "35-1001", "Zutrittsleser Portas L", "", 18900, 17, "POR-L"},
    Article{"ZK-T", "35-2010", "Transponder Portas, 10 Stück", "", 4990, 62, "POR-T10"},
    Article{"ZK-S", "35-3001", "Zutrittssteuerung Portas S4", "", 42900, 6, "POR-S4"},
    Article{"FLAT", "70-3001", "Cloud-Telefonie Flat, je Platz", "", 1000, -1, ""},
    Article{"W-PLUS", "70-9001", "Wartung Plus", "", 1990, -1, ""},
    Article{"W-ORT", "70-9008", "Wartung vor Ort, 8 Stunden", "", 8900, -1, ""},
    Article{"VISOR-C", "70-4001", "Visor Cloud-Aufzeichnung, je Kamera", "", 9900, -1, ""},
    Article{"EINBAU", "90-0010", "Einbau und Einweisung", "", 145000, -1, ""},
    Article{"ANFAHRT", "90-0020", "Anfahrt bis 50 km", "", 6500, -1, ""},
    Article{"PROJEKT", "90-1000", "Klingelanlage nach Maß, ab 20 Wohnungen", "", 0, -1, ""},
};

std::string_view description_of(std::string_view sku) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTexts = {{
      {"40-2260", "Unterputz, Weitwinkel 130°, Nachtsicht, Ruftaste beleuchtet, IP54."},
      {"40-3107", "7-Zoll-Bildschirm, Bildspeicher für 100 Besuche, Türöffnung per Taste."},
      {"18-4421", "24 V DC, 2,5 A, vier Teilungseinheiten."},
      {"70-3001", "Flatrate in alle deutschen Netze, Laufzeit 36 Monate."},
      {"70-9001", "Ferndiagnose, Austausch am nächsten Werktag, jährliche Prüfung."},
      {"90-1000", "Wir planen die Anlage nach Ihren Grundrissen und nennen den Preis im Angebot."},
  }};
  for (const auto& [key, text] : kTexts) {
    if (key == sku) return text;
  }
  return "";
}

std::string_view option_name(std::string_view option) {
  if (option.ends_with(" m")) return "Länge";
  return option.ends_with("ohrig") ? "Bauart" : "Farbe";
}

ChargeType charge_of(std::string_view sku) {
  if (!sku.starts_with("70-")) return ChargeType::one_off;
  return sku == "70-4001" ? ChargeType::yearly : ChargeType::monthly;
}

std::string_view unit_of(std::string_view sku) {
  if (sku == "90-0010" || sku == "90-1000" || sku == "90-0020") return "Pauschale";
  if (sku.starts_with("70-")) return charge_of(sku) == ChargeType::yearly ? "Jahr" : "Monat";
  return kDefaultUnit;
}

catalog::VariantItem variant_of(const Article& article) {
  catalog::VariantItem item;
  item.sku = article.sku;
  if (article.stock >= 0) item.stock_milli = article.stock * 1000;
  if (article.price_cents > 0) item.list_price_e4 = article.price_cents * 100;
  if (!article.option.empty()) {
    item.name = std::string(article.option);
    item.options = VariantOptions{{{Text<60, 1>(std::string(option_name(article.option))),
                                    Text<120, 1>(std::string(article.option))}}};
  }
  return item;
}

std::vector<catalog::ProductItem> products() {
  std::vector<catalog::ProductItem> items;
  for (const Article& article : kArticles) {
    if (items.empty() || items.back().number != article.product) {
      catalog::ProductItem item;
      item.number = article.product;
      item.number_given = true;
      item.name = std::string(article.name);
      item.description = std::string(description_of(article.sku));
      item.unit = std::string(unit_of(article.sku));
      item.tax_class = TaxClass::standard;
      item.charge_type = charge_of(article.sku);
      item.by_quote = article.price_cents == 0;
      item.needs_shipping = article.stock >= 0;
      item.supplier_sku = std::string(article.supplier_sku);
      items.push_back(std::move(item));
    }
    items.back().variants.push_back(variant_of(article));
    ++items.back().lines;
  }
  return items;
}

// 18 % off for partners, Swiss francs at 1.08 and rounded to five centimes, floors at 85 %.
std::vector<catalog::PriceItem> other_prices(const std::string& standard) {
  std::vector<catalog::PriceItem> items;
  const auto add = [&](std::string_view sku, const std::string& list, std::int64_t from_milli,
                       std::optional<std::int64_t> cents, std::optional<std::int64_t> floor) {
    catalog::PriceItem item;
    item.sku = sku;
    item.price_list = list;
    item.min_quantity_milli = from_milli;
    if (cents) item.unit_price_e4 = *cents * 100;
    if (floor) item.floor_price_e4 = *floor * 100;
    items.push_back(std::move(item));
  };
  for (const Article& article : kArticles) {
    const std::int64_t cents = article.price_cents;
    if (cents == 0) continue;
    const std::int64_t partner = cents * 82 / 100;
    add(article.sku, standard, 0, {}, cents * 85 / 100);
    add(article.sku, "Partner", 0, partner, partner * 92 / 100);
    add(article.sku, "Schweiz", 0, (cents * 108 / 100 + 2) / 5 * 5, {});
    // Tiers where people order by the dozen.
    if (article.product == "PK") add(article.sku, standard, 50'000, cents * 88 / 100, {});
    if (article.sku == "40-2260") add(article.sku, standard, 10'000, cents * 95 / 100, {});
  }
  return items;
}

void add_list(Tx& tx, const Actor& actor, std::string_view name, std::string_view currency) {
  PriceListInput input;
  input.name = Text<80, 1>(std::string(name));
  input.currency = Text<3, 3>(std::string(currency));
  create_price_list(tx, actor, input);
}

}  // namespace

void make_first_price_list(Tx& tx, const Event&) {
  if (default_price_list(tx)) return;
  const Rows tenant =
      tx.query("SELECT currency FROM tenants WHERE tenant_id = $1", tx.tenant());
  if (tenant.empty()) return;
  add_list(tx, Actor::system(tx.tenant()), "Standard", tenant.front().get<std::string>(0));
}

void seed_catalog(Tx& tx) {
  if (!tx.query("SELECT 1 FROM products WHERE tenant_id = $1 LIMIT 1", tx.tenant()).empty()) return;
  const Actor actor = Actor::system(tx.tenant(), "Demo");
  if (!default_price_list(tx)) add_list(tx, actor, "Standard", "EUR");
  if (!find_price_list_by_name(tx, "Partner")) add_list(tx, actor, "Partner", "EUR");
  if (!find_price_list_by_name(tx, "Schweiz")) add_list(tx, actor, "Schweiz", "CHF");
  const catalog::ApplyContext context{actor, catalog::ApplyMode::run, {}};
  catalog::Outcome outcome;
  catalog::apply_products(tx, context, products(), outcome);
  catalog::apply_prices(tx, context, other_prices(default_price_list(tx)->name), outcome);
  if (!outcome.errors.empty()) throw std::logic_error("the demo catalog is wrong");
}

}  // namespace kontor
