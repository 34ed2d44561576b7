// Mail out: one content structure becomes HTML and text (equal in what they say), both become a
// MIME message, and a MailTransport hands it over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/texts.hpp"

namespace kontor {

struct MailAddress {
  std::string address;  // "anna@example.com"
  std::string name;     // may be empty
};
// "Name <a@b.de>" or "a@b.de". Nothing when it is not exactly one address.
std::optional<MailAddress> parse_mail_address(std::string_view text);
// A plain mailbox as RFC 5321 has it, at most 254 characters, domain by dots; no quoted local
// parts, no comments. What accounts accept as e-mail.
bool is_mail_address(std::string_view address);

// --- Content --------------------------------------------------------------------------------

struct MailButton {
  std::string label;
  std::string url;  // http or https only
};
struct MailRow {
  std::string label;
  std::string value;
};
// A picture inside of the mail: where the message names "file:<id>", else below it. The HTML refers
// to it as "cid:<id>".
struct MailPicture {
  std::string id;          // letters, digits and _
  std::string name;        // for who does not see it
  std::int64_t width = 0;  // in pixels
};
// All texts are plain; rendering escapes them. Empty parts are left out.
struct MailContent {
  Locale locale = Locale::de;
  std::string sender_name;  // the merchant, in the head
  std::string sender_line;  // second line under it ("Systemhaus GmbH")
  bool has_logo = false;    // Mail::logo goes along; without: initial in a coloured square
  std::string preview;      // what mail programs show in the list
  std::string kicker;       // small line above the title ("Bestellung A-2026-000123")
  std::string title;
  std::vector<std::string> paragraphs;  // \n becomes a line break
  std::string message;                  // Markdown of a person; stands behind the paragraphs
  std::vector<MailPicture> pictures;    // those of the message
  std::vector<MailRow> tiles;           // at most two large figures
  std::optional<MailButton> button;
  std::string button_hint;
  std::vector<MailRow> rows;           // label and value
  std::vector<std::string> signature;  // lines
  std::vector<std::string> footer;     // lines
};
struct RenderedMail {
  std::string html;
  std::string text;
};
RenderedMail render_mail(const MailContent& content);

// --- Message --------------------------------------------------------------------------------

// A picture inside of the mail: nothing is fetched from anywhere when it is read.
struct InlinePicture {
  std::string media_type;  // "image/png", "image/jpeg"
  std::string bytes;
};
// How the HTML names Mail::logo.
inline constexpr std::string_view kLogoReference = "cid:logo";
// "data:image/png;base64,..." as settings keep it; nothing for anything else.
std::optional<InlinePicture> picture_of_data_url(std::string_view url);
std::string data_url_of(const InlinePicture& picture);

// One of MailContent::pictures with its bytes.
struct ShownPicture {
  std::string id;
  std::string name;
  InlinePicture picture;
};

struct AttachedFile {
  std::string name;        // as it is offered for saving
  std::string media_type;  // "application/pdf"
  std::string bytes;
};

struct Mail {
  MailAddress from;
  MailAddress to;
  std::string reply_to;  // bare address, may be empty
  std::string subject;
  std::string text;
  std::string html;                    // may be empty
  std::optional<InlinePicture> logo;   // where the HTML names it
  std::vector<ShownPicture> pictures;  // attached like files where the HTML names them not
  std::vector<AttachedFile> files;
  std::string message_id;               // "event-uuid@domain", without < >
  std::vector<std::string> references;  // message ids without < >; the last is In-Reply-To
  std::int64_t date_ms = 0;
  std::string language;  // "de"
};

// An RFC 5322 message with CRLF lines: UTF-8, multipart/alternative, RFC 2047 headers,
// Auto-Submitted: auto-generated, X-Auto-Response-Suppress: All. Control characters in names and
// subject become spaces. Throws std::invalid_argument for an address or id that is not one.
std::string compose_mail(const Mail& mail);

// --- Transport ------------------------------------------------------------------------------

enum class MailOutcome {
  sent,
  temporary,  // try again later: 4xx, connection refused, timeouts before the message was given
  permanent,  // 5xx for this message or recipient: trying again is of no use
  unknown,    // the message was given but the answer was lost: try again, same Message-ID
};
struct MailResult {
  MailOutcome outcome = MailOutcome::sent;
  int smtp_code = 0;   // the last reply, 0 when there was none
  std::string detail;  // the server's words or what went wrong, no secrets
};

// Called from job threads.
struct MailTransport {
  virtual ~MailTransport() = default;
  virtual MailResult send(const std::string& envelope_from, const std::string& envelope_to,
                          const std::string& message) = 0;
};

}  // namespace kontor
