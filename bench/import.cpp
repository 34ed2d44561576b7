// How fast lists go in, and how long others wait meanwhile.
//
//   bench_import [--rounds N] [--lines N]
//
// Each round makes a fresh database and takes 10,000 products, 10,000 customers and 10,000 prices
// through the same functions as the API and the job: upload with check, run, the same file once
// more. Beside it one thread writes something small again and again; its longest wait is what an
// import costs other people. SQLite always, PostgreSQL where KONTOR_POSTGRES names one
// (tests/support/with_postgres.sh). Prints Markdown: medians of the rounds.

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>
#include <thread>

#include "accounts/tenants.hpp"
#include "catalog/import.hpp"
#include "catalog/routes.hpp"
#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"
#include "kernel/db.hpp"
#include "kernel/json.hpp"
#include "support/databases.hpp"

namespace {

using namespace kontor;
using catalog::ImportKind;
using Clock_ = std::chrono::steady_clock;

std::int64_t since_ms(Clock_::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock_::now() - start).count();
}

std::string products_csv(int count) {
  std::string text = "Artikelnummer;Bezeichnung;Beschreibung;Listenpreis;Bestand;Preisuntergrenze\n";
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(100000 + i);
    text += "N-" + number + ";Türstation Größe " + number;
    text += ";\"Aufputz, zwei Drähte, Frontplatte aus Edelstahl, Farbe \"\"silber\"\"\";";
    text += std::to_string(10 + i % 900) + ",50;" + std::to_string(i % 50) + ";9,00\n";
  }
  return text;
}

std::string customers_csv(int count) {
  std::string text =
      "Kundennummer;Firma;Art;E-Mail;Telefon;Rechnung Straße;Rechnung PLZ;Rechnung Ort;"
      "Rechnung Land;Preisliste;Privatkunde\n";
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(100000 + i);
    text += "K-" + number + ";Elektro Müller " + number + " GmbH;Bestandskunde;einkauf" + number;
    text += "@kunde.example;0421 " + number + ";Große Straße " + std::to_string(i % 200);
    text += ";28195;Bremen;Deutschland;Standard;nein\n";
  }
  return text;
}

std::string prices_csv(int count) {
  std::string text = "SKU;Preisliste;Staffel ab;Preis\n";
  for (int i = 0; i < count; ++i) {
    text += "N-" + std::to_string(100000 + i) + ";Standard;10;" + std::to_string(8 + i % 900);
    text += ",25\n";
  }
  return text;
}

/// Writes one small row after the other, as other people at work do, and keeps its longest wait.
class OtherWriter {
 public:
  OtherWriter(Database& database, TenantId tenant) : database_(database), tenant_(tenant) {
    thread_ = std::thread([this] { loop(); });
  }
  /// Milliseconds of the longest wait.
  std::int64_t stop() {
    stopping_ = true;
    thread_.join();
    return longest_ms_;
  }

 private:
  void loop() {
    while (!stopping_) {
      const auto start = Clock_::now();
      database_.write_wait(tenant_, [](Tx& tx) {
        tx.execute(
            "INSERT INTO number_range (tenant_id, name, next_value) VALUES ($1, 'bench', 1) ON "
            "CONFLICT (tenant_id, name) DO UPDATE SET next_value = number_range.next_value + 1",
            tx.tenant());
      });
      longest_ms_ = std::max(longest_ms_, since_ms(start));
      // About 500 writes a second: a desk at work, not a flood that would be measured itself.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  Database& database_;
  TenantId tenant_;
  std::atomic<bool> stopping_ = false;
  std::int64_t longest_ms_ = 0;
  std::thread thread_;
};

struct Round {
  std::int64_t check_ms = 0;
  std::int64_t run_ms = 0;
  std::int64_t cpu_ms = 0;
  std::int64_t again_ms = 0;
  std::int64_t wait_ms = 0;
};

class Shop {
 public:
  explicit Shop(test::DatabaseMaker& maker)
      : fresh_(maker), database_(config(fresh_.url()), clock_, random_) {
    std::array<std::uint8_t, 8> bytes{};
    random_.fill(bytes);
    tenant_ = TenantId(make_uuid7(clock_.now_ms(), 0, bytes));
    actor_ = Actor::system(tenant_, "bench");
    SetupInput input;
    input.company = "Nordwerk";
    input.city = "Bremen";
    input.country = "DE";
    input.currency = "EUR";
    input.time_zone = "Europe/Berlin";
    input.email = "admin@nordwerk.example";
    input.name = "Admin";
    database_.write_wait(tenant_, [&](Tx& tx) { create_tenant(tx, input, "no password"); });
  }

  Round measure(ImportKind kind, const std::string& text) {
    Round round;
    OtherWriter other(database_, tenant_);
    const auto cpu_start = std::clock();
    const auto start = Clock_::now();
    const Import uploaded = upload(kind, text);
    round.check_ms = since_ms(start);
    const auto run_start = Clock_::now();
    run(uploaded);
    round.run_ms = since_ms(run_start);
    round.cpu_ms = (std::clock() - cpu_start) * 1000 / CLOCKS_PER_SEC;
    const auto again = Clock_::now();
    run(upload(kind, text));
    round.again_ms = since_ms(again);
    round.wait_ms = other.stop();
    need_all(uploaded.id);
    return round;
  }

 private:
  static DatabaseConfig config(const std::string& url) {
    DatabaseConfig config;
    config.url = url;
    return config;
  }
  Import upload(ImportKind kind, const std::string& text) {
    return database_.write_wait(tenant_,
                                prepare_upload(database_, actor_, kind, "bench.csv", text));
  }
  void run(const Import& import) {
    database_.write_wait(tenant_, prepare_run(database_, actor_, import.id));
    finish_import(database_, tenant_, import.id);
  }
  void need_all(const ImportId& id) {
    const Import done =
        database_.read_wait(tenant_, [&](Tx& tx) { return load_import(tx, actor_, id); });
    if (done.state == ImportState::done && done.counts->bad == 0) return;
    std::cerr << "the import did not go through: " << done.counts->bad << " bad lines\n";
    std::exit(1);
  }

  SystemClock clock_;
  SystemRandom random_;
  test::FreshDatabase fresh_;
  Database database_;
  TenantId tenant_;
  Actor actor_;
};

std::int64_t median(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void report(test::DatabaseMaker& maker, int rounds, int lines) {
  const std::vector<std::tuple<ImportKind, std::string>> files = {
      {ImportKind::products, products_csv(lines)},
      {ImportKind::customers, customers_csv(lines)},
      {ImportKind::prices, prices_csv(lines)}};
  std::map<ImportKind, std::vector<Round>> measured;
  for (int i = 0; i < rounds; ++i) {
    Shop shop(maker);
    for (const auto& [kind, text] : files) measured[kind].push_back(shop.measure(kind, text));
  }
  for (const auto& [kind, results] : measured) {
    const auto of = [&](std::int64_t Round::*member) {
      std::vector<std::int64_t> values;
      for (const Round& round : results) values.push_back(round.*member);
      return std::to_string(median(values));
    };
    std::cout << "| " << maker.engine_name() << " | " << enum_name(kind) << " | "
              << of(&Round::check_ms) << " | " << of(&Round::run_ms) << " | "
              << of(&Round::cpu_ms) << " | " << of(&Round::again_ms) << " | " << of(&Round::wait_ms) << " |\n";
  }
}

int number_after(std::span<char*> args, std::string_view name, int otherwise) {
  for (std::size_t i = 0; i + 1 < args.size(); ++i) {
    if (name != args[i]) continue;
    const std::string_view text = args[i + 1];
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
  }
  return otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  const int rounds = number_after(args, "--rounds", 5);
  const int lines = number_after(args, "--lines", 10'000);
  // CPU is that of this program: of SQLite all there is, of PostgreSQL without the server.
  std::cout << "Lines per file: " << lines << ", rounds: " << rounds
            << ". Milliseconds, medians.\n\n"
            << "| database | file | upload and check | run | our CPU for both | the same file "
               "again | longest wait of another writer |\n|---|---|---|---|---|---|---|\n";
  report(*test::sqlite_databases(), rounds, lines);
  const std::string dsn = test::postgres_dsn();
  if (dsn.empty()) {
    std::cerr << "KONTOR_POSTGRES is not set: PostgreSQL is left out\n";
    return 0;
  }
  report(*test::postgres_databases(dsn), rounds, lines);
}
