#include "kernel/texts.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "kernel/embedded.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

namespace json = boost::json;

constexpr std::array<Locale, 3> kLocales{Locale::de, Locale::en, Locale::fr};

void flatten(const json::object& object, const std::string& prefix, std::string_view file,
             std::map<std::string, std::string, std::less<>>& out) {
  for (const auto& [name, value] : object) {
    const std::string key = prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
    if (const auto* inner = value.if_object()) {
      flatten(*inner, key, file, out);
    } else if (const auto* text = value.if_string()) {
      if (!out.emplace(key, std::string(*text)).second) {
        throw std::runtime_error(std::string(file) + ": the key " + key + " is there twice");
      }
    } else {
      throw std::runtime_error(std::string(file) + ": " + key + " is neither text nor object");
    }
  }
}

std::string_view language_of(std::string_view tag) {
  return tag.substr(0, tag.find_first_of("-_"));
}

// Plural category of the three languages for whole numbers: French counts 0 as one.
std::string_view plural_suffix(Locale locale, std::string_view count) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), number);
  if (error != std::errc() || end != count.data() + count.size()) return "_other";
  const bool one = number == 1 || number == -1 || (locale == Locale::fr && number == 0);
  return one ? "_one" : "_other";
}

std::string filled(std::string_view pattern, const TextParams& params) {
  std::string out;
  while (true) {
    const auto open = pattern.find("{{");
    const auto close = open == std::string_view::npos ? open : pattern.find("}}", open);
    if (close == std::string_view::npos) return out.append(pattern);
    out.append(pattern.substr(0, open));
    const std::string name = trimmed(pattern.substr(open + 2, close - open - 2));
    if (const auto found = params.find(name); found != params.end()) out.append(found->second);
    pattern.remove_prefix(close + 2);
  }
}

}  // namespace

std::string_view to_string(Locale locale) {
  switch (locale) {
    case Locale::de:
      return "de";
    case Locale::en:
      return "en";
    case Locale::fr:
      return "fr";
  }
  return "de";
}

std::optional<Locale> parse_locale(std::string_view tag) {
  const std::string language = folded(language_of(tag));
  for (const Locale locale : kLocales) {
    if (language == to_string(locale)) return locale;
  }
  return std::nullopt;
}

Texts::Texts(const std::map<Locale, std::string>& json_by_locale) {
  for (const auto& [locale, source] : json_by_locale) {
    const std::string file = "texts/" + std::string(to_string(locale)) + ".json";
    boost::system::error_code error;
    const json::value parsed = json::parse(source, error);
    if (error) throw std::runtime_error(file + ": " + error.message());
    if (!parsed.is_object()) throw std::runtime_error(file + ": not an object");
    flatten(parsed.get_object(), "", file, texts_[locale]);
  }
}

std::string Texts::text(Locale locale, std::string_view key, const TextParams& params) const {
  const auto count = params.find("count");
  for (const Locale language : {locale, Locale::de}) {
    const auto texts = texts_.find(language);
    if (texts == texts_.end()) continue;
    if (count != params.end()) {
      const std::string plural(plural_suffix(language, count->second));
      const auto found = texts->second.find(std::string(key) + plural);
      if (found != texts->second.end()) return filled(found->second, params);
    }
    const auto found = texts->second.find(key);
    if (found != texts->second.end()) return filled(found->second, params);
  }
  return std::string(key);
}

std::string Texts::pattern(Locale locale, std::string_view key) const {
  const auto texts = texts_.find(locale);
  if (texts == texts_.end()) return {};
  const auto found = texts->second.find(key);
  return found == texts->second.end() ? std::string() : found->second;
}

bool Texts::has(Locale locale, std::string_view key) const {
  const auto texts = texts_.find(locale);
  if (texts == texts_.end()) return false;
  return texts->second.contains(key) || texts->second.contains(std::string(key) + "_other");
}

std::vector<std::string> Texts::keys(Locale locale) const {
  std::vector<std::string> out;
  if (const auto texts = texts_.find(locale); texts != texts_.end()) {
    for (const auto& [key, value] : texts->second) out.push_back(key);
  }
  return out;
}

const Texts& texts() {
  static const Texts instance = [] {
    std::map<Locale, std::string> sources;
    for (const Locale locale : kLocales) {
      const std::string path = "texts/" + std::string(to_string(locale)) + ".json";
      const auto* file = find_embedded_file(path);
      if (file == nullptr) throw std::runtime_error("the program lacks " + path);
      sources.emplace(locale, file->bytes);
    }
    return Texts(sources);
  }();
  return instance;
}

}  // namespace kontor
