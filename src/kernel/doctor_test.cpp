#include "kernel/doctor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "kernel/crypto.hpp"
#include "support/smtp_peer.hpp"

using namespace kontor;
namespace fs = std::filesystem;

namespace {

struct Installation {
  fs::path folder;
  Config config;
  DoctorProbes probes;

  Installation() {
    SystemRandom random;
    std::array<std::uint8_t, 8> name{};
    random.fill(name);
    folder = fs::temp_directory_path() / ("kontor-doctor-" + to_hex(name));
    fs::create_directories(folder);
    config.data_dir = folder;
    config.public_url = "https://desk.example";
    SecretBox::from_key_file(config.effective_secret_key_file(), random);
    std::ofstream(folder / "kontor.db") << "";
    std::ofstream(folder / "ballast") << "";
    probes.database_schema = [](const Config&) { return DoctorProbes::Schema{5, 5}; };
  }
  ~Installation() { fs::remove_all(folder); }

  Finding look(const std::string& subject) const {
    for (const auto& finding : doctor(config, probes)) {
      if (finding.subject == subject) return finding;
    }
    FAIL("nothing about " << subject);
    return {};
  }
};

}  // namespace

TEST_CASE("doctor: a healthy installation with mail is good throughout") {
  const kontor::test::SmtpPeer peer("plain");
  Installation installation;
  installation.config.smtp_url = peer.url();
  installation.config.smtp_tls = "none";
  installation.config.smtp_from = "desk@desk.example";
  const auto findings = doctor(installation.config, installation.probes);
  CHECK(findings.size() == 8);
  for (const auto& finding : findings) {
    CAPTURE(finding.subject);
    CAPTURE(finding.what);
    const bool small_disk =
        finding.subject == "data directory" && finding.level == Finding::Level::advice;
    CHECK((finding.level == Finding::Level::good || small_disk));
  }
  std::ostringstream out;
  CHECK(print_findings(findings, out));
  CHECK(peer.received().empty());
}

TEST_CASE("doctor: wrong files are named with what to do") {
  Installation installation;
  SUBCASE("key readable for others") {
    fs::permissions(installation.config.effective_secret_key_file(), fs::perms::others_read,
                    fs::perm_options::add);
    const auto finding = installation.look("secret key");
    CHECK(finding.level == Finding::Level::broken);
    CHECK(finding.mend.find("chmod 600") != std::string::npos);
    std::ostringstream out;
    CHECK_FALSE(print_findings({finding}, out));
    CHECK(out.str().find("-> chmod 600") != std::string::npos);
  }
  SUBCASE("data directory is a file") {
    installation.config.data_dir = installation.folder / "file";
    std::ofstream(installation.config.data_dir) << "x";
    CHECK(installation.look("data directory").level == Finding::Level::broken);
  }
}

TEST_CASE("doctor: a database that is away or of another age is told, its password is not") {
  Installation installation;
  auto& schema = installation.probes.database_schema;
  SUBCASE("away") {
    installation.config.database_url = "postgres://k:kanarienvogel@db.example/k";
    schema = [](const Config& config) -> DoctorProbes::Schema {
      throw std::runtime_error("no route to " + config.database_url);
    };
    const auto finding = installation.look("database");
    CHECK(finding.level == Finding::Level::broken);
    CHECK(finding.what.find("no route to") != std::string::npos);
    CHECK(finding.what.find("kanarienvogel") == std::string::npos);
  }
  SUBCASE("not there: nobody opens it, because that would make it") {
    fs::remove(installation.folder / "kontor.db");
    schema = [](const Config&) -> DoctorProbes::Schema { throw std::runtime_error("opened"); };
    const auto finding = installation.look("database");
    CHECK(finding.level == Finding::Level::advice);
    CHECK(finding.what.find("does not exist yet") != std::string::npos);
  }
  SUBCASE("newer") {
    schema = [](const Config&) { return DoctorProbes::Schema{6, 5}; };
    CHECK(installation.look("database").level == Finding::Level::broken);
  }
  SUBCASE("older") {
    schema = [](const Config&) { return DoctorProbes::Schema{4, 5}; };
    CHECK(installation.look("database").level == Finding::Level::advice);
  }
}

TEST_CASE("doctor: ballast that is gone is told with the room that it takes to come back") {
  Installation installation;
  CHECK(installation.look("ballast").level == Finding::Level::good);
  fs::remove(installation.folder / "ballast");
  const auto finding = installation.look("ballast");
  CHECK(finding.level == Finding::Level::advice);
  CHECK(finding.mend.find("128 MiB") != std::string::npos);
}

TEST_CASE("doctor: a mail server that does not let us in is told with the setting to look at") {
  const kontor::test::SmtpPeer peer("auth");
  Installation installation;
  installation.config.smtp_url = peer.url();
  installation.config.smtp_from = "desk@desk.example";
  SUBCASE("login refused") {
    installation.config.smtp_tls = "none";
    installation.config.smtp_user = "kontor";
    installation.config.smtp_password = "falsch";
    const auto finding = installation.look("mail");
    CHECK(finding.level == Finding::Level::broken);
    CHECK(finding.mend == "Check smtp.user and smtp.password.");
  }
  SUBCASE("no encryption") {
    const auto finding = installation.look("mail");
    CHECK(finding.level == Finding::Level::broken);
    CHECK(finding.mend.find("smtp.tls") != std::string::npos);
  }
}

TEST_CASE("doctor: odd addresses and variables are advice") {
  Installation installation;
  installation.config.public_url = "http://desk.example";
  CHECK(installation.look("public address").mend.find("TLS") != std::string::npos);
  installation.config.public_url = "";
  CHECK(installation.look("public address").level == Finding::Level::advice);
  installation.config.warnings = {"The variable KONTOR_X is unknown and ignored."};
  CHECK(installation.look("configuration").level == Finding::Level::advice);
}
