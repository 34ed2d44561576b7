// A body: parsed, read into a struct with every kind of field, written and read again.

#include "kernel/json.hpp"

#include "fuzz.hpp"
#include "kernel/refused.hpp"

namespace kontor::fuzz {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
  Text<40, 1> sku;
  Bounded<1, 1'000'000> quantity;
  std::optional<std::int64_t> price_cents;
};
BOOST_DESCRIBE_STRUCT(Line, (), (sku, quantity, price_cents))

struct Everything {
  Text<70> name;
  MultilineText<500> note;
  VerbatimText<128> password;
  bool wanted = false;
  std::int64_t number = 0;
  std::optional<Colour> colour;
  std::optional<Text<10>> code;
  List<Line, 5> lines;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (name, note, password, wanted, number, colour, code, lines, words))

}  // namespace
}  // namespace kontor::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  try {
    const auto first = from_json<fuzz::Everything>(fuzz::text_of(data, size));
    fuzz::promise(first.lines.size() <= 5, "a list keeps its limit");
    const auto text = to_json(first);
    fuzz::promise(to_json(from_json<fuzz::Everything>(text)) == text,
                  "what was written is read as the same");
  } catch (const Refused&) {
    // An answer with the field and the reason.
  }
  return 0;
}
