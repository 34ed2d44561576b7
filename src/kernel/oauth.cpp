#include "kernel/oauth.hpp"

#include <curl/curl.h>

#include <memory>

#include "kernel/imap.hpp"
#include "kernel/json.hpp"
#include "kernel/log.hpp"
#include "kernel/text.hpp"
#include "kernel/url.hpp"

namespace kontor {
namespace {

constexpr std::size_t kMaxAnswer = 64u << 10;

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* context) {
  auto& answer = *static_cast<std::string*>(context);
  if (answer.size() + size * count > kMaxAnswer) return 0;
  answer.append(data, size * count);
  return size * count;
}

std::string member(const boost::json::object& object, const char* name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

}  // namespace

std::string access_token(const TokenRequest& request) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, EasyCleanup> easy(initialised == CURLE_OK ? curl_easy_init()
                                                                        : nullptr);
  if (!easy) throw std::runtime_error("libcurl cannot be initialised");
  http::Pairs form;
  form.add("grant_type", "refresh_token");
  form.add("client_id", request.client_id);
  form.add("refresh_token", request.refresh_token);
  const std::string body = http::build_query(form);
  std::string answer;
  curl_easy_setopt(easy.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, 20'000L);
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) {
    throw ImapFailure(std::string("no access token: ") + curl_easy_strerror(code));
  }
  try {
    const auto json = parse_json(answer);
    const std::string token = member(json.as_object(), "access_token");
    if (!token.empty()) return token;
    throw ImapFailure(redacted("no access token: " +
                               first_graphemes(squeezed(member(json.as_object(), "error")), 100)));
  } catch (const ImapFailure&) {
    throw;
  } catch (const std::exception&) {
    throw ImapFailure("no access token: the answer cannot be read");
  }
}

}  // namespace kontor
