#include "kernel/id.hpp"

namespace kontor {
namespace {

__extension__ typedef unsigned __int128 Bits128;  // no type of the standard, so -Wpedantic asks

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kTextLength = 26;

constexpr std::array<std::int8_t, 256> make_decode_table() {
  std::array<std::int8_t, 256> table{};
  for (auto& entry : table) entry = -1;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return table;
}
constexpr auto kDecode = make_decode_table();

}  // namespace

void append_typeid(std::string& out, std::string_view prefix, const Uuid& id) {
  out.append(prefix).push_back('_');
  // 128 bits in 26 digits of 5 bits: the first digit carries the top 3 bits only.
  Bits128 value = 0;
  for (auto byte : id.bytes) value = (value << 8) | byte;
  std::array<char, kTextLength> digits;
  for (std::size_t i = kTextLength; i-- > 0; value >>= 5) {
    digits[i] = kAlphabet[static_cast<std::size_t>(value & 31U)];
  }
  out.append(digits.data(), digits.size());
}

std::string typeid_text(std::string_view prefix, const Uuid& id) {
  std::string text;
  append_typeid(text, prefix, id);
  return text;
}

std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 1 + kTextLength) return std::nullopt;
  if (!text.starts_with(prefix) || text[prefix.size()] != '_') return std::nullopt;
  text.remove_prefix(prefix.size() + 1);
  if (text[0] > '7') return std::nullopt;
  Bits128 value = 0;
  for (char c : text) {
    const auto digit = kDecode[static_cast<unsigned char>(c)];
    if (digit < 0) return std::nullopt;
    value = (value << 5) | static_cast<Bits128>(digit);
  }
  Uuid id;
  for (std::size_t i = 16; i-- > 0; value >>= 8) id.bytes[i] = static_cast<std::uint8_t>(value);
  return id;
}

std::string_view typeid_prefix(std::string_view text) {
  const auto at = text.rfind('_');
  return at == std::string_view::npos ? std::string_view{} : text.substr(0, at);
}

Uuid make_uuid7(std::int64_t at_ms, std::uint16_t counter,
                const std::array<std::uint8_t, 8>& random) {
  Uuid id;
  const auto time = static_cast<std::uint64_t>(at_ms);
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(time >> (8 * (5 - i)));
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70U | ((counter >> 8) & 0x0FU));
  id.bytes[7] = static_cast<std::uint8_t>(counter);
  for (std::size_t i = 0; i < 8; ++i) id.bytes[8 + i] = random[i];
  id.bytes[8] = static_cast<std::uint8_t>(0x80U | (id.bytes[8] & 0x3FU));
  return id;
}

}  // namespace kontor
