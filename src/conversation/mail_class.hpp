#pragma once
// What kind of mail it is, from the mail alone (model.md, "Mail rules" 3 and 7).

#include <optional>
#include <string>
#include <string_view>

#include "kernel/mime.hpp"

namespace kontor {

/// "auto_submitted", "list" ...: what says that no person wrote it; nothing for a person's mail.
/// A text mail.automatic.<reason> names each.
std::optional<std::string> automatic_reason(const ParsedMail& mail);

/// The report says that the mail did not arrive and will not.
bool is_bounce(const ParsedMail& mail);

enum class Authentication { pass, fail, none };
BOOST_DESCRIBE_ENUM(Authentication, pass, fail, none)

/// What the tenant's own mail server found out about the sender (RFC 8601). Only fields that name
/// `trusted_server` count, and of those the first: others may be the sender's own words. Without a
/// DMARC result SPF or DKIM counts when it is about the domain of From.
Authentication authentication_of(const ParsedMail& mail, std::string_view trusted_server);

}  // namespace kontor
