#include "catalog/import_plan.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <random>

#include "catalog/import_line.hpp"

using namespace kontor;
using namespace kontor::catalog;

namespace {

ImportPlan plan_of(ImportKind kind, const std::string& text) {
  const Sheet sheet = read_sheet(text, csv::detect_separator(text));
  return make_plan(kind, sheet, map_columns(kind, sheet.headers));
}

const ImportError* error_at(const ImportPlan& plan, std::int64_t line) {
  for (const ImportError& error : plan.errors) {
    if (error.line == line) return &error;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("import plan: own file with variants, flags, words and German prices") {
  const ImportPlan plan = plan_of(
      ImportKind::products,
      "Produktnummer;Artikelnummer;Bezeichnung;Variante;Merkmal 1;Merkmal 1 Wert;Listenpreis;"
      "Einheit;Abrechnung;Nach Angebot;Bestand;Lagerplatz\n"
      "IS-7;40-3107;Innenstation IS-7;weiß;Farbe;weiß;1.249,50;Stück;einmalig;nein;12;A1\n"
      "IS-7;40-3108;Innenstation IS-7;;Farbe;schwarz;249,5;;;;0;A1\n"
      ";W-PLUS;Wartung Plus;;;;19,90 €;Monat;monatlich;nein;;\n"
      ";P-1;Projekt;;;;;;;ja;;\n");
  CHECK(plan.errors.empty());
  CHECK(plan.rows_total == 4);
  REQUIRE(plan.products.size() == 3);
  const ProductItem& station = plan.products[0];
  CHECK(station.number == "IS-7");
  REQUIRE(station.variants.size() == 2);
  CHECK(station.variants[0].list_price_e4 == 12'495'000);
  CHECK(station.variants[0].stock_milli == 12'000);
  CHECK(station.variants[1].made_name == "schwarz");
  CHECK(station.variants[1].options->at(0).name == "Farbe");
  CHECK(plan.products[1].charge_type == ChargeType::monthly);
  CHECK(plan.products[1].number == "W-PLUS");
  CHECK(plan.products[2].by_quote == true);
  CHECK_FALSE(plan.products[2].charge_type);
}

TEST_CASE("import plan: every bad line names line, column and reason, the good ones go in") {
  const ImportPlan plan = plan_of(ImportKind::products,
                                  "sku;name;list_price;tax_class;by_quote\n"
                                  "A-1;Good;12,50;standard;no\n"
                                  ";No SKU;1;;\n"
                                  "A-3;Bad price;abc;;\n"
                                  "a-1;Twice;1;;\n"
                                  "A-5;Bad class;1;luxury;\n"
                                  "A-6;Bad flag;1;;maybe\n"
                                  "A-7;Cut; or not;1;;;x\n"
                                  "A-8;Negative;-1;;\n"
                                  "A-9;\"quote\"s;1;;\n"
                                  "A-10;" + std::string(201, 'x') + ";1;;\n"
                                  "A-11;Good too;2;;\n");
  REQUIRE(plan.products.size() == 2);
  CHECK(plan.products[1].number == "A-11");
  CHECK(plan.rows_total == 11);
  REQUIRE(plan.errors.size() == 9);
  CHECK(error_at(plan, 3)->code == "required");
  CHECK(error_at(plan, 3)->column == "sku");
  CHECK(error_at(plan, 4)->code == "not_a_number");
  CHECK(error_at(plan, 4)->cell == "abc");
  CHECK(error_at(plan, 5)->code == "duplicate");
  CHECK(error_at(plan, 5)->params[0].value == "2");
  CHECK(error_at(plan, 6)->code == "not_allowed");
  CHECK(error_at(plan, 7)->code == "not_yes_or_no");
  CHECK(error_at(plan, 8)->code == "too_many_cells");
  CHECK(error_at(plan, 9)->code == "too_small");
  CHECK(error_at(plan, 10)->code == "stray_quote");
  CHECK(error_at(plan, 11)->code == "too_long");
  CHECK(error_at(plan, 11)->params[1].value == "201");
}

TEST_CASE("import plan: a price column that nothing decides is reported, not guessed") {
  const ImportPlan unclear = plan_of(ImportKind::prices, "sku;price\nA;1,234\nB;7\n");
  REQUIRE(unclear.errors.size() == 1);
  CHECK(unclear.errors[0].code == "ambiguous_number");
  CHECK(unclear.prices.size() == 1);
  const ImportPlan decided = plan_of(ImportKind::prices, "sku;price\nA;1,234\nB;7.50\n");
  CHECK(decided.errors.empty());
  CHECK(decided.prices[0].unit_price_e4 == 12'340'000);
}

TEST_CASE("import plan: WooCommerce's variable products, variations, virtual and grouped ones") {
  // Layout and values as the shop's own sample file has them.
  const ImportPlan plan = plan_of(
      ImportKind::products,
      "ID,Type,SKU,Name,Published,\"Is featured?\",Description,\"Tax status\",\"Tax class\","
      "\"In stock?\",Stock,\"Sale price\",\"Regular price\",Parent,\"Attribute 1 name\","
      "\"Attribute 1 value(s)\",\"Attribute 2 name\",\"Attribute 2 value(s)\"\n"
      "44,variable,woo-vneck,\"V-Neck T-Shirt\",1,1,\"<p>First</p>\\n<p>Second &amp; last</p>\","
      "taxable,,1,,,,,Color,\"Blue, Green\",Size,\"L, M\"\n"
      "48,simple,woo-beanie,Beanie,1,0,,taxable,reduced-rate,1,,18,20,,Color,Red,,\n"
      "73,\"simple, downloadable, virtual\",woo-album,Album,-1,0,,none,,0,,,15,,,,,\n"
      "76,variation,woo-vneck-red,\"V-Neck - Red\",1,0,,taxable,parent,1,parent,,20,woo-vneck,"
      "Color,Red,Size,\n"
      "77,variation,,\"V-Neck - Green\",0,0,,taxable,parent,1,3,,\"1234.5\",id:44,"
      "Color,Green,Size,L\n"
      "87,grouped,logo-collection,Logo Collection,1,0,,taxable,,1,,,,,,,,\n"
      "88,variation,woo-orphan,Orphan,1,0,,taxable,,1,,,5,no-such,Color,Red,,\n");
  REQUIRE(plan.products.size() == 3);
  const ProductItem& shirt = plan.products[0];
  CHECK(shirt.number == "woo-vneck");
  CHECK(shirt.name == "V-Neck T-Shirt");
  CHECK(shirt.description == "First\n\nSecond & last");
  CHECK(shirt.lines == 3);
  REQUIRE(shirt.variants.size() == 2);
  CHECK(shirt.variants[0].sku == "woo-vneck-red");
  CHECK(shirt.variants[0].made_name == "Red");
  CHECK(shirt.variants[0].options->size() == 1);
  CHECK_FALSE(shirt.variants[0].stock_milli);
  CHECK(shirt.variants[1].sku == "id:77");
  CHECK(shirt.variants[1].stock_milli == 3'000);
  CHECK(shirt.variants[1].list_price_e4 == 12'345'000);
  CHECK(plan.products[1].variants[0].list_price_e4 == 200'000);
  CHECK(plan.products[1].tax_class == TaxClass::reduced);
  CHECK_FALSE(plan.products[1].variants[0].options);
  CHECK(plan.products[2].needs_shipping == false);
  CHECK(plan.products[2].tax_class == TaxClass::exempt);
  CHECK(plan.products[2].state == ProductState::archived);
  CHECK(error_at(plan, 7)->code == "unsupported_type");
  CHECK(error_at(plan, 8)->code == "parent_not_in_file");
}

TEST_CASE("import plan: Shopify's lines per variant, pictures and missing SKUs") {
  const ImportPlan plan = plan_of(
      ImportKind::products,
      "Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Option2 Name,"
      "Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,"
      "Variant Requires Shipping,Variant Taxable,Image Src,Status\n"
      "shirt,Shirt,\"<p>Soft<br>cotton</p>\",V,true,Size,S,Color,Red,SH-S,shopify,4,24.00,true,"
      "true,https://x/1.jpg,active\n"
      "shirt,,,,,,M,,Red,,shopify,0,24.00,true,true,https://x/2.jpg,\n"
      "shirt,,,,,,,,,,,,,,,https://x/3.jpg,\n"
      "gift,Gift card,,V,true,Title,Default Title,,,'=GC-1,,0,\"1,500\",false,false,,draft\n");
  CHECK(plan.errors.empty());
  CHECK(plan.skipped == 1);
  REQUIRE(plan.products.size() == 2);
  const ProductItem& shirt = plan.products[0];
  CHECK(shirt.description == "Soft\ncotton");
  REQUIRE(shirt.variants.size() == 2);
  CHECK(shirt.variants[1].sku == "shirt-M-Red");
  CHECK(shirt.variants[1].options->at(0).name == "Size");
  CHECK(shirt.variants[1].stock_milli == 0);
  const ProductItem& gift = plan.products[1];
  CHECK(gift.variants[0].sku == "=GC-1");
  CHECK_FALSE(gift.variants[0].stock_milli);
  CHECK_FALSE(gift.variants[0].options);
  CHECK(gift.variants[0].list_price_e4 == 15'000);
  CHECK(gift.needs_shipping == false);
  CHECK(gift.tax_class == TaxClass::exempt);
  CHECK(gift.state == ProductState::archived);
}

TEST_CASE("import plan: customers with addresses, and duplicates in the file") {
  const ImportPlan plan = plan_of(ImportKind::customers,
                                  "Kundennummer;Firma;Art;Partner;USt-IdNr.;Sprache;Preisliste;"
                                  "Straße;PLZ;Ort;Land;Lieferstraße;Lieferort\n"
                                  "K-1;Elektro Nord;Bestandskunde;P-2;DE123456789;Deutsch;Standard;"
                                  "Hafenstraße 12;20457;Hamburg;DE;;\n"
                                  "k-1;Twice;;;;;;;;;;;\n"
                                  "K-3;Bad kind;Betreiber;;;;;;;;;;\n");
  REQUIRE(plan.customers.size() == 1);
  const CustomerItem& customer = plan.customers[0];
  CHECK(customer.kind == AccountKind::customer);
  CHECK(customer.parent == "P-2");
  CHECK(customer.locale == Locale::de);
  REQUIRE(customer.billing);
  CHECK(customer.billing->city == "Hamburg");
  CHECK_FALSE(customer.shipping);
  CHECK(error_at(plan, 3)->code == "duplicate");
  CHECK(error_at(plan, 4)->code == "not_allowed");
}

TEST_CASE("import plan: price tiers, and the same tier twice") {
  const ImportPlan plan = plan_of(ImportKind::prices,
                                  "Artikelnummer;Preisliste;Preis;Ab Menge;Preisuntergrenze\n"
                                  "A;Standard;10,00;1;8\nA;Standard;9,00;10;\nA;standard;9;10;\n"
                                  "B;;;;\nC;;;;5\n");
  REQUIRE(plan.prices.size() == 3);
  CHECK(plan.prices[0].min_quantity_milli == 0);
  CHECK(plan.prices[0].floor_price_e4 == 80'000);
  CHECK(plan.prices[1].min_quantity_milli == 10'000);
  CHECK(error_at(plan, 4)->code == "duplicate");
  CHECK(error_at(plan, 5)->code == "required");
  CHECK_FALSE(plan.prices[2].unit_price_e4);
}

TEST_CASE("import plan: HTML becomes its words, however broken it is") {
  CHECK(plain_text_of_html("a<br/>b<script>x</script>") == "a\nbx");
  CHECK(plain_text_of_html("1 < 2") == "1 < 2");
  CHECK(plain_text_of_html("&auml;&bogus;&") == "ä&bogus;&");
  CHECK(plain_text_of_html("") == "");
}

TEST_CASE("import plan: random tables with known headers never crash and account for each line") {
  std::mt19937 random(5);
  const std::vector<std::string> headers = {
      "sku;name;list_price;stock;state", "ID,Type,SKU,Name,Published,Regular price,Parent",
      "Handle,Title,Option1 Value,Variant SKU,Variant Price,Status"};
  const std::vector<std::string> cells = {"", "A", "variable", "simple", "variation", "1,5", "\"x",
                                          "id:1", "\xFF", "0", "-1", "true", "a\"b",
                                          "Default Title"};
  for (int round = 0; round < 300; ++round) {
    std::string text = headers[random() % headers.size()] + "\n";
    const char separator = text[3] == ';' ? ';' : ',';
    for (unsigned i = 0; i < random() % 30; ++i) {
      for (unsigned k = 0; k < random() % 9; ++k) {
        text += cells[random() % cells.size()];
        text += separator;
      }
      text += '\n';
    }
    const ImportPlan plan = plan_of(ImportKind::products, text);
    std::int64_t lines = plan.skipped;
    for (const ProductItem& item : plan.products) lines += item.lines;
    CHECK(lines <= plan.rows_total);
    if (plan.errors.empty()) CHECK(lines == plan.rows_total);
  }
}
