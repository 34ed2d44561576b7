#pragma once
// Text blocks: what the desk writes again and again. One has a name, a language, and says where it
// may be put in: notes, messages or both. Its body is Markdown with placeholders that the writer's
// page fills: {{order.number}}, {{customer.name}}, {{me.name}}.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/actor.hpp"
#include "kernel/db.hpp"
#include "kernel/event.hpp"
#include "kernel/field_types.hpp"
#include "kernel/texts.hpp"

namespace kontor {

struct TextBlockTag {
  static constexpr std::string_view kPrefix = "textblock";
};
using TextBlockId = Id<TextBlockTag>;

enum class TextBlockUse { note, message, both };
BOOST_DESCRIBE_ENUM(TextBlockUse, note, message, both)

inline constexpr Code kTextBlockTaken{"text_block_taken", 409};

struct TextBlock {
  static constexpr std::string_view kTable = "text_block";
  static constexpr int kKeyColumns = 2;
  TenantId tenant_id;
  TextBlockId id;
  std::string name;
  std::string name_key;  ///< folded; unique per language
  Locale locale = Locale::de;
  std::string body;
  TextBlockUse used_in = TextBlockUse::both;
  std::int64_t version = 1;
  std::int64_t last_seq = 0;
  Bytes last_hash;
};
BOOST_DESCRIBE_STRUCT(TextBlock, (),
                      (tenant_id, id, name, name_key, locale, body, used_in, version, last_seq,
                       last_hash))

struct TextBlockInput {
  Text<60, 1> name;
  Locale locale = Locale::de;
  MultilineText<5000, 1> body;
  TextBlockUse used_in = TextBlockUse::both;
};
BOOST_DESCRIBE_STRUCT(TextBlockInput, (), (name, locale, body, used_in))

struct TextBlockPatch {
  Patch<Text<60, 1>> name;
  Patch<Locale> locale;
  Patch<MultilineText<5000, 1>> body;
  Patch<TextBlockUse> used_in;
};
BOOST_DESCRIBE_STRUCT(TextBlockPatch, (), (name, locale, body, used_in))

/// By name, then by language. At most 500 of them.
std::vector<TextBlock> all_text_blocks(Tx& tx);
/// Right order_organise. Refuses text_block_taken, placeholders that nobody fills, and the 501st.
TextBlock create_text_block(Tx& tx, const Actor& actor, const TextBlockInput& input);
TextBlock change_text_block(Tx& tx, const Actor& actor, const TextBlockId& id,
                            std::optional<std::int64_t> version, const TextBlockPatch& patch);
void delete_text_block(Tx& tx, const Actor& actor, const TextBlockId& id);

class Api;
/// GET, POST /text-blocks, PATCH, DELETE /text-blocks/{id}; staff only.
void add_text_block_routes(Api& api);

}  // namespace kontor
