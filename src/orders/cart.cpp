// Making, copying and changing carts; amending orders that are not confirmed yet uses the same
// commands.

#include <charconv>

#include "kernel/text.hpp"
#include "orders/change.hpp"
#include "orders/methods.hpp"
#include "orders/numbers.hpp"

namespace kontor {
namespace {

OrderOrigin origin_of(const Actor& actor) {
  const auto* acting = actor.acting_for();
  if (!acting || actor.staff()) return OrderOrigin::staff;
  return acting->account_kind == AccountKind::partner ||
                 acting->account_kind == AccountKind::sub_partner
             ? OrderOrigin::partner
             : OrderOrigin::portal;
}

std::optional<Address> default_address(const Account& account, AddressKind kind) {
  std::optional<Address> first;
  for (const auto& address : account.addresses.value) {
    if (address.kind != kind) continue;
    if (address.is_default) return address;
    if (!first) first = address;
  }
  return first;
}

Account ordering_account(Tx& tx, const Actor& actor, const AccountId& id) {
  Account account = load_account(tx, actor, id, Right::order_edit);
  if (account.kind == AccountKind::operator_ || account.state == AccountState::closed) {
    throw Refused(kAccountCannotOrder, {{"account", account.name}});
  }
  return account;
}

Order new_cart(Tx& tx, const Actor& actor, const Account& account, const std::string& name) {
  const PriceList list = price_list_of(tx, account);
  Order order;
  order.tenant_id = tx.tenant();
  order.id = tx.new_id<OrderId>();
  order.origin = origin_of(actor);
  order.account_id = account.id;
  order.account_path = account.path;
  if (auto partner = ancestor_of_kind(tx, account, AccountKind::partner)) {
    order.partner_id = partner->id;
  }
  if (auto partner = ancestor_of_kind(tx, account, AccountKind::sub_partner)) {
    order.sub_partner_id = partner->id;
  }
  order.cart_number = next_cart_number(tx);
  order.name = name;
  order.currency = list.currency;
  order.gross = list.gross;
  order.price_list_id = list.id;
  order.locale = account.locale;
  order.billing_address.value = default_address(account, AddressKind::billing);
  order.shipping_address.value = default_address(account, AddressKind::shipping);
  if (!order.shipping_address.value) order.shipping_address = order.billing_address;
  if (const auto methods = methods_of(tx, MethodKind::payment); !methods.empty()) {
    order.payment_method = methods.front().code;
  }
  if (const auto methods = methods_of(tx, MethodKind::shipping); !methods.empty()) {
    order.shipping_method = methods.front().code;
    order.shipping_cost_cents = methods.front().cost_cents;
  }
  order.created_by = actor.name;
  order.created_at_ms = tx.now_ms();
  order.changed_at_ms = tx.now_ms();
  order.version = 1;
  return order;
}

void fill_line(OrderLine& line, const Sellable& article) {
  line.variant_id = article.variant_id;
  line.sku = article.sku;
  line.name = article.name;
  line.description = article.description;
  line.unit = article.unit;
  line.tax_class = article.tax_class;
  line.charge_type = article.charge_type;
  line.by_quote = article.by_quote;
  line.needs_shipping = article.needs_shipping;
  line.stock_hint = article.stock_hint;
  line.list_price_e4 = article.unit_price_e4;
  line.unit_price_e4 = article.unit_price_e4;
  line.price_source = article.unit_price_e4 ? PriceSource::list : PriceSource::none;
}

OrderLine new_line(const OrderChange& change, std::int64_t quantity_milli) {
  OrderLine line;
  line.tenant_id = change.order.tenant_id;
  line.order_id = change.order.id;
  line.id = change.tx.new_id<LineId>();
  line.quantity_milli = quantity_milli;
  return line;
}

/// Adds to the line of the same article where its price is the list's; else a new line.
void put_article(OrderChange& change, const Sellable& article, std::int64_t quantity_milli) {
  for (auto& line : change.lines) {
    if (line.variant_id != article.variant_id || line.price_source != PriceSource::list ||
        line.discount_bp != 0) {
      continue;
    }
    const std::int64_t sum = line.quantity_milli + quantity_milli;
    if (sum > QuantityMilli::kMax) {
      throw Refused::field("/quantity_milli", "too_large", std::to_string(QuantityMilli::kMax),
                           std::to_string(sum));
    }
    line.quantity_milli = sum;
    const auto again =
        find_sellable(change.tx, change.order.price_list_id, article.variant_id, sum);
    if (again) fill_line(line, *again);
    return;
  }
  if (change.lines.size() >= kMaxLines) {
    throw Refused(kTooManyLines, {{"limit", static_cast<std::int64_t>(kMaxLines)}});
  }
  OrderLine line = new_line(change, quantity_milli);
  fill_line(line, article);
  change.lines.push_back(std::move(line));
}

/// A line that is no article. Its price was agreed for that order: who may not set prices gets it
/// open, to be priced by the desk.
OrderLine copy_free_line(const OrderChange& change, const OrderLine& source) {
  OrderLine line = new_line(change, source.quantity_milli);
  line.name = source.name;
  line.description = source.description;
  line.unit = source.unit;
  line.charge_type = source.charge_type;
  line.tax_class = source.tax_class;
  line.needs_shipping = source.needs_shipping;
  line.price_source = PriceSource::manual;
  if (change.actor.staff()) line.unit_price_e4 = source.unit_price_e4;
  return line;
}

/// What somebody chose: an article of the catalog, or a free line of the desk.
void put_line(OrderChange& change, const NewLine& input) {
  if (input.variant_id || input.sku) {
    const auto& list = change.order.price_list_id;
    const std::int64_t quantity = input.quantity_milli;
    const auto article = input.variant_id
                             ? find_sellable(change.tx, list, *input.variant_id, quantity)
                             : find_sellable_by_sku(change.tx, list, *input.sku, quantity);
    if (!article) throw Refused(kArticleNotSold, {{"article", input.sku.value_or("")}});
    put_article(change, *article, quantity);
  } else {
    if (!input.name) throw Refused::field("/variant_id", "required");
    if (!change.actor.staff()) throw Refused(kPriceNotYours);
    if (change.lines.size() >= kMaxLines) {
      throw Refused(kTooManyLines, {{"limit", static_cast<std::int64_t>(kMaxLines)}});
    }
    OrderLine line = new_line(change, input.quantity_milli);
    line.name = *input.name;
    line.unit = input.unit.value_or("");
    line.tax_class = input.tax_class.value_or(TaxClass::standard);
    line.price_source = PriceSource::manual;
    if (input.unit_price_e4) line.unit_price_e4 = *input.unit_price_e4;
    change.lines.push_back(std::move(line));
  }
}

/// Carts change silently for others; what a customer sees of a placed order he is told.
Order finish_edit(OrderChange& change, std::string_view kind, const ChangedFields& fields) {
  change.recompute();
  change.store_lines();
  change.note(change.draft(kind, Visibility::public_, fields.json()));
  return change.store();
}

std::string line_text(const OrderLine& line) { return summary_of({line}); }

struct PastedRow {
  std::string sku;
  std::int64_t quantity_milli = 1000;
  std::size_t number = 0;  ///< counted from 1
};

/// "40-2260<TAB>4": nothing for a row whose quantity is no positive whole number.
std::optional<PastedRow> read_row(std::string_view text, std::size_t number) {
  const auto split = text.find_first_of("\t;");
  PastedRow row{trimmed(text.substr(0, split)), 1000, number};
  if (split == std::string_view::npos) return row;
  const std::string quantity = trimmed(text.substr(split + 1));
  std::int64_t count = 0;
  const auto parsed = std::from_chars(quantity.data(), quantity.data() + quantity.size(), count);
  const bool whole = parsed.ec == std::errc{} && parsed.ptr == quantity.data() + quantity.size();
  if (!whole || count < 1 || count > QuantityMilli::kMax / 1000) return std::nullopt;
  row.quantity_milli = count * 1000;
  return row;
}

}  // namespace

Order create_cart(Tx& tx, const Actor& actor, const NewCart& input) {
  Account account = ordering_account(tx, actor, input.account_id);
  OrderChange change{
      tx, actor, new_cart(tx, actor, account, input.name), {}, {}, {}, std::move(account)};
  ChangedFields contract;
  set_contract(change, contract, {true, input.contract_number}, {true, input.business_case});
  for (const NewLine& line : input.lines) put_line(change, line);
  change.recompute();
  change.note(change.draft("order.created", Visibility::public_));
  return change.insert();
}

Order copy_order(Tx& tx, const Actor& actor, const OrderId& id) {
  const Order source = load_order(tx, actor, id);
  Account account = ordering_account(tx, actor, source.account_id);
  OrderChange change{
      tx, actor, new_cart(tx, actor, account, source.name), {}, {}, {}, std::move(account)};
  Order& order = change.order;
  order.billing_address = source.billing_address;
  order.shipping_address = source.shipping_address;
  order.payment_method = source.payment_method;
  order.shipping_method = source.shipping_method;
  order.shipping_cost_cents = source.shipping_cost_cents;
  ChangedFields left_out;
  if (!source.contract_number.empty()) {
    set_contract(change, left_out, {true, source.contract_number}, {true, BusinessCase::reorder});
  }
  for (const auto& line : lines_of(tx, id)) {
    if (!line.variant_id) {
      change.lines.push_back(copy_free_line(change, line));
      continue;
    }
    const auto article =
        find_sellable(tx, order.price_list_id, *line.variant_id, line.quantity_milli);
    if (article) {
      put_article(change, *article, line.quantity_milli);
    } else {
      left_out.note("line", line_text(line), "");
    }
  }
  change.recompute();
  change.note(change.draft("order.copied", Visibility::public_, left_out.json()));
  return change.insert();
}

Order add_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
               const NewLine& input) {
  OrderChange change = take_for_edit(tx, actor, id, version, EditKind::more_articles);
  ChangedFields fields;
  put_line(change, input);
  fields.note("line", "", line_text(change.lines.back()));
  return finish_edit(change, "order.line_added", fields);
}

Order paste_lines(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const PastedLines& input) {
  OrderChange change = take_for_edit(tx, actor, id, version, EditKind::more_articles);
  ChangedFields fields;
  std::vector<FieldError> errors;
  std::size_t number = 0;
  std::string_view rest = input.text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++number;
    if (trimmed(text).empty()) continue;
    const auto row = read_row(text, number);
    const std::string pointer = "/text/" + std::to_string(number);
    if (!row) {
      errors.push_back({pointer, "not_a_quantity", "1", first_graphemes(text, 60)});
      continue;
    }
    const auto article =
        find_sellable_by_sku(tx, change.order.price_list_id, row->sku, row->quantity_milli);
    if (!article) {
      errors.push_back({pointer, "article_not_sold", "", first_graphemes(row->sku, 60)});
      continue;
    }
    put_article(change, *article, row->quantity_milli);
    fields.note("line", "", std::to_string(row->quantity_milli / 1000) + " × " + article->name);
  }
  if (!errors.empty()) throw Refused::fields(std::move(errors));
  return finish_edit(change, "order.line_added", fields);
}

namespace {

OrderLine& line_in(OrderChange& change, const LineId& id) {
  for (auto& line : change.lines) {
    if (line.id == id) return line;
  }
  throw Refused(kNotFound);
}

}  // namespace

namespace {

/// The list's price follows its tiers. A granted one was granted for at least that quantity: with
/// less it is the list's again.
void follow_quantity(const OrderChange& change, OrderLine& line, std::int64_t before_milli,
                     ChangedFields& fields) {
  const bool granted = line.price_source == PriceSource::request;
  if (granted && line.quantity_milli >= before_milli) return;
  if (!line.variant_id || (!granted && line.price_source != PriceSource::list)) return;
  const auto article =
      find_sellable(change.tx, change.order.price_list_id, *line.variant_id, line.quantity_milli);
  if (!article) return;
  const auto price_before = line.unit_price_e4;
  fill_line(line, *article);
  if (!granted) return;
  auto price = price_before;
  fields.set("unit_price_e4", price, line.unit_price_e4);
}

}  // namespace

Order change_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const LineId& line_id, const LinePatch& patch) {
  OrderChange change = take_for_edit(tx, actor, id, version);
  OrderLine& line = line_in(change, line_id);
  if ((patch.unit_price_e4.present || patch.discount_bp.present || patch.name.present) &&
      !actor.staff()) {
    throw Refused(kPriceNotYours);
  }
  ChangedFields fields;
  const std::int64_t before_milli = line.quantity_milli;
  if (fields.set("quantity_milli", line.quantity_milli, patch.quantity_milli)) {
    follow_quantity(change, line, before_milli, fields);
  }
  if (patch.unit_price_e4.present) {
    std::optional<std::int64_t> price = patch.unit_price_e4.value;
    if (fields.set("unit_price_e4", line.unit_price_e4, price)) {
      line.price_source = PriceSource::manual;
    }
  }
  fields.set("discount_bp", line.discount_bp, patch.discount_bp);
  fields.set("name", line.name, patch.name);
  if (fields.empty()) return change.store();
  return finish_edit(change, "order.line_changed", fields);
}

Order remove_line(Tx& tx, const Actor& actor, const OrderId& id, SeenVersion version,
                  const LineId& line_id) {
  OrderChange change = take_for_edit(tx, actor, id, version);
  ChangedFields fields;
  fields.note("line", line_text(line_in(change, line_id)), "");
  std::erase_if(change.lines, [&](const OrderLine& line) { return line.id == line_id; });
  return finish_edit(change, "order.line_removed", fields);
}

}  // namespace kontor
