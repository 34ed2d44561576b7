#include "catalog/import_fields.hpp"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <utility>

namespace kontor::catalog {

namespace {

const std::vector<ImportField> kProductFields = {
    {"sku", true,
     {"sku", "artikelnummer", "artikelnr", "artnr", "bestellnummer", "itemnumber", "articlenumber",
      "partnumber", "variantsku", "ugs", "référence", "référencearticle"}},
    {"number", false,
     {"number", "produktnummer", "productnumber", "numérodeproduit", "hauptartikel",
      "mainarticle"}},
    {"name", true,
     {"name", "bezeichnung", "artikelbezeichnung", "produktname", "artikelname", "artikel", "title",
      "productname", "désignation", "nom", "nomduproduit"}},
    {"variant_name", false, {"variantname", "variante", "variant", "nomdelavariante"}},
    {"option1_name", false, {"option1name", "merkmal1", "nomoption1"}},
    {"option1_value", false, {"option1value", "merkmal1wert", "valeuroption1"}},
    {"option2_name", false, {"option2name", "merkmal2", "nomoption2"}},
    {"option2_value", false, {"option2value", "merkmal2wert", "valeuroption2"}},
    {"option3_name", false, {"option3name", "merkmal3", "nomoption3"}},
    {"option3_value", false, {"option3value", "merkmal3wert", "valeuroption3"}},
    {"description", false,
     {"description", "beschreibung", "langtext", "artikelbeschreibung", "bodyhtml"}},
    {"unit", false, {"unit", "einheit", "mengeneinheit", "me", "unité"}},
    {"tax_class", false, {"taxclass", "steuerklasse", "mwst", "steuersatz", "classedetaxe"}},
    {"charge_type", false, {"chargetype", "abrechnung", "berechnung", "billing", "facturation"}},
    {"by_quote", false, {"byquote", "nachangebot", "aufanfrage", "surdevis"}},
    {"needs_shipping", false,
     {"needsshipping", "versandpflichtig", "versand", "requiresshipping", "àexpédier"}},
    {"supplier_sku", false,
     {"suppliersku", "lieferantenartikelnummer", "herstellernummer", "mpn", "lieferantennr",
      "référencefournisseur"}},
    {"stock", false, {"stock", "bestand", "lagerbestand", "lager", "quantity", "stockdisponible"}},
    {"stock_hint", false, {"stockhint", "verfügbarkeit", "availability", "disponibilité"}},
    {"state", false, {"state", "status", "zustand", "état", "statut"}},
    {"price_list", false, {"pricelist", "preisliste", "listedeprix"}},
    {"list_price", false,
     {"listprice", "listenpreis", "preis", "price", "vk", "vkpreis", "verkaufspreis", "prix",
      "prixcatalogue", "unitprice"}},
    {"floor_price", false,
     {"floorprice", "preisuntergrenze", "mindestpreis", "minimumprice", "prixplancher"}},
    {"row_type", false, {"rowtype", "zeilenart", "typedeligne"}},
    {"external_id", false, {"externalid", "externenummer", "identifiantexterne"}},
    {"parent", false, {"parent", "übergeordnetesprodukt", "produitparent"}},
    {"tax_status", false, {"taxstatus", "steuerstatus", "étatdelatva"}},
};

const std::vector<ImportField> kCustomerFields = {
    {"number", true,
     {"number", "kundennummer", "kundennr", "nummer", "customernumber", "accountnumber",
      "numéro", "numérodeclient"}},
    {"name", true,
     {"name", "firma", "kunde", "kundenname", "company", "companyname", "customer", "nom",
      "société", "raisonsociale"}},
    {"kind", false, {"kind", "art", "kundenart", "typ", "type", "genre"}},
    {"parent", false,
     {"parent", "partner", "partnernummer", "übergeordnetefirma", "parentnumber", "rattachéà"}},
    {"consumer", false, {"consumer", "privatkunde", "verbraucher", "consommateur"}},
    {"vat_id", false,
     {"vatid", "ustid", "ustidnr", "uid", "umsatzsteuerid", "vatnumber", "numérodetva"}},
    {"email", false, {"email", "mail", "emailadresse", "emailaddress", "courriel"}},
    {"phone", false, {"phone", "telefon", "telefonnummer", "phonenumber", "téléphone"}},
    {"locale", false, {"locale", "sprache", "language", "langue"}},
    {"price_list", false, {"pricelist", "preisliste", "listedeprix"}},
    {"billing_company", false,
     {"billingcompany", "rechnungsempfänger", "rechnungfirma", "facturationsociété"}},
    {"billing_name", false,
     {"billingname", "ansprechpartner", "kontakt", "contact", "rechnungname", "facturationnom"}},
    {"billing_street", false,
     {"billingstreet", "straße", "strasse", "street", "address", "adresse", "address1",
      "rechnungstraße", "facturationrue", "rue"}},
    {"billing_addition", false,
     {"billingaddition", "adresszusatz", "address2", "rechnungadresszusatz",
      "facturationcomplément", "complémentdadresse"}},
    {"billing_postcode", false,
     {"billingpostcode", "plz", "postleitzahl", "postcode", "zip", "postalcode", "codepostal",
      "rechnungplz", "facturationcodepostal"}},
    {"billing_city", false,
     {"billingcity", "ort", "stadt", "city", "ville", "rechnungort", "facturationville"}},
    {"billing_country", false,
     {"billingcountry", "land", "country", "pays", "rechnungland", "facturationpays"}},
    {"shipping_company", false,
     {"shippingcompany", "lieferungfirma", "lieferempfänger", "livraisonsociété"}},
    {"shipping_name", false, {"shippingname", "lieferungname", "livraisonnom"}},
    {"shipping_street", false,
     {"shippingstreet", "lieferungstraße", "lieferstraße", "livraisonrue"}},
    {"shipping_addition", false,
     {"shippingaddition", "lieferungadresszusatz", "livraisoncomplément"}},
    {"shipping_postcode", false,
     {"shippingpostcode", "lieferungplz", "lieferplz", "livraisoncodepostal"}},
    {"shipping_city", false, {"shippingcity", "lieferungort", "lieferort", "livraisonville"}},
    {"shipping_country", false,
     {"shippingcountry", "lieferungland", "lieferland", "livraisonpays"}},
};

const std::vector<ImportField> kPriceFields = {
    {"sku", true,
     {"sku", "artikelnummer", "artikelnr", "artnr", "itemnumber", "articlenumber", "ugs",
      "référence", "référencearticle"}},
    {"price_list", false, {"pricelist", "preisliste", "listedeprix"}},
    {"unit_price", true,
     {"unitprice", "preis", "listenpreis", "stückpreis", "einzelpreis", "price", "listprice",
      "prix", "prixunitaire"}},
    {"min_quantity", false,
     {"minquantity", "abmenge", "mindestmenge", "staffelmenge", "minimumquantity",
      "quantitéminimale", "àpartirde"}},
    {"floor_price", false,
     {"floorprice", "preisuntergrenze", "mindestpreis", "minimumprice", "prixplancher"}},
};

using HeaderField = std::pair<std::string_view, std::string_view>;

// The export of WooCommerce 3.1 and later, as the shop writes its headers in English, German and
// French (class WC_Product_CSV_Exporter and its translations).
const std::vector<HeaderField> kWooHeaders = {
    {"id", "external_id"}, {"type", "row_type"}, {"typ", "row_type"},
    {"sku", "sku"}, {"artikelnummer", "sku"}, {"ugs", "sku"},
    {"name", "name"}, {"nom", "name"},
    {"published", "state"}, {"veröffentlicht", "state"}, {"publié", "state"},
    {"description", "description"}, {"beschreibung", "description"},
    {"taxstatus", "tax_status"}, {"steuerstatus", "tax_status"}, {"étatdelatva", "tax_status"},
    {"taxclass", "tax_class"}, {"steuerklasse", "tax_class"}, {"classedetva", "tax_class"},
    {"instock", "stock_hint"}, {"vorrätig", "stock_hint"}, {"enstock", "stock_hint"},
    {"stock", "stock"}, {"lager", "stock"}, {"bestand", "stock"}, {"lagerbestand", "stock"},
    {"regularprice", "list_price"}, {"regulärerpreis", "list_price"},
    {"tarifrégulier", "list_price"},
    {"parent", "parent"}, {"übergeordnetesprodukt", "parent"},
    {"attribute1name", "option1_name"}, {"attribut1name", "option1_name"},
    {"nomdelattribut1", "option1_name"},
    {"attribute1values", "option1_value"}, {"attribut1werte", "option1_value"},
    {"valeursdelattribut1", "option1_value"},
    {"attribute2name", "option2_name"}, {"attribut2name", "option2_name"},
    {"nomdelattribut2", "option2_name"},
    {"attribute2values", "option2_value"}, {"attribut2werte", "option2_value"},
    {"valeursdelattribut2", "option2_value"},
    {"attribute3name", "option3_name"}, {"attribut3name", "option3_name"},
    {"nomdelattribut3", "option3_name"},
    {"attribute3values", "option3_value"}, {"attribut3werte", "option3_value"},
    {"valeursdelattribut3", "option3_value"},
};

// Both generations of Shopify's product CSV: "Handle, Variant SKU, ..." and the template since
// 2024, "URL handle, SKU, ...". Shopify writes English headers in every language.
const std::vector<HeaderField> kShopifyHeaders = {
    {"handle", "number"}, {"urlhandle", "number"},
    {"title", "name"},
    {"bodyhtml", "description"}, {"description", "description"},
    {"option1name", "option1_name"}, {"option1value", "option1_value"},
    {"option2name", "option2_name"}, {"option2value", "option2_value"},
    {"option3name", "option3_name"}, {"option3value", "option3_value"},
    {"variantsku", "sku"}, {"sku", "sku"},
    {"variantinventorytracker", "row_type"}, {"inventorytracker", "row_type"},
    {"variantinventoryqty", "stock"}, {"inventoryquantity", "stock"},
    {"variantprice", "list_price"}, {"price", "list_price"},
    {"variantrequiresshipping", "needs_shipping"}, {"requiresshipping", "needs_shipping"},
    {"varianttaxable", "tax_status"}, {"chargetax", "tax_status"},
    {"status", "state"},
};

bool has_any(const std::vector<std::string>& keys, std::initializer_list<std::string_view> wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  });
}

Preset recognise(ImportKind kind, const std::vector<std::string>& keys) {
  if (kind != ImportKind::products) return Preset::none;
  if (has_any(keys, {"handle", "urlhandle"}) && has_any(keys, {"title"}) &&
      has_any(keys, {"variantprice", "price"}) && has_any(keys, {"option1value"})) {
    return Preset::shopify;
  }
  if (has_any(keys, {"type", "typ"}) &&
      has_any(keys, {"published", "veröffentlicht", "publié"}) &&
      has_any(keys, {"regularprice", "regulärerpreis", "tarifrégulier"})) {
    return Preset::woocommerce;
  }
  return Preset::none;
}

std::string_view field_of(ImportKind kind, Preset preset, std::string_view key) {
  if (preset == Preset::woocommerce || preset == Preset::shopify) {
    const auto& table = preset == Preset::woocommerce ? kWooHeaders : kShopifyHeaders;
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const HeaderField& entry) { return entry.first == key; });
    return found == table.end() ? std::string_view() : found->second;
  }
  for (const ImportField& field : import_fields(kind)) {
    if (header_key(field.name) == key) return field.name;
    if (std::find(field.headers.begin(), field.headers.end(), key) != field.headers.end()) {
      return field.name;
    }
  }
  return {};
}

bool is_mapped(const Mapping& mapping, std::string_view field) {
  return std::find(mapping.fields.begin(), mapping.fields.end(), field) != mapping.fields.end();
}

}  // namespace

const std::vector<ImportField>& import_fields(ImportKind kind) {
  if (kind == ImportKind::customers) return kCustomerFields;
  return kind == ImportKind::prices ? kPriceFields : kProductFields;
}

const ImportField* find_import_field(ImportKind kind, std::string_view name) {
  const auto& fields = import_fields(kind);
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const ImportField& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string field_label(ImportKind kind, std::string_view name, Locale locale) {
  std::string field(name);
  // The same names mean a product elsewhere.
  if (kind == ImportKind::customers && (name == "number" || name == "name" || name == "parent")) {
    field.insert(0, "customer_");
  }
  return text(locale, "import_field." + field);
}

std::string header_key(std::string_view header) {
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(header.data(), static_cast<std::int32_t>(std::min<std::size_t>(
                                          header.size(), 400))));
  text.toLower(icu::Locale::getRoot());
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_isalnum(c)) kept.append(c);
  }
  std::string key;
  kept.toUTF8String(key);
  return key;
}

Mapping map_columns(ImportKind kind, const std::vector<std::string>& headers) {
  std::vector<std::string> keys;
  keys.reserve(headers.size());
  for (const std::string& header : headers) keys.push_back(header_key(header));
  Mapping mapping{.preset = recognise(kind, keys), .fields = {}};
  mapping.fields.resize(headers.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string_view field = field_of(kind, mapping.preset, keys[i]);
    if (!field.empty() && !is_mapped(mapping, field)) mapping.fields[i] = field;
  }
  if (mapping.preset == Preset::none && missing_fields(kind, mapping).empty()) {
    mapping.preset = Preset::kontor;
  }
  return mapping;
}

std::vector<std::string> missing_fields(ImportKind kind, const Mapping& mapping) {
  std::vector<std::string> missing;
  const auto need = [&](std::string_view field) {
    if (!is_mapped(mapping, field)) missing.emplace_back(field);
  };
  if (mapping.preset == Preset::shopify) {
    need("number");
    need("name");
  } else if (mapping.preset == Preset::woocommerce) {
    need("row_type");
    need("name");
    if (!is_mapped(mapping, "external_id")) need("sku");
  } else {
    for (const ImportField& field : import_fields(kind)) {
      if (field.required) need(field.name);
    }
  }
  return missing;
}

}  // namespace kontor::catalog
