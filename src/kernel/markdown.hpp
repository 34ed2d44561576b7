#pragma once
// Markdown of messages to HTML for foreign eyes (cmark-gfm in safe mode, and stricter than that).

#include <functional>
#include <string>
#include <string_view>

namespace kontor {

/// Where the picture of "file:<id>" is to be fetched; empty where it is not shown.
using PictureAddress = std::function<std::string(std::string_view id)>;

/// CommonMark, each line break kept. HTML in it is shown as the text that it is. Links go to http,
/// https, mailto and tel only, others lose their link and keep their words; pictures become links
/// with their description, since a picture from elsewhere would tell its owner who reads. Only
/// "![words](file:<id>)" is a picture, where `pictures` has an address for it; else its words stay.
/// Input is UTF-8, at most what a message may hold; broken bytes become U+FFFD. Any thread.
std::string html_of_markdown(std::string_view markdown, const PictureAddress& pictures = {});

/// The words of its first paragraph, heading or list item without any marks, on one line: what a
/// mail program shows beside the subject.
std::string first_words_of_markdown(std::string_view markdown);

}  // namespace kontor
