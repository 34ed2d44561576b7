#pragma once
// What somebody wrote above the mail that he answers. People see that; the history below it, which
// the log has already, is folded. When in doubt nothing is folded: answers between quoted lines and
// below them, forwarded mails, "see below". Nothing is ever lost: the folded part is kept.

#include <string>
#include <string_view>

namespace kontor {

struct ReplyText {
  std::string visible;  ///< never empty unless the whole text is blank
  std::string folded;   ///< the quoted mail, a signature; may be empty
};

/// `text` is UTF-8 with \n as line end (kernel/mime.hpp). German, French, English; the usual words
/// of a dozen other languages.
ReplyText reply_text(std::string_view text);

/// The same words and lines as Markdown that shows them as they are: what could be a mark is
/// escaped, "> " lines stay quotes.
std::string markdown_of_text(std::string_view text);

}  // namespace kontor
