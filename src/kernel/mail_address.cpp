// Mail addresses of mail.hpp: parsing by hand, because what we accept is much less than what
// RFC 5322 allows.
#include <algorithm>
#include <cctype>

#include "kernel/mail.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// RFC 5321 section 4.1.2, Dot-string of ASCII atoms.
bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') {
    return false;
  }
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(), [](char c) {
    return is_alphanumeric(c) ||
           std::string_view(".!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 253) return false;
  std::size_t labels = 0;
  while (true) {
    const auto dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    const bool good = !label.empty() && label.size() <= 63 && label.front() != '-' &&
                      label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
                        return is_alphanumeric(c) || c == '-';
                      });
    if (!good) return false;
    ++labels;
    if (dot == std::string_view::npos) {
      // No address literals: the last label has a letter.
      const bool has_letter = std::any_of(label.begin(), label.end(), [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) != 0;
      });
      return has_letter && labels >= 2;
    }
    domain.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_mail_address(std::string_view address) {
  if (address.size() > 254) return false;
  const auto sign = address.rfind('@');
  return sign != std::string_view::npos && is_local_part(address.substr(0, sign)) &&
         is_domain(address.substr(sign + 1));
}

std::optional<MailAddress> parse_mail_address(std::string_view input) {
  std::string text = trimmed(input);
  MailAddress out;
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string::npos) return std::nullopt;
    out.name = trimmed(std::string_view(text).substr(0, open));
    out.address = text.substr(open + 1, text.size() - open - 2);
    if (out.name.size() >= 2 && out.name.front() == '"' && out.name.back() == '"') {
      out.name = out.name.substr(1, out.name.size() - 2);
    }
    const bool odd_name = out.name.find_first_of("<>\"@,;") != std::string::npos ||
                          has_forbidden_characters(out.name, LineBreaks::refused);
    if (odd_name) return std::nullopt;
  } else {
    out.address = text;
  }
  if (!is_mail_address(out.address)) return std::nullopt;
  return out;
}

}  // namespace kontor
