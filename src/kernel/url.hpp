// Percent-encoding, query strings and paths (RFC 3986; WHATWG URL for "+" in queries).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/http.hpp"

namespace kontor::http {

enum class Plus : std::uint8_t { literal, space };

// Decodes once. Nothing for a broken escape, invalid UTF-8, NUL.
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::literal);

// Everything but unreserved characters (RFC 3986, 2.3) becomes %XX.
std::string percent_encode(std::string_view text);

// "a=1&b=x+y&a=2" -> pairs in order. Nothing if a part cannot be decoded or there are more than
// `max_pairs`. A part without '=' has an empty value; empty parts are left out.
std::optional<Pairs> parse_query(std::string_view query, std::size_t max_pairs = 200);

// {"q", "a b"} -> "q=a%20b"
std::string build_query(const Pairs& pairs);

// Splits a path at '/' first and decodes each segment afterwards, so that "%2F" stays inside its
// segment. Nothing for a path without leading '/', "." and ".." (however encoded), control
// characters, more than `max_segments`. "/" -> {""}; "/a/" -> {"a", ""}.
std::optional<std::vector<std::string>> split_path(std::string_view path,
                                                   std::size_t max_segments = 32);

bool is_valid_utf8(std::string_view text);  // RFC 3629: no surrogates, no overlong forms

}  // namespace kontor::http
