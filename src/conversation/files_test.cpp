#include "conversation/files.hpp"

#include <set>

#include "backup.hpp"
#include "kernel/housekeeping.hpp"
#include "modules.hpp"
#include "orders/commands.hpp"
#include "orders/desk.hpp"
#include "orders/order_view.hpp"
#include "support/merchant.hpp"
#include "support/test_database.hpp"

namespace kontor {
namespace {

using test::Merchant;
using test::on_each_engine;

/// One merchant whose order has files.
struct Desk {
  explicit Desk(test::DatabaseMaker& maker)
      : fresh(maker),
        program(test::open_program(folder.path(), fresh.url(), &clock)),
        merchant(*program, 1, "nordwerk.example") {}

  template <class F>
  auto write(F fn) {
    return program->database().write_wait(merchant.tenant, std::move(fn));
  }
  OrderId order() const { return *OrderId::parse(merchant.ids.at("order")); }
  FileId file(const std::string& name) const { return *FileId::parse(merchant.ids.at(name)); }
  KeptFile keep(std::string_view name, std::string_view bytes) {
    return keep_file(program->services().blobs, name, bytes);
  }
  /// "file" when this caller reads it, else the refusal.
  std::string reading(const std::string& caller, const FileId& id) {
    return write([&](Tx& tx) -> std::string {
      try {
        return load_file(tx, merchant.actor(tx, caller), id).name;
      } catch (const Refused& refused) {
        return refused.what();
      }
    });
  }

  bool has_bytes(const KeptFile& file) const {
    return program->services().blobs.size(file.file_hash).has_value();
  }
  /// As the days go by: jobs that are due, and those that they leave for an hour later.
  void pass(std::int64_t hours) {
    clock.advance(hours * 3'600'000);
    write([](Tx& tx) { plan_housekeeping(tx); });
    program->jobs().run_due();
    clock.advance(2 * 3'600'000);
    program->jobs().run_due();
  }

  ManualClock clock{test::kTestStart_ms};
  test::FreshFolder folder;
  test::FreshDatabase fresh;
  std::unique_ptr<Program> program;
  Merchant merchant;
};

}  // namespace

TEST_CASE("who reads a file: reach, and notes and loose files hidden like missing ones") {
  on_each_engine([](test::DatabaseMaker& maker) {
    Desk desk(maker);
    const auto sent = desk.file("file");
    for (const char* insider : {"customer", "viewer", "partner", "sub_partner", "sales", "admin"}) {
      CHECK(desk.reading(insider, sent) == "Foto.png");
    }
    for (const char* stranger : {"other_customer", "foreign_partner"}) {
      CHECK(desk.reading(stranger, sent) == "not_found");
    }
    for (const char* outsider : {"customer", "viewer", "partner", "sub_partner"}) {
      CHECK(desk.reading(outsider, desk.file("noted_file")) == "not_found");
    }
    CHECK(desk.reading("sales", desk.file("noted_file")) == "Plan.txt");
    CHECK(desk.reading("customer", desk.file("loose_file")) == "Plan.txt");
    for (const char* other : {"viewer", "sub_partner", "sales", "admin"}) {
      CHECK(desk.reading(other, desk.file("loose_file")) == "not_found");
    }
  });
}

TEST_CASE("files that come with an entry at once stand in it, in their order") {
  on_each_engine([](test::DatabaseMaker& maker) {
    Desk desk(maker);
    const KeptFile kept[] = {desk.keep("b.txt", "zwei"), desk.keep("a.txt", "eins")};
    desk.write([&](Tx& tx) {
      const Actor actor = desk.merchant.actor(tx, "sales");
      Order order = load_order(tx, actor, desk.order());
      Draft draft{.kind = "mail.in", .visibility = Visibility::public_};
      draft.actor = {ActorType::mail, "", "Anna Weber", ""};
      const Event event = record(tx, order, draft);
      tx.update(order);
      attach_files(tx, order, event, kept, false);
      CHECK_THROWS_AS(attach_files(tx, order, event, kept, true), std::logic_error);
    });
    desk.write([&](Tx& tx) {
      const auto log = order_log(tx, desk.merchant.actor(tx, "customer"), desk.order(), 0, 200);
      const EventView& last = log.items.back();
      REQUIRE(last.files.size() == 2);
      CHECK(last.files[0].name == "b.txt");
      CHECK(last.files[1].name == "a.txt");
      CHECK(load_file(tx, desk.merchant.actor(tx, "customer"), last.files[1].id).added_by_name ==
            "Anna Weber");
    });
  });
}

TEST_CASE("bytes that nobody names any more leave the store, and no others") {
  on_each_engine([](test::DatabaseMaker& maker) {
    Desk desk(maker);
    Merchant neighbour(*desk.program, 2, "neighbour.example");
    const KeptFile lonely = desk.keep("a.txt", "nur hier");
    const KeptFile shared = desk.keep("b.txt", "auch dort");
    const KeptFile sent = desk.keep("c.txt", "gesendet");
    desk.write([&](Tx& tx) {
      const Actor actor = desk.merchant.actor(tx, "customer");
      add_loose_file(tx, actor, desk.order(), lonely, false);
      add_loose_file(tx, actor, desk.order(), shared, false);
      add_loose_file(tx, actor, desk.order(), sent, false);
      const FileId id = add_loose_file(tx, actor, desk.order(), sent, false).id;
      write_message(tx, actor, desk.order(), {{}, {id}});
    });
    desk.program->database().write_wait(neighbour.tenant, [&](Tx& tx) {
      const Actor actor = neighbour.actor(tx, "sales");
      const auto order = *OrderId::parse(neighbour.ids.at("order"));
      const FileId id = add_loose_file(tx, actor, order, shared, true).id;
      write_note(tx, actor, order, {{}, {id}});
    });
    desk.pass(20);
    CHECK(desk.has_bytes(lonely));
    desk.pass(26);
    CHECK_FALSE(desk.has_bytes(lonely));
    CHECK(desk.has_bytes(shared));
    CHECK(desk.has_bytes(sent));
    CHECK(desk.reading("customer", desk.file("file")) == "Foto.png");
    CHECK(desk.reading("customer", desk.file("loose_file")) == "not_found");
  });
}

TEST_CASE("a backup takes the files along, and verify misses each that is not there") {
  const auto maker = test::sqlite_databases();
  Desk desk(*maker);
  const test::FreshFolder other;
  Config from;
  from.data_dir = desk.folder.path();
  from.database_url = desk.fresh.url();
  make_backup(from, other.path() / "backup");
  Config to;
  to.data_dir = other.path() / "restored";
  restore_backup(to, other.path() / "backup");
  const auto program = test::open_program(to.data_dir, to.effective_database_url());
  const auto missing = [&] {
    std::size_t count = 0;
    program->database().read_wait(desk.merchant.tenant, [&](Tx& tx) {
      for (const auto& check : store_checks()) {
        count += check.run(tx, program->services().blobs).size();
      }
    });
    return count;
  };
  CHECK(missing() == 0);
  const auto picture = program->database().read_wait(desk.merchant.tenant, [&](Tx& tx) {
    return *tx.find<OrderFile>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), desk.file("file"));
  });
  CHECK(program->services().blobs.get(picture.file_hash) ==
        desk.program->services().blobs.get(picture.file_hash));
  program->services().blobs.remove(picture.file_hash);
  // It is so small that its thumbnail has the same bytes.
  CHECK(picture.thumbnail_hash == picture.file_hash);
  CHECK(missing() == 2);
}

TEST_CASE("each column that names bytes of the store is asked before they go") {
  const auto maker = test::sqlite_databases();
  Desk desk(*maker);
  // Texts that are hashes of something else than bytes in the store.
  const std::set<std::string> others{"inbound_mail.content_hash", "users.password_hash"};
  std::set<std::string> asked;
  for (const auto& [table, column] : bytes_columns()) {
    asked.insert(std::string(table) + "." + std::string(column));
  }
  const auto named = desk.program->database().read_wait(desk.merchant.tenant, [](Tx& tx) {
    std::set<std::string> columns;
    for (const auto row :
         tx.query("SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c "
                  "WHERE t.type = 'table' AND c.type = 'TEXT' AND c.name LIKE '%\\_hash' ESCAPE "
                  "'\\'")) {
      columns.insert(row.get<std::string>(0) + "." + row.get<std::string>(1));
    }
    return columns;
  });
  REQUIRE(named.contains("order_file.file_hash"));
  for (const auto& column : named) {
    CAPTURE(column);
    CHECK((asked.contains(column) || others.contains(column)));
  }
  for (const auto& column : asked) CHECK(named.contains(column));
}

TEST_CASE("bytes that somebody puts again just before they go stay for him") {
  const auto maker = test::sqlite_databases();
  Desk desk(*maker);
  const KeptFile file = desk.keep("a.txt", "noch einmal");
  desk.write([&](Tx& tx) {
    const Actor actor = desk.merchant.actor(tx, "customer");
    delete_loose_file(tx, actor, add_loose_file(tx, actor, desk.order(), file, false).id);
  });
  desk.clock.advance(3'600'001);
  desk.keep("a.txt", "noch einmal");  // its row comes a moment later
  desk.program->jobs().run_due();
  CHECK(desk.has_bytes(file));
}

namespace {

http::Response upload(Desk& desk, const std::string& caller, const std::string& file_name,
                      const std::string& bytes) {
  const std::string part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" +
                           file_name + "\"\r\n\r\n" + bytes + "\r\n--b--\r\n";
  return test::ask(*desk.program, desk.merchant.caller(caller), http::Method::post,
                   "/orders/" + desk.merchant.ids.at("order") + "/files", part,
                   "multipart/form-data; boundary=b");
}

}  // namespace

TEST_CASE("a file of the size that is allowed comes in, one byte more does not") {
  const auto maker = test::sqlite_databases();
  Desk desk(*maker);
  const auto most = static_cast<std::size_t>(FileLimits{}.bytes);
  CHECK(upload(desk, "customer", "x.bin", std::string(most, '\1')).status == 201);
  const auto over = upload(desk, "customer", "x.bin", std::string(most + 1, '\1'));
  CHECK(over.status == 422);
  CHECK(over.body.find("file_over_limit") != std::string::npos);
  CHECK(over.body.find("26214400") != std::string::npos);
}

TEST_CASE("nobody fills an order with files that he never sends") {
  const auto maker = test::sqlite_databases();
  Desk desk(*maker);
  for (std::int64_t i = 0; i < kMaxLooseFiles - 1; ++i) {
    REQUIRE(upload(desk, "customer", "x.txt", std::to_string(i)).status == 201);
  }
  const auto full = upload(desk, "customer", "x.txt", "x");
  CHECK(full.status == 409);
  CHECK(full.body.find("too_many_files") != std::string::npos);
  CHECK(upload(desk, "sales", "x.txt", "x").status == 201);
}

TEST_CASE("a file is kept as the bytes that came, and neither empty nor too large") {
  test::FreshFolder folder;
  DirectoryBlobStore store(folder.path());
  const KeptFile file = keep_file(store, "../Plan.txt", "Zeichnung", {.bytes = 9});
  CHECK(file.name == "Plan.txt");
  CHECK(file.media_type == "text/plain");
  CHECK(file.size_bytes == 9);
  const auto kept = store.get(file.file_hash);
  REQUIRE(kept);
  CHECK(std::string(kept->begin(), kept->end()) == "Zeichnung");
  const auto refusal = [&](std::string_view bytes) -> std::string {
    try {
      keep_file(store, "x", bytes, {.bytes = 9});
    } catch (const Refused& refused) {
      return refused.errors().front().code;
    }
    return "";
  };
  CHECK(refusal("") == "file_empty");
  CHECK(refusal("Zeichnungen") == "file_over_limit");
}

}  // namespace kontor
