// Imports against real databases: speed, interruption, round trips, encodings.
#include "catalog/import.hpp"

#include <future>

#include "accounts/tenants.hpp"
#include "catalog/export.hpp"
#include "catalog/routes.hpp"
#include "support/test_database.hpp"

using namespace kontor;
using namespace kontor::test;
using catalog::ImportKind;

namespace {

struct Shop {
  enum class With { price_list, tenant };

  explicit Shop(DatabaseMaker& maker, With with = With::price_list)
      : db(maker), actor(Actor::system(tenant, "Test")) {
    db.database.write_wait(tenant, [&](Tx& tx) {
      if (with == With::tenant) {
        SetupInput input;
        input.company = "Nordwerk";
        input.city = "Bremen";
        input.country = "DE";
        input.currency = "EUR";
        input.time_zone = "Europe/Berlin";
        input.email = "admin@nordwerk.example";
        input.name = "Admin";
        create_tenant(tx, input, "no password");
        return;
      }
      PriceListInput list;
      list.name = Text<80, 1>("Standard");
      list.currency = Text<3, 3>("EUR");
      create_price_list(tx, actor, list);
    });
  }

  // Uploads and runs, a job too where the file is large.
  Import import(ImportKind kind, const std::string& text) {
    const Import uploaded = upload(kind, text);
    const Import started = run(uploaded.id);
    if (started.state == ImportState::running) finish_import(db.database, tenant, uploaded.id);
    return read(uploaded.id);
  }
  Import upload(ImportKind kind, const std::string& text) {
    return db.database.write_wait(
        tenant, prepare_upload(db.database, actor, kind, "test.csv", text));
  }
  Import run(const ImportId& id) {
    return db.database.write_wait(tenant, prepare_run(db.database, actor, id));
  }
  Import read(const ImportId& id) {
    return db.database.read_wait(tenant,
                                 [&](Tx& tx) { return load_import(tx, actor, id); });
  }
  std::string exported(std::string (*write)(Tx&, const Actor&, Locale), Locale locale) {
    return db.database.read_wait(tenant,
                                 [&](Tx& tx) { return write(tx, actor, locale); });
  }
  std::int64_t count(const std::string& sql) {
    return db.database.read_wait(tenant, [&](Tx& tx) {
      return tx.query(sql, tx.tenant()).front().get<std::int64_t>(0);
    });
  }

  TestDatabase db;
  TenantId tenant = test_tenant();
  Actor actor;
};

std::string many_products(int count) {
  std::string text =
      "Artikelnummer;Bezeichnung;Beschreibung;Listenpreis;Bestand;Preisuntergrenze\n";
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(100000 + i);
    text += "N-" + number + ";Türstation Größe " + number;
    text += ";\"Text mit \"\"Zitat\"\" und\nUmbruch\";";
    text += std::to_string(10 + i % 900) + ",50;" + std::to_string(i % 50) + ";9,00\n";
  }
  return text;
}

/// Several batches. What 10,000 take is measured by `./dev bench import`.
constexpr int kManyLines = 3'000;

}  // namespace

TEST_CASE("imports: thousands of lines go in, a second run changes nothing") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const std::string text = many_products(kManyLines);
    const Import first = shop.import(ImportKind::products, text);
    CHECK(first.state == ImportState::done);
    CHECK(first.counts->created == kManyLines);
    CHECK(first.counts->bad == 0);
    CHECK(shop.count("SELECT count(*) FROM products WHERE tenant_id = $1") == kManyLines);
    CHECK(shop.count("SELECT count(*) FROM event WHERE tenant_id = $1 AND kind = "
                     "'product.created'") == kManyLines);
    const Import second = shop.import(ImportKind::products, text);
    CHECK(second.counts->unchanged == kManyLines);
    CHECK(second.counts->updated == 0);
    CHECK(shop.count("SELECT count(*) FROM event WHERE tenant_id = $1 AND kind = "
                     "'product.changed'") == 0);
  });
}

TEST_CASE("imports: an interrupted run goes on where it stopped and counts each line once") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const Import uploaded = shop.upload(ImportKind::products, many_products(1'200));
    CHECK(uploaded.state == ImportState::checked);
    const ImportStep late = prepare_run(shop.db.database, shop.actor, uploaded.id);
    shop.run(uploaded.id);
    CHECK(shop.read(uploaded.id).state == ImportState::running);
    CHECK_THROWS_AS(shop.run(uploaded.id), Refused);
    CHECK_THROWS_AS(shop.db.database.write_wait(shop.tenant, late), Refused);
    CHECK(shop.count("SELECT count(*) FROM job WHERE tenant_id = $1") == 1);
    // Two workers at once, as after a lost lease: each batch is done by one of them.
    std::thread other([&] { finish_import(shop.db.database, shop.tenant, uploaded.id); });
    finish_import(shop.db.database, shop.tenant, uploaded.id);
    other.join();
    const Import done = shop.read(uploaded.id);
    CHECK(done.state == ImportState::done);
    CHECK(done.items_done == 1'200);
    CHECK(done.counts->created == 1'200);
    CHECK(done.counts->good == 1'200);
    CHECK(shop.count("SELECT count(*) FROM variants WHERE tenant_id = $1") == 1'200);
  });
}

TEST_CASE("imports: while a file is checked, the one writer is free for others") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const std::string text = many_products(1'200);
    // Somebody holds the writer of SQLite all the time: a check that wanted it would wait for him.
    std::promise<void> leave;
    std::promise<void> inside;
    auto stays = leave.get_future().share();
    auto holder = std::async(std::launch::async, [&] {
      shop.db.database.write_wait(shop.tenant, [&](Tx&) {
        inside.set_value();
        stays.wait();
      });
    });
    inside.get_future().wait();
    auto checked = std::async(std::launch::async, [&] {
      return prepare_upload(shop.db.database, shop.actor, ImportKind::products, "x.csv", text);
    });
    CHECK(checked.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
    leave.set_value();
    holder.get();
    const Import stored = shop.db.database.write_wait(shop.tenant, checked.get());
    CHECK(stored.state == ImportState::checked);
    CHECK(stored.counts->created == 1'200);
  });
}

TEST_CASE("imports: another writer waits for a batch or two, never for the whole file") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const Import uploaded = shop.upload(ImportKind::products, many_products(kManyLines));
    shop.run(uploaded.id);
    const auto done_items = [&](Tx& tx) {
      return tx.query("SELECT items_done FROM imports WHERE tenant_id = $1 AND id = $2",
                      tx.tenant(), uploaded.id)
          .front()
          .get<std::int64_t>(0);
    };
    auto runs = std::async(std::launch::async, [&] {
      finish_import(shop.db.database, shop.tenant, uploaded.id);
    });
    std::int64_t writes = 0;
    std::int64_t longest = 0;
    for (std::int64_t seen = 0; seen < kManyLines; ++writes) {
      seen = shop.db.database.read_wait(shop.tenant, done_items);
      const auto at_commit = shop.db.database.write_wait(shop.tenant, [&](Tx& tx) {
        tx.execute("INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, $2, 1)",
                   tx.tenant(), "other" + std::to_string(writes));
        return done_items(tx);
      });
      longest = std::max(longest, at_commit - seen);
    }
    runs.get();
    CHECK(shop.read(uploaded.id).counts->created == kManyLines);
    CHECK(writes >= 5);
    CHECK(longest <= 2 * static_cast<std::int64_t>(kBatchItems));
  });
}

TEST_CASE("imports: the demo's exports come back in every language without a change") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    shop.db.database.write_wait(shop.tenant, [&](Tx& tx) { seed_catalog(tx); });
    CHECK(shop.count("SELECT count(*) FROM variants WHERE tenant_id = $1") >= 60);
    for (const Locale locale : {Locale::de, Locale::en, Locale::fr}) {
      const Import products =
          shop.import(ImportKind::products, shop.exported(export_products, locale));
      CHECK(products.counts->bad == 0);
      CHECK(products.counts->good >= 60);
      CHECK(products.counts->unchanged == products.counts->good);
      const Import prices = shop.import(ImportKind::prices, shop.exported(export_prices, locale));
      CHECK(prices.counts->bad == 0);
      CHECK(prices.counts->good > 180);
      CHECK(prices.counts->unchanged == prices.counts->good);
    }
    // And into an empty catalog they make the same one again.
    const std::string before = shop.exported(export_products, Locale::de);
    Shop other(maker);
    other.db.database.write_wait(other.tenant, [&](Tx& tx) {
      for (const char* name : {"Partner", "Schweiz"}) {
        PriceListInput list;
        list.name = Text<80, 1>(name);
        list.currency = Text<3, 3>("CHF");
        create_price_list(tx, other.actor, list);
      }
    });
    CHECK(other.import(ImportKind::products, before).counts->bad == 0);
    CHECK(other.exported(export_products, Locale::de) == before);
    const std::string prices = shop.exported(export_prices, Locale::de);
    CHECK(other.import(ImportKind::prices, prices).counts->bad == 0);
    CHECK(other.exported(export_prices, Locale::de).size() == prices.size());
  });
}

TEST_CASE("imports: what formulas, quotes and naughty names were, they are after the round trip") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const std::vector<std::string> names = {"=1+1", "+49", "-x", "@A", "'quoted'", "\"q\"; z",
                                            "a,b|c", "<script>", "\u202Fx", "ﬁ", "Ω≈ç", "'=1"};
    shop.db.database.write_wait(shop.tenant, [&](Tx& tx) {
      int number = 0;
      for (const std::string& name : names) {
        ProductInput input;
        input.name = Text<200, 1>(name);
        VariantInput variant;
        variant.sku = Text<64, 1>("N-" + std::to_string(number++));
        input.variants.push_back(variant);
        create_product(tx, shop.actor, input);
      }
    });
    const Import again =
        shop.import(ImportKind::products, shop.exported(export_products, Locale::en));
    CHECK(again.counts->bad == 0);
    // A blank at the edge is not kept: the API would have trimmed it too.
    CHECK(again.counts->unchanged >= static_cast<std::int64_t>(names.size()) - 1);
  });
}

TEST_CASE("imports: files in Windows-1252 and UTF-16 arrive with their umlauts") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const Import windows = shop.import(ImportKind::products, "sku,name\r\nW-1,T\xFCr \x80\r\n");
    CHECK(windows.encoding == "windows-1252");
    CHECK(windows.separator == Separator::comma);
    std::string utf16 = "\xFF\xFE";
    for (const char c : std::string("sku\tname\nU-1\tT\xFCr\n")) {
      utf16 += c;
      utf16 += '\0';
    }
    const Import wide = shop.import(ImportKind::products, utf16);
    CHECK(wide.encoding == "utf-16le");
    CHECK(wide.separator == Separator::tab);
    CHECK(shop.count("SELECT count(*) FROM products WHERE tenant_id = $1 AND name = 'Tür €'") == 1);
    CHECK(shop.count("SELECT count(*) FROM products WHERE tenant_id = $1 AND name = 'Tür'") == 1);
  });
}

TEST_CASE("imports: a SKU finds its product without a number, and never moves to another one") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    shop.import(ImportKind::products,
                "number;sku;name;list_price\nP;P-1;Product;1,00\nP;P-2;Product;2,00\n"
                "Q;Q-1;Other;3,00\n");
    const Import stock = shop.import(ImportKind::products, "sku;name;stock\nP-2;Product;7\n");
    CHECK(stock.counts->updated == 1);
    CHECK(shop.count("SELECT count(*) FROM products WHERE tenant_id = $1") == 2);
    const Import thief = shop.import(ImportKind::products, "number;sku;name\nQ;P-1;Other\n");
    CHECK(thief.counts->bad == 1);
    CHECK(thief.counts->good == 0);
    CHECK(shop.count("SELECT count(*) FROM import_errors WHERE tenant_id = $1 AND code = "
                     "'sku_of_other_product'") == 1);
  });
}

TEST_CASE("imports: customers come back from their export unchanged, and wrong ones do not") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker, Shop::With::tenant);
    const std::string text =
        "Kundennummer;Firma;Art;Partnernummer;E-Mail;Rechnung Straße;Rechnung PLZ;Rechnung Ort;"
        "Rechnung Land;Preisliste;Privatkunde\n"
        "K-2;Kunde;Bestandskunde;P-1;;Weg 1;28195;Bremen;Österreich;Standard;nein\n"
        "P-1;Partner;Vertriebspartner;;a@b.example;;;;;;nein\n"
        "K-3;Waise;Bestandskunde;P-9;;;;;;;\n"
        "K-4;Falsche Mail;Bestandskunde;;nicht richtig;;;;;;\n"
        "K 5;Nummer;Bestandskunde;;;;;;;;\n"
        "K-6;Liste;Bestandskunde;;;;;;;Gibt es nicht;\n"
        "K-7;Land;Bestandskunde;;;Weg 1;1;Ort;Narnia;;\n"
        "K-8;Zweig;Vertriebspartner;K-2;;;;;;;\n";
    const Import first = shop.import(ImportKind::customers, text);
    CHECK(first.counts->created == 2);
    CHECK(first.counts->bad == 6);
    for (const char* code : {"unknown_parent", "not_an_email", "not_an_account_number",
                             "unknown_price_list", "not_a_country", "kind_not_allowed_here"}) {
      CHECK_MESSAGE(shop.count("SELECT count(*) FROM import_errors WHERE tenant_id = $1 AND code "
                               "= '" + std::string(code) + "'") >= 1, code);
    }
    const Import again =
        shop.import(ImportKind::customers, shop.exported(export_customers, Locale::fr));
    CHECK(again.counts->bad == 0);
    CHECK(again.counts->unchanged == 2);
    const Import moved =
        shop.import(ImportKind::customers, "number;name;kind\nK-2;Kunde;prospect\n");
    CHECK(moved.counts->bad == 1);
  });
}

TEST_CASE("imports: a shop's export goes in, and again without a change") {
  on_each_engine([](DatabaseMaker& maker) {
    Shop shop(maker);
    const std::string woo =
        "ID,Type,SKU,Name,Published,\"Tax status\",\"Tax class\",\"In stock?\",Stock,"
        "\"Regular price\",Parent,\"Attribute 1 name\",\"Attribute 1 value(s)\"\n"
        "44,variable,shirt,Shirt,1,taxable,,1,,,,Color,\"Red, Green\"\n"
        "76,variation,shirt-red,Shirt - Red,1,taxable,parent,1,,20,shirt,Color,Red\n"
        "77,variation,shirt-green,Shirt - Green,1,taxable,parent,0,,\"20,5\",id:44,Color,Green\n"
        "48,simple,beanie,Beanie,0,taxable,,1,12,20,,,\n";
    const Import first = shop.import(ImportKind::products, woo);
    CHECK(first.preset == catalog::Preset::woocommerce);
    CHECK(first.counts->created == 4);
    const Import second = shop.import(ImportKind::products, woo);
    CHECK(second.counts->unchanged == 4);
    const std::string shopify =
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,"
        "Variant Inventory Qty,Variant Price,Variant Requires Shipping,Variant Taxable,Status\n"
        "cup,Cup,Size,S,CUP-S,shopify,3,9.90,true,true,active\n"
        "cup,,,L,,shopify,0,12.90,true,true,\n";
    CHECK(shop.import(ImportKind::products, shopify).counts->created == 2);
    CHECK(shop.import(ImportKind::products, shopify).counts->unchanged == 2);
  });
}
