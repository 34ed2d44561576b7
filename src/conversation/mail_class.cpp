#include "conversation/mail_class.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "kernel/text.hpp"

namespace kontor {
namespace {

/// "auto-replied" of "Auto-Replied (vacation); x=y".
std::string first_word(std::string_view value) {
  std::string text = folded(trimmed(repaired_utf8(value)));
  text.resize(std::min(text.find_first_of("; \t("), text.size()));
  return text;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::string sender_of(const ParsedMail& mail) {
  return mail.from.empty() ? std::string() : folded(mail.from.front().address);
}

std::string domain_of(std::string_view address) {
  return std::string(address.substr(std::min(address.rfind('@') + 1, address.size())));
}

/// Of the same organisation as far as can be told without a list of public suffixes: equal, or one
/// below the other.
bool is_aligned(std::string_view domain, std::string_view from) {
  if (domain.empty() || from.empty()) return false;
  const auto below = [](std::string_view a, std::string_view b) {
    return a.size() > b.size() && a.ends_with(b) && a[a.size() - b.size() - 1] == '.' &&
           b.find('.') != std::string_view::npos;
  };
  return domain == from || below(domain, from) || below(from, domain);
}

/// The pieces of one Authentication-Results field between semicolons, comments taken out.
std::vector<std::string> results_in(std::string_view field) {
  std::vector<std::string> pieces(1);
  int depth = 0;
  for (const char c : field) {
    if (c == '(') ++depth;
    if (depth == 0 && c == ';') {
      pieces.emplace_back();
    } else if (depth == 0) {
      pieces.back() += c;
    }
    if (c == ')' && depth > 0) --depth;
  }
  for (auto& piece : pieces) piece = folded(squeezed(repaired_utf8(piece)));
  return pieces;
}

/// "header.d" of "dkim=pass header.d=weber.example header.s=a".
std::string property(const std::string& piece, std::string_view name) {
  const std::string wanted = " " + std::string(name) + "=";
  const auto at = piece.find(wanted);
  if (at == std::string::npos) return {};
  const auto from = at + wanted.size();
  return piece.substr(from, piece.find(' ', from) - from);
}

}  // namespace

bool is_bounce(const ParsedMail& mail) {
  return mail.report && mail.report->action == "failed" &&
         !mail.report->original_message_id.empty();
}

std::optional<std::string> automatic_reason(const ParsedMail& mail) {
  if (mail.report) return "report";
  if (const auto value = mail.header("Auto-Submitted"); value && first_word(*value) != "no") {
    return "auto_submitted";
  }
  for (const char* name :
       {"X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply"}) {
    if (mail.header(name)) return "auto_reply";
  }
  if (const auto value = mail.header("Precedence")) {
    if (is_one_of(first_word(*value), {"bulk", "junk", "list", "auto_reply"})) return "bulk";
  }
  for (const char* name : {"List-Id", "List-Unsubscribe", "List-Post", "List-Help"}) {
    if (mail.header(name)) return "list";
  }
  if (const auto path = mail.header("Return-Path"); path && trimmed(*path) == "<>") {
    return "no_return";
  }
  const std::string sender = sender_of(mail);
  const std::string local = sender.substr(0, sender.rfind('@'));
  if (is_one_of(local, {"mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply"})) {
    return "machine";
  }
  return std::nullopt;
}

Authentication authentication_of(const ParsedMail& mail, std::string_view trusted_server) {
  const std::string trusted = folded(trusted_server);
  if (trusted.empty()) return Authentication::none;
  const std::string from = domain_of(sender_of(mail));
  for (const auto& field : mail.headers) {
    if (folded(field.name) != "authentication-results") continue;
    const auto results = results_in(field.value);
    if (first_word(results.front()) != trusted) continue;
    bool passed = false;
    for (std::size_t i = 1; i < results.size(); ++i) {
      const std::string& piece = results[i];
      if (piece.starts_with("dmarc=pass")) return Authentication::pass;
      if (piece.starts_with("dmarc=fail")) return Authentication::fail;
      const std::string signer = property(piece, "header.d");
      const std::string envelope = property(piece, "smtp.mailfrom");
      const bool has_sign = envelope.find('@') != std::string::npos;
      passed |= piece.starts_with("dkim=pass") && is_aligned(signer, from);
      passed |= piece.starts_with("spf=pass") &&
                is_aligned(has_sign ? domain_of(envelope) : envelope, from);
    }
    return passed ? Authentication::pass : Authentication::fail;
  }
  // The own server always says something: without its word the mail came another way.
  return Authentication::fail;
}

}  // namespace kontor
