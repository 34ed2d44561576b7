#include "kernel/doctor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "kernel/ballast.hpp"
#include "kernel/clock.hpp"
#include "kernel/crypto.hpp"
#include "kernel/log.hpp"
#include "kernel/smtp.hpp"
#include "kernel/texts.hpp"

namespace kontor {
namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;
using Findings = std::vector<Finding>;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;

void check_config(const Config& config, Findings& out) {
  for (const auto& warning : config.warnings) {
    out.push_back({Level::advice, "configuration", warning,
                   "Correct or remove the variable; kontor serve --help lists all of them."});
  }
  if (config.warnings.empty()) {
    out.push_back({Level::good, "configuration", "all settings are known and in range", ""});
  }
}

void check_data_dir(const Config& config, Findings& out) {
  const std::string path = config.data_dir.string();
  if (!fs::exists(config.data_dir)) {
    out.push_back({Level::advice, "data directory", path + " does not exist yet",
                   "It is created at the first start; create it yourself if Kontor may not."});
    return;
  }
  const std::string probe = (config.data_dir / (".doctor-" + std::to_string(::getpid()))).string();
  const int file = ::open(probe.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = file >= 0 && ::write(file, "probe", 5) == 5 && ::fsync(file) == 0;
  const std::string reason = std::strerror(errno);
  if (file >= 0) {
    ::close(file);
    ::unlink(probe.c_str());
  }
  if (!written) {
    out.push_back({Level::broken, "data directory", path + " is not writable: " + reason,
                   "Give it to the user that runs Kontor: chown -R <user> " + path});
    return;
  }
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) != 0) return;
  const std::uint64_t free_mebibytes = info.f_bavail * info.f_frsize / kMebibyte;
  const std::string what =
      path + " is writable, " + std::to_string(free_mebibytes) + " MiB are free";
  if (free_mebibytes < 100) {
    out.push_back({Level::broken, "data directory", what,
                   "Free some space now: writing stops when the disk is full."});
  } else if (free_mebibytes < 1024) {
    out.push_back({Level::advice, "data directory", what, "Plan for more space soon."});
  } else {
    out.push_back({Level::good, "data directory", what, ""});
  }
}

void check_ballast(const Config& config, Findings& out) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string url = config.effective_database_url();
  if (config.ballast_mib == 0 || !url.starts_with(kSqlite)) return;
  const fs::path database = url.substr(kSqlite.size());
  if (!fs::exists(database)) return;  // made at the first start, like the database
  const fs::path ballast = ballast_path(database);
  if (fs::exists(ballast)) {
    out.push_back({Level::good, "ballast",
                   std::to_string(fs::file_size(ballast) / kMebibyte) +
                       " MiB are kept for a full disk: " + ballast.string(),
                   ""});
    return;
  }
  out.push_back({Level::advice, "ballast",
                 ballast.string() + " is not there: the disk is or was full, or no server has "
                                    "been started yet",
                 "Free " + std::to_string(2 * config.ballast_mib) +
                     " MiB or more; a running server makes it again by itself."});
}

void check_database(const Config& config, const DoctorProbes& probes, Findings& out) {
  const std::string url = redacted(config.effective_database_url());
  if (!probes.database_schema) return;
  // Opening a file that is not there would make it; a doctor only looks.
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string whole = config.effective_database_url();
  if (whole.starts_with(kSqlite) && !fs::exists(whole.substr(kSqlite.size()))) {
    out.push_back({Level::advice, "database", url + " does not exist yet",
                   "It is created at the first start. If there should be one, check database_url "
                   "and data_dir, or restore a backup."});
    return;
  }
  try {
    const auto schema = probes.database_schema(config);
    const std::string what = url + " answers; schema " + std::to_string(schema.found) + " of " +
                             std::to_string(schema.known);
    if (schema.found > schema.known) {
      out.push_back({Level::broken, "database", what + ": it is newer than this program",
                     "Run the newer Kontor that wrote it, or restore a backup."});
    } else if (schema.found < schema.known) {
      out.push_back({Level::advice, "database", what,
                     "The next start brings it up to date; kontor migrate does so now."});
    } else {
      out.push_back({Level::good, "database", what, ""});
    }
  } catch (const std::exception& error) {
    const char* mend = config.uses_postgres()
                           ? "Check database_url, and that PostgreSQL runs and lets this user in."
                           : "Check database_url and the rights on the file and its folder.";
    out.push_back(
        {Level::broken, "database", url + " cannot be used: " + redacted(error.what()), mend});
  }
}

void check_secret_key(const Config& config, Findings& out) {
  const fs::path path = config.effective_secret_key_file();
  if (!fs::exists(path)) {
    out.push_back({Level::advice, "secret key", path.string() + " does not exist yet",
                   "It is made at the first start. If this installation had one, restore it: "
                   "without it sealed secrets are lost."});
    return;
  }
  try {
    SystemRandom random;
    SecretBox::from_key_file(path, random);
    out.push_back(
        {Level::good, "secret key", path.string() + " is readable for its owner only", ""});
  } catch (const std::exception& error) {
    out.push_back({Level::broken, "secret key", error.what(),
                   "chmod 600 " + path.string() +
                       ", owned by the user that runs Kontor; its "
                       "content comes from your backup."});
  }
}

void check_smtp(const Config& config, Findings& out) {
  if (!config.has_smtp()) {
    out.push_back({Level::advice, "mail", "smtp.url is not set: mails rest in the outbox",
                   "Set smtp.url and smtp.from to send them."});
    return;
  }
  SmtpOptions options = SmtpOptions::from(config);
  options.timeout_ms = std::min<std::int64_t>(options.timeout_ms, 5'000);
  const MailResult result = SmtpTransport(options).probe();
  if (result.outcome == MailOutcome::sent) {
    out.push_back({Level::good, "mail", config.smtp_url + " answers and lets us in", ""});
    return;
  }
  std::string mend = "Check smtp.url and that this machine may connect to it.";
  if (result.smtp_code == 535 || result.smtp_code == 530 || result.smtp_code == 534) {
    mend = "Check smtp.user and smtp.password.";
  } else if (result.detail.find("SSL") != std::string::npos ||
             result.detail.find("certificate") != std::string::npos ||
             result.detail.find("STARTTLS") != std::string::npos) {
    mend = "Check smtp.tls and, for a certificate of your own, smtp.ca_file.";
  }
  out.push_back({Level::broken, "mail", config.smtp_url + ": " + result.detail, mend});
}

void check_clock(Findings& out) {
  constexpr std::int64_t kOldest_ms = 1'767'225'600'000;  // 2026-01-01: before this program
  constexpr std::int64_t kNewest_ms = 4'102'444'800'000;  // 2100-01-01
  const std::int64_t now_ms = SystemClock().now_ms();
  const std::string now = format_date_time("en", now_ms, "UTC") + " UTC";
  if (now_ms < kOldest_ms || now_ms > kNewest_ms) {
    out.push_back({Level::broken, "clock", "it is said to be " + now,
                   "Set the clock and keep it right by NTP (timedatectl set-ntp true)."});
  } else {
    out.push_back({Level::good, "clock", now, ""});
  }
}

void check_public_url(const Config& config, Findings& out) {
  const std::string url = config.effective_public_url();
  const bool local =
      url.find("//127.") != std::string::npos || url.find("//localhost") != std::string::npos ||
      url.find("//[::1]") != std::string::npos || url.find("//0.0.0.0") != std::string::npos ||
      url.find("//[::]") != std::string::npos;
  if (local) {
    out.push_back({Level::advice, "public address", url + " works on this machine only",
                   "Set public_url to the address that users and mails shall carry."});
  } else if (!url.starts_with("https://")) {
    out.push_back({Level::advice, "public address", url + " is not encrypted",
                   "Put a reverse proxy with TLS in front and set public_url to https://..."});
  } else {
    out.push_back({Level::good, "public address", url, ""});
  }
}

}  // namespace

std::vector<Finding> doctor(const Config& config, const DoctorProbes& probes) {
  Findings out;
  const auto guarded = [&out](const char* subject, const auto& check) {
    try {
      check();
    } catch (const std::exception& error) {
      out.push_back({Level::broken, subject, redacted(error.what()), "Mend what is named here."});
    }
  };
  guarded("configuration", [&] { check_config(config, out); });
  guarded("data directory", [&] { check_data_dir(config, out); });
  guarded("ballast", [&] { check_ballast(config, out); });
  guarded("database", [&] { check_database(config, probes, out); });
  guarded("secret key", [&] { check_secret_key(config, out); });
  guarded("mail", [&] { check_smtp(config, out); });
  guarded("clock", [&] { check_clock(out); });
  guarded("public address", [&] { check_public_url(config, out); });
  return out;
}

bool print_findings(const std::vector<Finding>& findings, std::ostream& out) {
  bool healthy = true;
  for (const auto& finding : findings) {
    const char* mark = finding.level == Level::good     ? "ok      "
                       : finding.level == Level::advice ? "advice  "
                                                        : "BROKEN  ";
    healthy = healthy && finding.level != Level::broken;
    out << mark << finding.subject << ": " << finding.what << "\n";
    if (!finding.mend.empty()) out << "        -> " << finding.mend << "\n";
  }
  return healthy;
}

}  // namespace kontor
