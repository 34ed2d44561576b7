#pragma once
// The right side of "->": what an answer must look like, and what is kept from it.

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "kernel/http.hpp"

namespace kontor::test {

using Variables = std::map<std::string, std::string, std::less<>>;

/// `words`: "200", "state=cart", "$c1=id", "header:ETag=...", "body~=text". Throws
/// ScenarioFailure with what was expected and what came. Captures go into `variables`.
void check_answer(const http::Response& response, std::span<const std::string> words,
                  Variables& variables);

/// Replaces $name by its value and $$ by $. Throws ScenarioFailure for unknown names.
std::string fill_in(std::string_view text, const Variables& variables);

/// "lines.0.amount_cents", "items.#" (count), "items.*.number" (list); "." is the whole value.
/// Nothing when there is no such place.
std::optional<boost::json::value> look_up(const boost::json::value& json, std::string_view path);

/// How a value is written on the right side: texts bare, everything else as JSON.
std::string plain_text(const boost::json::value& json);

}  // namespace kontor::test
