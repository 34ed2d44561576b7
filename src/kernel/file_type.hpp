#pragma once
// What a file is, by its bytes: never by what its sender says of it.

#include <string>
#include <string_view>

namespace kontor {

/// "image/png". What is not known is "application/octet-stream". The name decides between kinds
/// that share their bytes and are equally harmless (csv and plain text, the old Office formats),
/// and nothing else. Pictures are named by their first bytes here; whether they are whole is
/// another question (picture.hpp). Any thread.
std::string media_type_of(std::string_view bytes, std::string_view name);

/// A label for people: the last part of a path, NFC, one line, without control characters and signs
/// that turn the direction of writing ("rechnung\u202Efdp.exe"), at most 120 characters; the ending
/// stays when it is cut. "file" where nothing is left. The input may be broken UTF-8.
std::string clean_file_name(std::string_view name);

/// May be named to a browser as what it is. HTML, SVG, XML and whatever may carry a script are
/// handed out as bytes without a kind.
bool is_harmless_type(std::string_view media_type);

/// "attachment; filename=...; filename*=..." (RFC 6266, RFC 8187). `kind`: attachment, inline.
std::string content_disposition(std::string_view kind, std::string_view name);

}  // namespace kontor
