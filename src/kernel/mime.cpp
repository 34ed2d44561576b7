// The structure of mails. Parts in parts wait on a list of their own instead of the call stack;
// their depth is checked before they are looked at.
#include "kernel/mime.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>

#include "kernel/mime_parts.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

using mime::Header;
using mime::Value;

constexpr std::size_t kMaxBoundaryBytes = 200;  // RFC 2046 says 70; some write more

/// A part that still has to be read.
struct Waiting {
  std::string_view bytes;
  std::size_t depth = 0;
  std::size_t alternative = 0;  ///< which multipart/alternative it stands in, 0: none
  bool digest = false;          ///< without a type of its own it is a mail
  bool related = false;
};

/// A piece of text for the reader.
struct TextPiece {
  std::string text;
  std::size_t alternative = 0;
  bool html = false;
};

void trim_line_end(std::string_view& bytes) {
  if (bytes.ends_with('\n')) bytes.remove_suffix(1);
  if (bytes.ends_with('\r')) bytes.remove_suffix(1);
}

/// memmem keeps to the length of the text whatever stands in it; string_view::find does not.
std::size_t find_from(std::string_view text, std::string_view what, std::size_t from) {
  if (from >= text.size()) return std::string_view::npos;
  const void* found = memmem(text.data() + from, text.size() - from, what.data(), what.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// The parts between the delimiter lines; what stands before and behind is for old programs.
std::vector<std::string_view> split(std::string_view body, std::string_view boundary,
                                    std::size_t max_parts, bool& cut) {
  std::vector<std::string_view> parts;
  const std::string line = "\n--" + std::string(boundary);
  std::optional<std::size_t> from;
  std::size_t at = 0;
  if (!body.starts_with(std::string_view(line).substr(1))) {
    at = find_from(body, line, 0);
    if (at != std::string_view::npos) ++at;
  }
  while (at != std::string_view::npos) {
    const std::size_t after = at + line.size() - 1;
    const std::string_view rest = body.substr(std::min(after, body.size()), 2);
    const bool last = rest == "--";
    const bool ends = last || rest.empty() || rest.find_first_of("\r\n \t") == 0;
    std::size_t next = find_from(body, line, after);
    if (next != std::string_view::npos) ++next;
    if (ends) {
      if (from) {
        std::string_view part = body.substr(*from, at - *from);
        trim_line_end(part);
        parts.push_back(part);
      }
      if (last) return parts;
      if (parts.size() >= max_parts) {
        cut = true;
        return parts;
      }
      const auto begin = body.find('\n', after);
      if (begin == std::string_view::npos) return parts;
      from = begin + 1;
    }
    at = next;
  }
  if (from && *from <= body.size()) parts.push_back(body.substr(*from));  // the end is missing
  return parts;
}

class Reader {
 public:
  Reader(ParsedMail& mail, const MimeLimits& limits) : mail_(mail), limits_(limits) {}

  void read(std::string_view raw) {
    if (raw.size() > limits_.max_bytes) {
      flaw(MimeFlaw::too_large);
      raw = raw.substr(0, limits_.max_bytes);
    }
    read_envelope(raw);
    waiting_.push_back({raw});
    while (!waiting_.empty()) {
      const Waiting part = waiting_.back();
      waiting_.pop_back();
      if (++count_ > limits_.max_parts) {
        flaw(MimeFlaw::too_many_parts);
        break;
      }
      read_part(part);
    }
    finish_text();
    finish_report();
  }

 private:
  void flaw(MimeFlaw what) {
    if (!mail_.has(what)) mail_.flaws.push_back(what);
  }

  void read_envelope(std::string_view raw);
  void read_part(const Waiting& part);
  /// False when it holds no parts after all.
  bool read_parts(const Waiting& part, std::string_view body, const Value& type);
  void read_text(const Waiting& part, const Header& header, std::string_view body,
                 const Value& type);
  void read_file(const Waiting& part, const Header& header, std::string_view body,
                 const Value& type, const Value& disposition);
  /// Of a report: what happened, and to which mail.
  void read_report_part(std::string_view body, std::string_view media_type);
  void read_report_group(const Header& group);
  void finish_text();
  void finish_report();

  ParsedMail& mail_;
  const MimeLimits& limits_;
  std::vector<Waiting> waiting_;
  std::vector<TextPiece> texts_;
  std::size_t count_ = 0;
  std::size_t alternatives_ = 0;
  std::size_t text_bytes_ = 0;
};

std::vector<ParsedAddress> addresses_of(const Header& header, std::string_view name) {
  return mime::read_addresses(header.get(name));
}

void Reader::read_envelope(std::string_view raw) {
  Header header = mime::read_header(raw, limits_.max_header_bytes);
  if (header.cut) flaw(MimeFlaw::header_cut);
  const auto ids = mime::read_message_ids(header.get("Message-ID"));
  if (!ids.empty()) mail_.message_id = ids.front();
  mail_.in_reply_to = mime::read_message_ids(header.get("In-Reply-To"));
  mail_.references = mime::read_message_ids(header.get("References"));
  mail_.from = addresses_of(header, "From");
  mail_.reply_to = addresses_of(header, "Reply-To");
  mail_.to = addresses_of(header, "To");
  mail_.cc = addresses_of(header, "Cc");
  mail_.subject = first_graphemes(mime::clean_line(mime::decode_words(header.get("Subject"))), 500);
  if (const std::string date(header.get("Date")); !date.empty()) {
    const auto seconds = curl_getdate(date.c_str(), nullptr);
    if (seconds >= 0) mail_.date_ms = std::int64_t{seconds} * 1000;
  }
  const Value type = mime::read_value(header.get("Content-Type"));
  mail_.media_type = type.head.empty() ? "text/plain" : type.head;
  if (mail_.media_type == "multipart/report") mail_.report.emplace();
  mail_.headers = std::move(header.fields);
}

void Reader::read_part(const Waiting& part) {
  const Header header = mime::read_header(part.bytes, limits_.max_header_bytes);
  if (header.cut) flaw(MimeFlaw::header_cut);
  const std::string_view body = part.bytes.substr(header.body_at);
  Value type = mime::read_value(header.get("Content-Type"));
  if (type.head.find('/') == std::string::npos) {
    type.head = part.digest ? "message/rfc822" : "text/plain";
  }
  const Value disposition = mime::read_value(header.get("Content-Disposition"));
  if (type.head.starts_with("multipart/") && read_parts(part, body, type)) return;
  if (mail_.report && part.depth > 0) {
    read_report_part(mime::decode_transfer(body, header.get("Content-Transfer-Encoding")),
                     type.head);
    if (type.head.starts_with("message/") || type.head == "text/rfc822-headers") return;
  }
  const bool named = !disposition.get("filename").empty() || !type.get("name").empty();
  const bool readable = type.head == "text/plain" || type.head == "text/html" ||
                        type.head == "text/enriched" || type.head.starts_with("multipart/");
  const bool attached = disposition.head == "attachment" || (named && !texts_.empty());
  if (readable && !attached) {
    read_text(part, header, body, type);
  } else {
    read_file(part, header, body, type, disposition);
  }
}

bool Reader::read_parts(const Waiting& part, std::string_view body, const Value& type) {
  const std::string_view boundary = type.get("boundary");
  if (boundary.empty() || boundary.size() > kMaxBoundaryBytes) return false;
  if (part.depth >= limits_.max_depth) {
    flaw(MimeFlaw::too_deep);
    return true;
  }
  bool cut = false;
  const auto parts = split(body, boundary, limits_.max_parts, cut);
  if (cut) flaw(MimeFlaw::too_many_parts);
  if (parts.empty()) return false;
  Waiting inner;
  inner.depth = part.depth + 1;
  inner.alternative = part.alternative;
  inner.digest = type.head == "multipart/digest";
  inner.related = type.head == "multipart/related";
  if (type.head == "multipart/alternative") inner.alternative = ++alternatives_;
  // The first one is read first: it lies on top.
  for (auto each = parts.rbegin(); each != parts.rend(); ++each) {
    inner.bytes = *each;
    waiting_.push_back(inner);
  }
  return true;
}

void Reader::read_text(const Waiting& part, const Header& header, std::string_view body,
                       const Value& type) {
  TextPiece piece;
  piece.alternative = part.alternative;
  piece.html = type.head == "text/html";
  // Four bytes of a transfer encoding and a charset give at least one of text.
  const std::size_t most = 8 * limits_.max_text_bytes;
  if (body.size() > most) flaw(MimeFlaw::text_cut);
  if (text_bytes_ >= most) return;
  const std::string bytes =
      mime::decode_transfer(body.substr(0, most), header.get("Content-Transfer-Encoding"));
  text_bytes_ += bytes.size();
  piece.text = mime::to_utf8(bytes, type.get("charset"));
  if (piece.html) {
    piece.text = text_of_html(piece.text, limits_.max_text_bytes);
  } else {
    piece.text = mime::clean_text(piece.text);
    if (mime::same_word(type.get("format"), "flowed")) {
      piece.text = mime::unflowed(piece.text, mime::same_word(type.get("delsp"), "yes"));
    }
  }
  texts_.push_back(std::move(piece));
}

void Reader::read_file(const Waiting& part, const Header& header, std::string_view body,
                       const Value& type, const Value& disposition) {
  ParsedFile file;
  file.media_type = type.head;
  const auto wanted = disposition.get("filename");
  file.name = mime::file_name_of(wanted.empty() ? type.get("name") : wanted, type.head,
                                 mail_.files.size() + 1);
  file.bytes = mime::decode_transfer(body, header.get("Content-Transfer-Encoding"));
  const auto ids = mime::read_message_ids(header.get("Content-ID"));
  if (!ids.empty()) file.content_id = ids.front();
  file.is_inline = type.head.starts_with("image/") && disposition.head != "attachment" &&
                   (part.related || !file.content_id.empty());
  mail_.files.push_back(std::move(file));
}

void Reader::read_report_group(const Header& group) {
  const auto word = [&](const char* name) {
    const auto value = group.get(name);
    return mime::lower(mime::clean_line(value.substr(0, value.find_first_of(" ;("))));
  };
  const auto behind_type = [&](const char* name) {  // "rfc822; a@example.org"
    const auto value = group.get(name);
    return mime::clean_line(value.substr(value.find(';') + 1));
  };
  ReportFacts& report = *mail_.report;
  const std::string action = word("Action");
  // Of several recipients the worst counts.
  if (!action.empty() && (report.action.empty() || action == "failed")) {
    if (report.action == "failed") return;
    report.action = action;
    report.status = word("Status");
    report.recipient = behind_type("Final-Recipient");
    report.diagnostic = first_graphemes(behind_type("Diagnostic-Code"), 500);
  }
  if (const auto disposition = group.get("Disposition"); !disposition.empty()) {
    report.action = mime::lower(mime::clean_line(disposition.substr(disposition.find(';') + 1)));
    report.recipient = behind_type("Final-Recipient");
  }
  const auto ids = mime::read_message_ids(group.get("Original-Message-ID"));
  if (!ids.empty()) report.original_message_id = ids.front();
}

void Reader::read_report_part(std::string_view body, std::string_view media_type) {
  constexpr std::size_t kMostGroups = 50;
  if (media_type == "message/rfc822" || media_type == "text/rfc822-headers") {
    const auto ids =
        mime::read_message_ids(mime::read_header(body, limits_.max_header_bytes).get("Message-ID"));
    if (!ids.empty() && mail_.report->original_message_id.empty()) {
      mail_.report->original_message_id = ids.front();
    }
    return;
  }
  if (!media_type.starts_with("message/")) return;
  for (std::size_t group = 0; group < kMostGroups && !body.empty(); ++group) {
    const Header header = mime::read_header(body, limits_.max_header_bytes);
    read_report_group(header);
    body.remove_prefix(std::max<std::size_t>(header.body_at, 1));
  }
}

void Reader::finish_text() {
  const auto has_plain = [&](std::size_t alternative) {
    return alternative != 0 && std::ranges::any_of(texts_, [&](const TextPiece& piece) {
             return !piece.html && piece.alternative == alternative && !trimmed(piece.text).empty();
           });
  };
  for (const auto& piece : texts_) {
    if (piece.html && has_plain(piece.alternative)) continue;
    if (trimmed(piece.text).empty()) continue;
    if (!mail_.text.empty()) mail_.text += mail_.text.ends_with('\n') ? "\n" : "\n\n";
    mail_.text += piece.text;
    mail_.text_of_html = mail_.text_of_html || piece.html;
  }
  if (mail_.text.size() > limits_.max_text_bytes) {
    flaw(MimeFlaw::text_cut);
    mail_.text.resize(limits_.max_text_bytes);
    mail_.text = repaired_utf8(mail_.text);
  }
}

/// Programs older than RFC 3464 put the header of the failed mail into the text.
void Reader::finish_report() {
  const auto failed = mail_.header("X-Failed-Recipients");
  const bool daemon =
      !mail_.from.empty() && mime::lower(mail_.from.front().address).starts_with("mailer-daemon");
  if (mail_.report || (!failed && !daemon)) return;
  mail_.report.emplace();
  mail_.report->action = "failed";
  if (failed) mail_.report->recipient = mime::clean_line(*failed);
  const std::string text = mime::lower(std::string_view(mail_.text).substr(0, 64u << 10));
  constexpr std::string_view kName = "\nmessage-id:";
  const auto at = text.find(kName);
  if (at == std::string::npos) return;
  const auto end = text.find('\n', at + 1);
  const auto line =
      std::string_view(mail_.text)
          .substr(at + kName.size(), end == std::string::npos ? end : end - at - kName.size());
  const auto ids = mime::read_message_ids(line);
  if (!ids.empty()) mail_.report->original_message_id = ids.front();
}

}  // namespace

std::optional<std::string_view> ParsedMail::header(std::string_view name) const {
  for (const auto& field : headers) {
    if (mime::same_word(field.name, name)) return field.value;
  }
  return std::nullopt;
}

bool ParsedMail::has(MimeFlaw flaw) const { return std::ranges::find(flaws, flaw) != flaws.end(); }

ParsedMail parse_mail(std::string_view raw, const MimeLimits& limits) {
  ParsedMail mail;
  Reader(mail, limits).read(raw);
  return mail;
}

}  // namespace kontor
