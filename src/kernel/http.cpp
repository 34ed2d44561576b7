#include "kernel/http.hpp"

#include <array>
#include <stdexcept>
#include <unordered_map>

#include <boost/json/serialize.hpp>

#include "kernel/text.hpp"

namespace kontor::http {

namespace {

constexpr std::array<std::string_view, kMethodCount> kMethodNames = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

}  // namespace

Method method_from(std::string_view name) {
  for (std::size_t i = 0; i + 1 < kMethodCount; ++i) {
    if (kMethodNames[i] == name) return static_cast<Method>(i);
  }
  return Method::other;
}

std::string_view method_name(Method method) {
  return kMethodNames[static_cast<std::size_t>(method)];
}

std::string_view reason_phrase(int status) {
  static const std::unordered_map<int, std::string_view> phrases = {
      {100, "Continue"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {423, "Locked"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"}};
  const auto found = phrases.find(status);
  return found == phrases.end() ? "Status" : found->second;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

Response Response::json(std::string body, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Response Response::text(std::string body, int status) {
  Response response = json(std::move(body), status);
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

Response Response::html(std::string body, int status) {
  Response response = json(std::move(body), status);
  response.content_type = "text/html; charset=utf-8";
  return response;
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::redirect(std::string_view location, int status) {
  Response response = empty(status);
  response.headers.add("Location", location);
  return response;
}

Response&& Response::with(std::string_view name, std::string_view value) && {
  headers.add(name, value);
  return std::move(*this);
}

Response problem_response(int status, std::string_view code, std::string_view title,
                          std::string_view detail, std::string_view request_id,
                          boost::json::object members) {
  boost::json::object problem;
  problem["type"] = "urn:problem-type:kontor:" + std::string(code);
  problem["title"] = title;
  problem["status"] = status;
  if (!detail.empty()) problem["detail"] = detail;
  problem["code"] = code;
  for (auto& [name, value] : members) problem.insert_or_assign(name, std::move(value));
  if (!request_id.empty()) problem["request_id"] = request_id;
  // It repeats what was sent, cut to a length, and that need not be UTF-8.
  Response response = Response::json(repaired_utf8(boost::json::serialize(problem)), status);
  response.content_type = "application/problem+json";
  response.headers.add("Cache-Control", "no-store");
  return response;
}

Responder::Responder(std::function<void(Response)> sink)
    : context_(std::make_shared<std::function<void(Response)>>(std::move(sink))),
      deliver_([](void* context, Response&& response) {
        if (response.status == 0) {
          response = problem_response(500, "internal", reason_phrase(500));
        }
        (*static_cast<std::function<void(Response)>*>(context))(std::move(response));
      }) {}

Responder::Responder(Responder&& other) noexcept
    : context_(std::move(other.context_)), deliver_(std::exchange(other.deliver_, nullptr)) {}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this != &other) {
    drop();
    context_ = std::move(other.context_);
    deliver_ = std::exchange(other.deliver_, nullptr);
  }
  return *this;
}

Responder::~Responder() { drop(); }

void Responder::operator()(Response response) {
  const Deliver deliver = std::exchange(deliver_, nullptr);
  if (deliver == nullptr) throw std::logic_error("a Responder is called once");
  const std::shared_ptr<void> context = std::move(context_);
  deliver(context.get(), std::move(response));
}

// Status 0 stands for "dropped": the receiver makes a 500 of it in its own way.
void Responder::drop() noexcept {
  const Deliver deliver = std::exchange(deliver_, nullptr);
  if (deliver == nullptr) return;
  try {
    Response response;
    response.status = 0;
    deliver(context_.get(), std::move(response));
  } catch (...) {
    // The client is cut off by its timeout; a destructor has nobody else to tell.
  }
  context_.reset();
}

}  // namespace kontor::http
