#pragma once
// Identifiers. Inside: 16 bytes, UUID version 7 (RFC 9562), so that keys grow with time.
// Outside (JSON, URLs, logs): TypeID text, "order_01h455vb4pex5vsknk084sn02q"
// (prefix + 26 characters of lower-case Crockford base32, https://github.com/jetify-com/typeid).

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return bytes == std::array<std::uint8_t, 16>{}; }
};

/// "prefix_26characters".
std::string typeid_text(std::string_view prefix, const Uuid& id);
void append_typeid(std::string& out, std::string_view prefix, const Uuid& id);

/// Nothing when the text has another prefix, another length or a character outside the alphabet.
std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text);

/// The prefix before the last underscore ("order" of "order_01h4..."); empty when there is none.
std::string_view typeid_prefix(std::string_view text);

/// Version 7: 48 bits of milliseconds, 12 bits of a counter, 62 random bits.
Uuid make_uuid7(std::int64_t at_ms, std::uint16_t counter,
                const std::array<std::uint8_t, 8>& random);

/// An identifier of one kind of thing; `Tag::kPrefix` is its prefix outside.
template <class Tag>
struct Id : Uuid {
  using tag_type = Tag;

  Id() = default;
  explicit Id(const Uuid& uuid) : Uuid(uuid) {}

  auto operator<=>(const Id&) const = default;
  std::string text() const { return typeid_text(Tag::kPrefix, *this); }
  static std::optional<Id> parse(std::string_view text) {
    auto uuid = parse_typeid(Tag::kPrefix, text);
    if (!uuid) return std::nullopt;
    return Id(*uuid);
  }
};

struct TenantTag {
  static constexpr std::string_view kPrefix = "tenant";
};
struct EventTag {
  static constexpr std::string_view kPrefix = "event";
};
struct JobTag {
  static constexpr std::string_view kPrefix = "job";
};
using TenantId = Id<TenantTag>;
using EventId = Id<EventTag>;
using JobId = Id<JobTag>;

}  // namespace kontor

template <>
struct std::hash<kontor::Uuid> {
  std::size_t operator()(const kontor::Uuid& id) const noexcept {
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
template <class Tag>
struct std::hash<kontor::Id<Tag>> : std::hash<kontor::Uuid> {};
