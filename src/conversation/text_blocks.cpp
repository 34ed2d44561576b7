#include "conversation/text_blocks.hpp"

#include <algorithm>
#include <array>

#include "accounts/actor_log.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/api.hpp"
#include "kernel/text.hpp"

namespace kontor {
namespace {

constexpr std::int64_t kMostTextBlocks = 500;
constexpr std::array<std::string_view, 3> kPlaceholders{"order.number", "customer.name", "me.name"};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A misspelt placeholder would stand in a letter to a customer.
void check_placeholders(std::string_view body) {
  std::size_t at = 0;
  while ((at = body.find("{{", at)) != std::string_view::npos) {
    const auto end = body.find("}}", at);
    const std::string_view name =
        trimmed(body.substr(at + 2, end == std::string_view::npos ? end : end - at - 2));
    if (end == std::string_view::npos ||
        std::ranges::find(kPlaceholders, name) == kPlaceholders.end()) {
      throw Refused::field("/body", "not_allowed",
                           "{{order.number}}, {{customer.name}}, {{me.name}}",
                           first_graphemes("{{" + std::string(name), 40));
    }
    at = end + 2;
  }
}

void refuse_taken_name(Tx& tx, const TextBlock& block) {
  const auto other = tx.find<TextBlock>("WHERE tenant_id = $1 AND name_key = $2 AND locale = $3",
                                        tx.tenant(), block.name_key, block.locale);
  if (other && other->id != block.id) throw Refused(kTextBlockTaken, {{"name", block.name}});
}

}  // namespace

std::vector<TextBlock> all_text_blocks(Tx& tx) {
  return tx.select<TextBlock>("WHERE tenant_id = $1 ORDER BY name_key, locale", tx.tenant());
}

TextBlock create_text_block(Tx& tx, const Actor& actor, const TextBlockInput& input) {
  require(actor, Right::order_organise);
  check_placeholders(input.body);
  const Rows counted =
      tx.query("SELECT COUNT(*) FROM text_block WHERE tenant_id = $1", tx.tenant());
  if (counted.front().get<std::int64_t>(0) >= kMostTextBlocks) {
    throw Refused::field("/name", "too_many", std::to_string(kMostTextBlocks),
                         std::to_string(kMostTextBlocks + 1));
  }
  TextBlock block;
  block.tenant_id = tx.tenant();
  block.id = tx.new_id<TextBlockId>();
  block.name = input.name;
  block.name_key = folded(input.name);
  block.locale = input.locale;
  block.body = input.body;
  block.used_in = input.used_in;
  refuse_taken_name(tx, block);
  record(tx, block, draft_by(actor, "text_block.created", Visibility::internal));
  tx.insert(block);
  return block;
}

TextBlock change_text_block(Tx& tx, const Actor& actor, const TextBlockId& id,
                            std::optional<std::int64_t> version, const TextBlockPatch& patch) {
  require(actor, Right::order_organise);
  TextBlock block = take<TextBlock>(tx, id, version, "");
  if (patch.body.present) check_placeholders(patch.body.value);
  ChangedFields fields;
  if (fields.set("name", block.name, patch.name)) block.name_key = folded(block.name);
  fields.set("locale", block.locale, patch.locale);
  fields.set("body", block.body, patch.body);
  fields.set("used_in", block.used_in, patch.used_in);
  refuse_taken_name(tx, block);
  if (!fields.empty()) {
    record(tx, block, draft_by(actor, "text_block.changed", Visibility::internal, fields.json()));
  }
  tx.update(block);
  return block;
}

void delete_text_block(Tx& tx, const Actor& actor, const TextBlockId& id) {
  require(actor, Right::order_organise);
  TextBlock block = take<TextBlock>(tx, id, std::nullopt, "");
  record(tx, block, draft_by(actor, "text_block.deleted", Visibility::internal));
  tx.erase(block);
}

namespace {

struct TextBlockView {
  TextBlockId id;
  std::string name;
  Locale locale = Locale::de;
  std::string body;
  TextBlockUse used_in = TextBlockUse::both;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(TextBlockView, (), (id, name, locale, body, used_in, version))

TextBlockView shown(const TextBlock& block) {
  return {block.id, block.name, block.locale, block.body, block.used_in, block.version};
}

RouteInfo info(std::string summary) {
  return {.summary = std::move(summary), .tag = "Text blocks", .access = Access::staff};
}

}  // namespace

void add_text_block_routes(Api& api) {
  using http::Method;
  api.read("/text-blocks", info("Lists the text blocks"), [](Tx& tx, const Call&) {
    std::vector<TextBlockView> views;
    for (const auto& block : all_text_blocks(tx)) views.push_back(shown(block));
    return views;
  });
  RouteInfo make = info("Makes a text block");
  make.status = 201;
  make.errors = {kTextBlockTaken};
  api.write(Method::post, "/text-blocks", make,
            [](Tx& tx, const Call& call, const TextBlockInput& body) {
              return shown(create_text_block(tx, call.actor, body));
            });
  RouteInfo change = info("Changes a text block");
  change.if_match = true;
  change.errors = {kTextBlockTaken};
  api.write(Method::patch, "/text-blocks/{id}", change,
            [](Tx& tx, const Call& call, const TextBlockPatch& body) {
              return shown(change_text_block(tx, call.actor, call.id<TextBlockId>("id"),
                                             call.seen_version(), body));
            });
  api.write(Method::remove, "/text-blocks/{id}", info("Deletes a text block"),
            [](Tx& tx, const Call& call) {
              delete_text_block(tx, call.actor, call.id<TextBlockId>("id"));
              return Nothing{};
            });
}

}  // namespace kontor
