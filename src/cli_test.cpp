#include "cli.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "support/databases.hpp"

namespace {

struct Ran {
  int exit_code;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> words) {
  std::ostringstream out, err;
  const int exit_code = kontor::run_command_line(std::move(words), out, err);
  return {exit_code, out.str(), err.str()};
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Flags that keep everything inside a folder of its own.
struct Installation {
  kontor::test::FreshFolder folder;
  Ran operator()(std::vector<std::string> words) {
    words.insert(words.end(), {"--data-dir", folder.path().string(), "--log-level", "error"});
    return run(std::move(words));
  }
};

}  // namespace

TEST_CASE("every command has a help with an example") {
  for (const auto* command : {"serve", "migrate", "verify", "doctor", "user", "demo", "openapi",
                              "reference"}) {
    CAPTURE(command);
    const auto help = run({command, "--help"});
    CHECK(help.exit_code == kontor::kExitDone);
    CHECK(contains(help.out, "Example"));
    CHECK(contains(help.out, std::string("kontor ") + command));
    CHECK(contains(run({"--help"}).out, command));
  }
}

TEST_CASE("a wrong command line says what is wrong, with exit code 2") {
  CHECK(run({}).exit_code == kontor::kExitUsage);
  CHECK(run({"sreve"}).exit_code == kontor::kExitUsage);
  const auto flag = run({"migrate", "--listen-prot", "1"});
  CHECK(flag.exit_code == kontor::kExitUsage);
  CHECK(contains(flag.err, "--listen-prot"));
  const auto value = run({"migrate", "--listen-port", "eighty"});
  CHECK(value.exit_code == kontor::kExitUsage);
  CHECK(contains(value.err, "--listen-port"));
  CHECK(contains(value.err, "eighty"));
}

TEST_CASE("a wrong line of the configuration is named with file, line and what was expected") {
  kontor::test::FreshFolder folder;
  const auto path = (folder.path() / "kontor.toml").string();
  std::ofstream(path) << "[smtp]\n\ntls = \"ssl\"\n";
  const auto ran = run({"migrate", "--config", path});
  CHECK(ran.exit_code == kontor::kExitUsage);
  CHECK(contains(ran.err, "kontor.toml:3"));
  CHECK(contains(ran.err, "starttls"));
  CHECK(contains(ran.err, "ssl"));
}

TEST_CASE("migrate tells what it did, --check changes nothing") {
  Installation kontor;
  CHECK(kontor({"migrate", "--check"}).exit_code == kontor::kExitFailed);
  CHECK(contains(kontor({"migrate"}).out, "Applied"));
  CHECK(contains(kontor({"migrate"}).out, "Nothing to do"));
  CHECK(kontor({"migrate", "--check"}).exit_code == kontor::kExitDone);
  CHECK(kontor({"verify"}).exit_code == kontor::kExitDone);
}

TEST_CASE("the demonstration is made once, its logins are printed, everything in it holds") {
  Installation kontor;
  const auto made = kontor({"demo"});
  CHECK(made.exit_code == kontor::kExitDone);
  CHECK(contains(made.out, "m.rasch@nordwerk.example"));
  CHECK(contains(made.out, "admin"));
  CHECK(kontor({"demo"}).exit_code == kontor::kExitFailed);
  const auto again = kontor({"demo", "--if-empty"});
  CHECK(again.exit_code == kontor::kExitDone);
  CHECK(again.out == made.out);
  const auto verified = kontor({"verify"});
  CHECK(verified.exit_code == kontor::kExitDone);
  CHECK(contains(verified.out, "0 findings"));

  CHECK(contains(kontor({"user", "list"}).out, "m.rasch@nordwerk.example"));
  const auto added = kontor({"user", "add", "neu@nordwerk.example", "--name", "Nora Neu"});
  CHECK(added.exit_code == kontor::kExitDone);
  CHECK(contains(added.out, "/password/"));
  CHECK(contains(kontor({"user", "list"}).out, "Nora Neu, admin"));
  CHECK(kontor({"user", "add", "neu@nordwerk.example"}).exit_code == kontor::kExitFailed);
  CHECK(contains(kontor({"user", "link", "neu@nordwerk.example"}).out, "/password/"));
  CHECK(kontor({"user", "block", "neu@nordwerk.example"}).exit_code == kontor::kExitDone);
  CHECK(contains(kontor({"user", "list"}).out, "Nora Neu, admin, blocked"));
  CHECK(kontor({"user", "unblock", "neu@nordwerk.example"}).exit_code == kontor::kExitDone);
  const auto unknown = kontor({"user", "link", "niemand@nordwerk.example"});
  CHECK(unknown.exit_code == kontor::kExitFailed);
  CHECK(contains(unknown.err, "niemand@nordwerk.example"));
}

TEST_CASE("a ledger tells of what was lost and of what happened twice") {
  Installation kontor;
  kontor({"demo"});
  kontor::test::FreshFolder folder;
  const auto path = (folder.path() / "ledger.jsonl").string();
  const auto verify = [&](const std::string& line) {
    std::ofstream(path) << line << "\n";
    return kontor({"verify", "--ledger", path});
  };
  CHECK(verify("").exit_code == kontor::kExitDone);
  const std::string cart = "{\"kind\":\"cart\",\"name\":\"of mine\",\"acknowledged\":";
  CHECK(verify(cart + "false}").exit_code == kontor::kExitDone);
  const auto lost = verify(cart + "true}");
  CHECK(lost.exit_code == kontor::kExitFailed);
  CHECK(contains(lost.out, "of mine\": lost"));
  const auto order = verify(
      "{\"kind\":\"order\",\"id\":\"order_00000000000000000000000000\",\"version\":3}");
  CHECK(order.exit_code == kontor::kExitFailed);
  CHECK(contains(order.out, "lost: version 3"));
  const auto mail = verify("{\"kind\":\"mail\",\"id\":\"strange@peer.example\"}");
  CHECK(mail.exit_code == kontor::kExitFailed);
  CHECK(contains(mail.out, "strange@peer.example: doubled"));
  CHECK(contains(verify("{\"kind\":\"cart\",\"nome\":1}").err, "ledger.jsonl:1"));
  CHECK(contains(kontor({"verify", "--json", "--idle"}).out, "{\"checks\":"));
}

TEST_CASE("users cannot be added where nobody has set anything up") {
  Installation kontor;
  const auto ran = kontor({"user", "list"});
  CHECK(ran.exit_code == kontor::kExitFailed);
  CHECK(contains(ran.err, "kontor serve"));
}

TEST_CASE("openapi prints the document without a database") {
  const auto ran = run({"openapi"});
  CHECK(ran.exit_code == kontor::kExitDone);
  CHECK(ran.out.starts_with("{"));
  CHECK(contains(ran.out, "/orders/{id}/confirm"));
}
