// Unicode text: validation, normal form, lengths as people count them, search terms and sort
// keys (ICU). Input of every function is UTF-8 unless it says otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);
// Each broken sequence becomes U+FFFD, and so does NUL, which PostgreSQL does not store. For
// foreign input that must be shown anyway.
std::string repaired_utf8(std::string_view text);

// Canonical composition (NFC). The input must be valid UTF-8.
std::string nfc(std::string_view text);
// User-perceived characters: "ä" is one however it is written, so is a flag or a family emoji.
std::size_t grapheme_count(std::string_view text);
// The first `max` graphemes.
std::string first_graphemes(std::string_view text, std::size_t max);
// Code points; what Text<Max> limits.
std::size_t character_count(std::string_view text);

enum class LineBreaks { refused, allowed };
// True when a control character (Cc), a lone bidirectional control, a line or paragraph
// separator or a noncharacter is inside. `allowed` lets \n and \t pass.
bool has_forbidden_characters(std::string_view text, LineBreaks line_breaks);

// Without Unicode white space and zero-width spaces at both ends.
std::string trimmed(std::string_view text);
// trimmed, and inner runs of white space become one space.
std::string squeezed(std::string_view text);

// Full case folding: equal for texts that differ in case only ("STRASSE" and "straße" too).
std::string folded(std::string_view text);
// Bytes whose order is the German dictionary order (DIN 5007-1: ä with a), as lowercase hex so
// that it can be a text column. Long texts are cut: at most 512 characters.
std::string sort_key(std::string_view text);

// Words to put into the search table for this text. Lower case, without diacritics, ß as ss;
// each word with an umlaut is there twice ("mueller" and "muller" for "Müller"). Words are runs
// of letters and digits; a run joined by - / . _ is there as a whole without the joiners too
// ("TS-260" gives "ts", "260", "ts260"). At most `max` words of at most 64 characters each.
std::vector<std::string> search_terms(std::string_view text, std::size_t max = 256);
// What a user typed, as prefixes to ask for: each word normalised as search_terms does. All of
// them must be found; a word with an umlaut is given in its "ae" form.
std::vector<std::string> query_terms(std::string_view query, std::size_t max = 16);

// The whole text from a legacy encoding. CSV files and mails.
std::string from_windows_1252(std::string_view bytes);

// "&", "<", ">", double and single quote escaped.
std::string html_escaped(std::string_view text);

}  // namespace kontor
