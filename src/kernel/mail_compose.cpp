// compose_mail of mail.hpp: a MIME message by GMime 3.
#include <gmime/gmime.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <stdexcept>
#include <vector>

#include "kernel/mail_marks.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

void need_gmime() {
  static const bool ready = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(ready);
}

// A header is one line: whatever could end it or hide in it becomes a space.
std::string one_line(std::string_view text, std::size_t max_characters) {
  std::string out;
  for (const char c : repaired_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? ' ' : c;
  }
  out = squeezed(out);  // U+2028, U+0085 and the like count as white space
  return first_graphemes(out, max_characters);
}

void need_address(const std::string& address, const char* what) {
  if (!is_mail_address(address)) {
    throw std::invalid_argument(std::string(what) +
                                " is not a mail address: " + one_line(address, 100));
  }
}

// Always UTF-8 and quoted-printable: GMime would choose the smallest charset by itself, and some
// receivers still guess wrongly for 8bit.
Owned<GMimePart> text_part(const char* subtype, std::string_view content) {
  Owned<GMimePart> part(g_mime_part_new_with_type("text", subtype));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const std::string clean = repaired_utf8(content);
  Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(clean.data(), clean.size()));
  Owned<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), wrapper.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

Owned<GMimePart> binary_part(const std::string& media_type, const std::string& bytes) {
  const auto slash = media_type.find('/');
  Owned<GMimePart> part(g_mime_part_new_with_type(media_type.substr(0, slash).c_str(),
                                                  media_type.substr(slash + 1).c_str()));
  Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  Owned<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), wrapper.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

Owned<GMimePart> picture_part(const InlinePicture& picture, const std::string& id) {
  auto part = binary_part(picture.media_type, picture.bytes);
  g_mime_object_set_content_id(GMIME_OBJECT(part.get()), id.c_str());
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), "inline");
  return part;
}

Owned<GMimePart> file_part(const AttachedFile& file) {
  auto part = binary_part(file.media_type, file.bytes);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), "attachment");
  g_mime_part_set_filename(part.get(), one_line(file.name, 100).c_str());
  return part;
}

bool shows(const Mail& mail, const std::string& id) {
  return mail.html.find("\"cid:" + id + "\"") != std::string::npos;
}

// The HTML, with the pictures beside it that it names (RFC 2387).
Owned<GMimeObject> html_object(const Mail& mail) {
  auto html = text_part("html", mail.html);
  std::vector<Owned<GMimePart>> pictures;
  const std::string logo(kLogoReference.substr(4));
  if (mail.logo && shows(mail, logo)) pictures.push_back(picture_part(*mail.logo, logo));
  for (const auto& shown : mail.pictures) {
    if (!shows(mail, shown.id)) continue;
    pictures.push_back(picture_part(shown.picture, shown.id));
    g_mime_part_set_filename(pictures.back().get(), one_line(shown.name, 100).c_str());
  }
  if (pictures.empty()) return Owned<GMimeObject>(GMIME_OBJECT(html.release()));
  Owned<GMimeMultipart> related(g_mime_multipart_new_with_subtype("related"));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(related.get()), "type", "text/html");
  g_mime_multipart_add(related.get(), GMIME_OBJECT(html.get()));
  for (const auto& picture : pictures) {
    g_mime_multipart_add(related.get(), GMIME_OBJECT(picture.get()));
  }
  return Owned<GMimeObject>(GMIME_OBJECT(related.release()));
}

void set_header(GMimeMessage* message, const char* name, const std::string& value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

void set_threading(GMimeMessage* message, const Mail& mail) {
  if (mail.references.empty()) return;
  std::string all;
  for (const auto& id : mail.references) {
    if (!is_message_id(id)) throw std::invalid_argument("references hold no message id");
    all += (all.empty() ? "<" : " <") + id + ">";
  }
  set_header(message, "In-Reply-To", "<" + mail.references.back() + ">");
  set_header(message, "References", all);
}

void set_headers(GMimeMessage* message, const Mail& mail, const MailMarks& marks) {
  const std::string from_name = one_line(mail.from.name, 64);
  const std::string to_name = one_line(mail.to.name, 64);
  const auto add = [message](GMimeAddressType type, const std::string& name,
                             const std::string& address) {
    // GMime keeps the name's charset per mailbox; UTF-8 is forced by message options below.
    g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(),
                               address.c_str());
  };
  add(GMIME_ADDRESS_TYPE_FROM, from_name, mail.from.address);
  add(GMIME_ADDRESS_TYPE_TO, to_name, mail.to.address);
  if (!mail.reply_to.empty()) add(GMIME_ADDRESS_TYPE_REPLY_TO, "", mail.reply_to);
  for (const auto type : {GMIME_ADDRESS_TYPE_FROM, GMIME_ADDRESS_TYPE_TO}) {
    auto* list = g_mime_message_get_addresses(message, type);
    internet_address_set_charset(internet_address_list_get_address(list, 0), "utf-8");
  }
  g_mime_message_set_subject(message, one_line(mail.subject, 200).c_str(), "utf-8");
  GDateTime* date = g_date_time_new_from_unix_utc(mail.date_ms / 1000);
  g_mime_message_set_date(message, date);
  g_date_time_unref(date);
  g_mime_message_set_message_id(message, mail.message_id.c_str());
  set_threading(message, mail);
  // RFC 3834, and what Exchange looks at: no out-of-office answer to a machine.
  if (marks.author != MailMarks::Author::person) {
    const bool answers = marks.author == MailMarks::Author::responder;
    set_header(message, "Auto-Submitted", answers ? "auto-replied" : "auto-generated");
    set_header(message, "X-Auto-Response-Suppress", "All");
  }
  if (!marks.loop.empty()) set_header(message, "X-Loop", one_line(marks.loop, 100));
  if (!mail.language.empty()) set_header(message, "Content-Language", one_line(mail.language, 10));
}

std::string written(GMimeMessage* message) {
  GMimeFormatOptions* options = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
  Owned<GMimeStream> stream(g_mime_stream_mem_new());
  const bool good = g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream.get()) > 0;
  g_mime_format_options_free(options);
  if (!good) throw std::runtime_error("the mail cannot be written");
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace

std::optional<InlinePicture> picture_of_data_url(std::string_view url) {
  for (const char* type : {"image/png", "image/jpeg"}) {
    const std::string head = "data:" + std::string(type) + ";base64,";
    if (!url.starts_with(head)) continue;
    const std::string text(url.substr(head.size()));
    gsize size = 0;
    guchar* bytes = g_base64_decode(text.c_str(), &size);
    InlinePicture picture{type, std::string(reinterpret_cast<const char*>(bytes), size)};
    g_free(bytes);
    if (picture.bytes.empty()) return {};
    return picture;
  }
  return {};
}

std::string data_url_of(const InlinePicture& picture) {
  gchar* text =
      g_base64_encode(reinterpret_cast<const guchar*>(picture.bytes.data()), picture.bytes.size());
  std::string url = "data:" + picture.media_type + ";base64," + text;
  g_free(text);
  return url;
}

namespace {

// What people read: plain text, or both forms of it.
Owned<GMimeObject> body_object(const Mail& mail) {
  auto text = text_part("plain", mail.text);
  if (mail.html.empty()) return Owned<GMimeObject>(GMIME_OBJECT(text.release()));
  const auto html = html_object(mail);
  Owned<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  g_mime_multipart_add(both.get(), html.get());
  return Owned<GMimeObject>(GMIME_OBJECT(both.release()));
}

}  // namespace

bool is_message_id(std::string_view id) {
  const auto sign = id.find('@');
  if (sign == std::string_view::npos || sign == 0 || sign + 1 == id.size() || id.size() > 250) {
    return false;
  }
  const auto good = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  };
  const auto tail = id.substr(sign + 1);
  return std::all_of(id.begin(), id.begin() + static_cast<std::ptrdiff_t>(sign), good) &&
         std::all_of(tail.begin(), tail.end(), good);
}

std::string compose_mail(const Mail& mail) { return compose_mail(mail, {}); }

std::string compose_mail(const Mail& mail, const MailMarks& marks) {
  need_gmime();
  need_address(mail.from.address, "the sender");
  need_address(mail.to.address, "the recipient");
  if (!mail.reply_to.empty()) need_address(mail.reply_to, "the address for replies");
  if (!is_message_id(mail.message_id)) throw std::invalid_argument("no message id");

  const Owned<GMimeMessage> message(g_mime_message_new(1));
  set_headers(message.get(), mail, marks);
  const auto body = body_object(mail);
  std::vector<AttachedFile> files;
  for (const auto& shown : mail.pictures) {
    if (!shows(mail, shown.id)) {
      files.push_back({shown.name, shown.picture.media_type, shown.picture.bytes});
    }
  }
  files.insert(files.end(), mail.files.begin(), mail.files.end());
  if (files.empty()) {
    g_mime_message_set_mime_part(message.get(), body.get());
  } else {
    const Owned<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
    g_mime_multipart_add(mixed.get(), body.get());
    for (const auto& file : files) {
      g_mime_multipart_add(mixed.get(), GMIME_OBJECT(file_part(file).get()));
    }
    g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(mixed.get()));
  }
  return written(message.get());
}

}  // namespace kontor
