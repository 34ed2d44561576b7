#include "kernel/server_answer.hpp"

#include <array>
#include <ctime>
#include <stdexcept>

#include <sodium.h>
#include <zlib.h>

#include "kernel/http_fields.hpp"

namespace kontor::http {

namespace {

struct DefaultHeader {
  std::string_view name;
  std::string_view value;
};

// Sent with every answer unless it brings its own. Sources: OWASP Secure Headers, ASVS 5 chapter 3.
// A worker lives under the policy of its own script: connect-src lets it listen to this server.
constexpr std::array<DefaultHeader, 7> kDefaults = {{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Content-Security-Policy",
     "default-src 'none'; object-src 'none'; connect-src 'self'; base-uri 'none'; "
     "form-action 'none'; frame-ancestors 'none'"},
    {"Permissions-Policy",
     "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
}};

// A year, and for names below Kontor's own, too: nobody in between may serve such a name in plain
// text and plant cookies from there (ASVS 5, 3.4.1).
constexpr std::string_view kStrictTransport = "max-age=31536000; includeSubDomains";

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ");
  const std::size_t start = out.size();
  out.append(value);
  // A line break in a value would begin a header of a stranger's choice.
  for (std::size_t i = start; i < out.size(); ++i) {
    const auto code = static_cast<unsigned char>(out[i]);
    if ((code < 0x20 && out[i] != '\t') || code == 0x7f) out[i] = ' ';
  }
  out.append("\r\n");
}

const std::string& default_block() {
  static const std::string block = [] {
    std::string text;
    for (const auto& [name, value] : kDefaults) append_header(text, name, value);
    return text;
  }();
  return block;
}

void append_defaults(std::string& out, const Response& response) {
  bool overridden = false;
  for (const auto& [own, ignored] : response.headers) {
    for (const DefaultHeader& header : kDefaults) {
      overridden = overridden || equal_ignoring_case(own, header.name);
    }
  }
  if (!overridden) {
    out.append(default_block());
    return;
  }
  for (const auto& [name, value] : kDefaults) {
    if (!response.headers.has(name)) append_header(out, name, value);
  }
}

// What frames the message is said once, by the server: twice it could be read in two ways.
bool is_framing(std::string_view name) {
  for (const std::string_view own :
       {"Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Date"}) {
    if (equal_ignoring_case(name, own)) return true;
  }
  return false;
}

bool is_html(const Response& response) { return response.content_type.starts_with("text/html"); }

bool is_compressible(std::string_view content_type) {
  return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
         content_type.starts_with("application/problem+json") ||
         content_type.starts_with("application/xml") || content_type.starts_with("image/svg");
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string new_nonce() {
  std::array<unsigned char, 16> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, 32> text{};
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

// Scripts and styles only from this server or with this answer's nonce. Pictures may also be
// data: and blob: (previews of files before they are sent).
void secure_html(Response& response, std::string_view extra_policy) {
  const std::string nonce = new_nonce();
  if (response.body.empty()) response.body = std::exchange(response.static_body, {});
  for (std::size_t at = response.body.find(kNoncePlaceholder); at != std::string::npos;
       at = response.body.find(kNoncePlaceholder, at)) {
    response.body.replace(at, kNoncePlaceholder.size(), nonce);
  }
  if (response.headers.has("Content-Security-Policy")) return;
  std::string policy = "default-src 'none'; object-src 'none'; script-src 'self' 'nonce-" + nonce +
                       "'; style-src 'self' 'nonce-" + nonce +
                       "'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
                       "worker-src 'self'; manifest-src 'self'; frame-src 'self' blob:; "
                       "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  if (!extra_policy.empty()) policy.append("; ").append(extra_policy);
  response.headers.add("Content-Security-Policy", policy);
}

void answer_conditional(Response& response, const RequestFacts& facts) {
  if (response.status != 200 || facts.if_none_match.empty()) return;
  if (facts.method != Method::get && facts.method != Method::head) return;
  const auto tag = parse_entity_tag(response.headers.get("ETag"));
  const auto wanted = parse_entity_tags(facts.if_none_match);
  if (!tag || !wanted || !matches_weakly(*wanted, tag->value)) return;
  response.status = 304;
  response.body.clear();
  response.static_body = {};
}

void compress(Response& response, const RequestFacts& facts) {
  if (response.compression == Compression::never || !response.static_body.empty()) return;
  if (response.body.size() < kCompressFromBytes || !is_compressible(response.content_type)) return;
  if (response.headers.has("Content-Encoding")) return;
  const std::string vary(response.headers.get("Vary"));
  response.headers.set("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
  if (!facts.accepts_gzip) return;
  std::string compressed = gzip(response.body);
  if (compressed.size() >= response.body.size()) return;
  response.body = std::move(compressed);
  response.headers.add("Content-Encoding", "gzip");
}

// One per thread, made at first use (about 270 kB) and reset for each text.
class Deflater {
 public:
  Deflater() {
    constexpr int kGzipWindow = 15 + 16;
    if (deflateInit2(&stream_, 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string run(std::string_view text) {
    deflateReset(&stream_);
    std::string out(deflateBound(&stream_, text.size()), '\0');
    // zlib counts in 32 bits and takes its input by a pointer that is not const.
    if (text.size() > 0x7fffffff) throw std::length_error("too large to compress");
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate failed");
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string gzip(std::string_view text) {
  thread_local Deflater deflater;
  return deflater.run(text);
}

void prepare_response(Response& response, const RequestFacts& facts,
                      std::string_view extra_policy) {
  if (response.events) return;
  answer_conditional(response, facts);
  if (!has_body(response.status)) return;
  if (is_html(response) && !response.headers.has("Content-Encoding")) {
    secure_html(response, extra_policy);
  }
  compress(response, facts);
}

void append_head(std::string& out, const Response& response, const RequestFacts& facts,
                 Persistence persistence, std::string_view date) {
  const int status = response.status;
  out.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
  out.append(reason_phrase(status)).append("\r\nDate: ").append(date).append("\r\n");
  append_defaults(out, response);
  if (facts.https) append_header(out, "Strict-Transport-Security", kStrictTransport);
  if (!facts.request_id.empty()) append_header(out, "X-Request-Id", facts.request_id);
  for (const auto& [name, value] : response.headers) {
    if (!is_framing(name)) append_header(out, name, value);
  }
  const std::size_t length =
      response.static_body.empty() ? response.body.size() : response.static_body.size();
  if (has_body(status)) {
    if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
    if (!response.events) {
      out.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    }
  }
  if (persistence == Persistence::close) {
    out.append("Connection: close\r\n");
  } else if (!facts.http11) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

std::string_view body_to_send(const Response& response, const RequestFacts& facts) {
  if (facts.method == Method::head || !has_body(response.status)) return {};
  return response.static_body.empty() ? std::string_view(response.body) : response.static_body;
}

std::string format_http_date(std::int64_t unix_s) {
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = unix_s;
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
  return text.data();
}

}  // namespace kontor::http
