// Mails as they come in: raw bytes become something with names. Nothing in here trusts the sender:
// limits hold before memory is taken, nothing recurses, and no input makes it throw. What a limit
// cuts off is named in `flaws`; the raw mail is kept by whoever called.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

namespace kontor {

struct MimeLimits {
  std::size_t max_bytes = 50u << 20;         // of the mail
  std::size_t max_depth = 30;                // parts in parts
  std::size_t max_parts = 200;               // of all depths together
  std::size_t max_header_bytes = 64u << 10;  // of the mail, and of each part
  std::size_t max_text_bytes = 1u << 20;     // of the text in the end
};

struct ParsedAddress {
  std::string name;     // decoded, may be empty
  std::string address;  // as written, without < >; has one @ and no blanks, no more is promised
};

struct HeaderField {
  std::string name;   // as written
  std::string value;  // unfolded, one line, not decoded
};

// A part that is no text to read: an attachment, a picture inside of the HTML, an invitation.
struct ParsedFile {
  std::string name;        // a label, never a path; never empty
  std::string media_type;  // the sender's word, lower case
  std::string bytes;
  std::string content_id;  // without < >
  bool is_inline = false;  // shown inside of the text
};

// What a report about another mail says (RFC 3464, RFC 8098).
struct ReportFacts {
  std::string action;  // lower case: "failed", "delayed", "delivered"; "displayed" of a receipt
  std::string status;  // "5.1.1"
  std::string recipient;
  std::string original_message_id;
  std::string diagnostic;
};

enum class MimeFlaw {
  too_large,  // more bytes than allowed: only the beginning was read
  too_deep,   // parts in parts in parts
  too_many_parts,
  header_cut,
  text_cut,
};
BOOST_DESCRIBE_ENUM(MimeFlaw, too_large, too_deep, too_many_parts, header_cut, text_cut)

struct ParsedMail {
  std::vector<HeaderField> headers;  // of the mail itself, in order
  std::string message_id;            // without < >, may be empty; so are all ids
  std::vector<std::string> in_reply_to;
  std::vector<std::string> references;
  std::vector<ParsedAddress> from;
  std::vector<ParsedAddress> reply_to;
  std::vector<ParsedAddress> to;
  std::vector<ParsedAddress> cc;
  std::string subject;
  std::optional<std::int64_t> date_ms;
  std::string text;  // UTF-8, lines end with \n, no control characters; of the HTML if need be
  bool text_of_html = false;
  std::vector<ParsedFile> files;
  std::string media_type;             // of the whole, lower case
  std::optional<ReportFacts> report;  // only of a multipart/report or an old-fashioned bounce
  std::vector<MimeFlaw> flaws;        // each at most once

  // The first field of this name, in any case; nothing when there is none.
  std::optional<std::string_view> header(std::string_view name) const;
  bool has(MimeFlaw flaw) const;
};

// Never throws but for memory.
ParsedMail parse_mail(std::string_view raw, const MimeLimits& limits = {});

// What a person would read of it: blocks become lines, quoted blocks "> " lines, links keep their
// address. At most `max_bytes`.
std::string text_of_html(std::string_view html, std::size_t max_bytes = 1u << 20);

}  // namespace kontor
