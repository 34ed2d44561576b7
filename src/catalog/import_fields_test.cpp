#include "catalog/import_fields.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace kontor::catalog;

namespace {

std::string field_at(const Mapping& mapping, const std::vector<std::string>& headers,
                     std::string_view header) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    if (headers[i] == header) return mapping.fields[i];
  }
  return "no such header";
}

}  // namespace

TEST_CASE("import fields: WooCommerce's headers are known in English, German and French") {
  const std::vector<std::string> english = {
      "ID", "Type", "SKU", "Name", "Published", "Is featured?", "Visibility in catalog",
      "Short description", "Description", "Tax status", "Tax class", "In stock?", "Stock",
      "Backorders allowed?", "Weight (kg)", "Sale price", "Regular price", "Categories", "Images",
      "Parent", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible"};
  const Mapping mapping = map_columns(ImportKind::products, english);
  CHECK(mapping.preset == Preset::woocommerce);
  CHECK(field_at(mapping, english, "Regular price") == "list_price");
  CHECK(field_at(mapping, english, "In stock?") == "stock_hint");
  CHECK(field_at(mapping, english, "Attribute 1 value(s)") == "option1_value");
  CHECK(field_at(mapping, english, "Sale price") == "");
  CHECK(missing_fields(ImportKind::products, mapping).empty());

  const std::vector<std::string> german = {
      "ID", "Typ", "Artikelnummer", "Name", "Veröffentlicht", "Steuerklasse", "Vorrätig?", "Lager",
      "Regulärer Preis", "Übergeordnetes Produkt", "Attribut 1 Name", "Attribut 1 Wert(e)"};
  const Mapping in_german = map_columns(ImportKind::products, german);
  CHECK(in_german.preset == Preset::woocommerce);
  CHECK(field_at(in_german, german, "Artikelnummer") == "sku");
  CHECK(field_at(in_german, german, "Übergeordnetes Produkt") == "parent");

  const std::vector<std::string> french = {"ID", "Type", "UGS", "Nom", "Publié", "Classe de TVA",
                                           "En stock ?", "Tarif régulier", "Parent",
                                           "Nom de l’attribut 1", "Valeur(s) de l’attribut 1 "};
  const Mapping in_french = map_columns(ImportKind::products, french);
  CHECK(in_french.preset == Preset::woocommerce);
  CHECK(field_at(in_french, french, "Tarif régulier") == "list_price");
  CHECK(field_at(in_french, french, "Valeur(s) de l’attribut 1 ") == "option1_value");
}

TEST_CASE("import fields: both generations of Shopify's headers are known") {
  const std::vector<std::string> older = {
      "Handle", "Title", "Body (HTML)", "Vendor", "Tags", "Published", "Option1 Name",
      "Option1 Value", "Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty",
      "Variant Price", "Variant Requires Shipping", "Variant Taxable", "Image Src", "Status"};
  const Mapping mapping = map_columns(ImportKind::products, older);
  CHECK(mapping.preset == Preset::shopify);
  CHECK(field_at(mapping, older, "Handle") == "number");
  CHECK(field_at(mapping, older, "Variant Price") == "list_price");
  CHECK(field_at(mapping, older, "Image Src") == "");
  CHECK(missing_fields(ImportKind::products, mapping).empty());

  const std::vector<std::string> newer = {"Title", "URL handle", "Description", "Status", "SKU",
                                          "Option1 name", "Option1 value", "Price", "Charge tax",
                                          "Inventory tracker", "Inventory quantity"};
  const Mapping template_2024 = map_columns(ImportKind::products, newer);
  CHECK(template_2024.preset == Preset::shopify);
  CHECK(field_at(template_2024, newer, "URL handle") == "number");
  CHECK(field_at(template_2024, newer, "Inventory quantity") == "stock");
}

TEST_CASE("import fields: own headers in any spelling, first column wins, the rest is ignored") {
  const std::vector<std::string> headers = {"Artikel-Nr.", "BEZEICHNUNG", "Listenpreis", "Preis",
                                            "Lagerplatz", ""};
  const Mapping mapping = map_columns(ImportKind::products, headers);
  CHECK(mapping.preset == Preset::kontor);
  CHECK(mapping.fields == std::vector<std::string>{"sku", "name", "list_price", "", "", ""});
  const Mapping unknown = map_columns(ImportKind::customers, {"a", "b"});
  CHECK(unknown.preset == Preset::none);
  const std::vector<std::string> needed = {"number", "name"};
  CHECK(missing_fields(ImportKind::customers, unknown) == needed);
}

TEST_CASE("import fields: no header means two fields, and every alias is written as its key") {
  for (const ImportKind kind : {ImportKind::products, ImportKind::customers, ImportKind::prices}) {
    std::set<std::string> seen;
    for (const ImportField& field : import_fields(kind)) {
      for (const std::string_view header : field.headers) {
        CHECK_MESSAGE(header_key(header) == header, header);
        CHECK_MESSAGE(seen.insert(std::string(header)).second, header);
      }
    }
  }
}

TEST_CASE("import fields: every label in every language is recognised as its own field") {
  for (const ImportKind kind : {ImportKind::products, ImportKind::customers, ImportKind::prices}) {
    for (const auto locale : {kontor::Locale::de, kontor::Locale::en, kontor::Locale::fr}) {
      std::vector<std::string> labels;
      for (const ImportField& field : import_fields(kind)) {
        labels.push_back(field_label(kind, field.name, locale));
        CHECK_MESSAGE(labels.back().find("import_field") == std::string::npos, field.name);
      }
      const Mapping mapping = map_columns(kind, labels);
      CHECK(mapping.preset == Preset::kontor);
      for (std::size_t i = 0; i < labels.size(); ++i) {
        CHECK_MESSAGE(mapping.fields[i] == import_fields(kind)[i].name, labels[i]);
      }
    }
  }
}
