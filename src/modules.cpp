// What the program consists of: routes, queues, who subscribes to which event and in which order,
// and what must always be true. Declarative and short; the modules do the work.

#include "modules.hpp"

#include "accounts/actor.hpp"
#include "accounts/api_hooks.hpp"
#include "accounts/routes.hpp"
#include "accounts/sessions.hpp"
#include "accounts/verify.hpp"
#include "catalog/routes.hpp"
#include "catalog/verify.hpp"
#include "conversation/files.hpp"
#include "conversation/mail_fetch.hpp"
#include "conversation/mail_out.hpp"
#include "conversation/templates.hpp"
#include "conversation/text_blocks.hpp"
#include "conversation/triage.hpp"
#include "conversation/verify.hpp"
#include "fulfilment/routes.hpp"
#include "fulfilment/verify.hpp"
#include "job_routes.hpp"
#include "kernel/event.hpp"
#include "kernel/housekeeping.hpp"
#include "orders/order.hpp"
#include "orders/routes.hpp"
#include "orders/subscribers.hpp"
#include "orders/verify.hpp"
#include "payments/routes.hpp"
#include "payments/verify.hpp"
#include "pricing/price_request.hpp"
#include "pricing/routes.hpp"
#include "pricing/verify.hpp"
#include "quotes/page_routes.hpp"
#include "quotes/papers.hpp"
#include "quotes/quote.hpp"
#include "quotes/routes.hpp"
#include "quotes/verify.hpp"

namespace kontor {

namespace {

bool clean_sessions(Tx& tx) {
  delete_expired_sessions(tx);
  return false;
}

}  // namespace

/// In this order. Those with a function run in the transaction that records the event; those with a
/// queue become jobs.
std::span<const Subscription> subscriptions() {
  static const std::vector<Subscription> all = [] {
    std::vector<Subscription> list{
        {"tenant.created", make_first_price_list, {}},
        {"tenant.created", welcome_new_tenant, {}},
        {"tenant.created", plan_housekeeping_for, {}},
        {"account.moved", follow_moved_account, {}},
        {"account.moved", move_quotes, {}},
        {"quote.sent", nullptr, "quote_paper"},
        {"quote.resent", nullptr, "quote_paper"},
        {"quote.accepted", nullptr, "quote_paper"},  // which plans the receipt
        {"order.deleted", forget_price_requests, {}},
        {"payment.captured", nullptr, kCompletionQueue, kUndoWindow_ms},
        {"payment.refunded", nullptr, kCompletionQueue, kUndoWindow_ms},
        {"shipment.shipped", nullptr, kCompletionQueue, kUndoWindow_ms},
        {"order.released", nullptr, kCompletionQueue, kUndoWindow_ms},
        {"order.deleted", forget_files, {}},
        {"message", claim_files, {}},
        {"note", claim_files, {}},
    };
    list.insert(list.end(), kMailSubscriptions.begin(), kMailSubscriptions.end());
    return list;
  }();
  return all;
}

namespace {

/// What stands above each group of routes on the API's page.
std::map<std::string, std::string> tag_sentences() {
  return {
      {"Access requests",
       "Strangers ask for a login with their company's name; staff let them in or refuse."},
      {"Accounts",
       "Companies in one tree: the merchant at the root, partners, resellers, customers and "
       "prospects below. You see the account you act for and everything below it."},
      {"API keys",
       "Keys for programs. A key acts for one account, may do what its scopes say, and is shown "
       "once."},
      {"Catalog",
       "What can be ordered: products with their variants, and price lists with tiers and floor "
       "prices."},
      {"Events",
       "One stream per browser that says what changed, so that nobody has to ask again and again."},
      {"Files",
       "What people add to messages and notes: uploaded first, seen by others with the entry that "
       "takes it along. Those of notes are for staff only."},
      {"Exports", "Products, customers and prices as CSV files that the import reads back."},
      {"Imports",
       "CSV files on their way in: upload and see what would happen, give columns to fields, "
       "run. Bad lines are listed, good ones go in, and the same file twice changes nothing."},
      {"Jobs", "Work that failed for good after all attempts: try it again or give it up."},
      {"Links",
       "What a link in a mail leads to: set a password, take an invitation, confirm an address."},
      {"Mail in",
       "Mails of customers become entries of their orders. What nobody can place waits here for a "
       "person."},
      {"Memberships",
       "Who belongs to which account and in which role. Removing one ends nothing else."},
      {"Orders",
       "One record from cart to completed order: lines, prices, addresses, its life with the "
       "reasons why a step is not possible, notes, labels, filters, views and the start page."},
      {"Outbox", "Every mail that the program has written, and what became of it."},
      {"Payments",
       "What was paid for an order and paid back: booked by hand, part by part, each step in the "
       "log."},
      {"Price requests",
       "Other prices for the lines of a cart: asked with a reason, approved, rejected or "
       "countered, as many rounds as it takes. The cart is locked while one is open."},
      {"Quotes",
       "A cart's content frozen with a number and sent with a link: withdrawn, sent again, "
       "accepted or rejected. One is alive per cart, and the cart is locked as long."},
      {"Session", "Logging in and out, one's own password, address and preferences."},
      {"Settings", "The merchant's own data, and the ways to pay and to ship that he offers."},
      {"Shipments",
       "Parcels of an order: which lines, which carrier, which numbers, and what became of them."},
      {"Templates",
       "The merchant's own words for the mails about events, per way to pay and language."},
      {"Text blocks",
       "What the desk writes again and again, in three languages and with placeholders."},
      {"Users", "The people behind the memberships: block, let in again, sign out everywhere."},
  };
}

}  // namespace

ApiHooks api_hooks(Services& services) { return make_api_hooks(services); }

void add_routes(Api& api, Services& services) {
  add_account_routes(api);
  add_user_routes(api);
  add_login_routes(api, services);
  add_catalog_routes(api);
  add_order_routes(api);
  add_pricing_routes(api);
  add_quote_routes(api, services);
  add_payment_routes(api);
  add_fulfilment_routes(api);
  add_template_routes(api, services);
  add_file_routes(api, services);
  add_outbox_routes(api, services);
  add_text_block_routes(api);
  add_inbound_routes(api, services);
  add_mailbox_routes(api, services);
  add_job_routes(api);
  api.describe_tags(tag_sentences());
}

void add_public_pages(http::Router& router, Api& api, const Services& services) {
  add_quote_pages(router, api, services);
}

std::span<const BytesColumn> bytes_columns() {
  static constexpr BytesColumn kColumns[] = {
      {"order_file", "file_hash"},
      {"order_file", "thumbnail_hash"},
      {"quote_paper", "file_hash"},
      {"inbound_mail", "source_hash"}};
  return kColumns;
}

std::vector<Queue> job_queues(Services& services) {
  std::vector<Queue> queues = catalog_queues();
  for (auto& queue : mail_queues(services)) queues.push_back(std::move(queue));
  for (auto& queue : quote_time_queues()) queues.push_back(std::move(queue));
  queues.push_back(quote_paper_queue(services));
  queues.push_back(mail_fetch_queue(services));
  queues.push_back(order_completion_queue());
  queues.push_back(file_bytes_queue(services, bytes_columns(), all_tenants));
  queues.push_back(housekeeping_queue(
      {delete_old_answers, delete_old_jobs, clean_sessions, delete_old_loose_files}));
  return queues;
}

std::vector<VerifyCheck> verify_checks() {
  return {{"log", verify_log},
          {"accounts.tree", verify_account_tree},
          {"accounts.logs", verify_account_logs},
          {"accounts.references", verify_account_references},
          {"catalog", verify_catalog},
          {"catalog.logs", verify_catalog_logs},
          {"catalog.references", verify_catalog_references},
          {"orders.logs", verify_order_logs},
          {"orders.totals", verify_order_totals},
          {"orders.lives", verify_order_lives},
          {"orders.references", verify_order_references},
          {"pricing.references", verify_pricing_references},
          {"quotes", verify_quotes},
          {"quotes.references", verify_quote_references},
          {"payments", verify_payments},
          {"payments.references", verify_payment_references},
          {"shipments", verify_shipments},
          {"shipments.references", verify_shipment_references},
          {"files.references", verify_file_references},
          {"mail.references", verify_mail_references},
          {"text_blocks.logs", verify_text_block_logs},
          {"mail.logs", verify_mail_logs},
          {"jobs", verify_event_jobs}};
}

std::vector<VerifyCheck> idle_checks() {
  return {{"jobs.left", verify_no_work_left},
          {"imports.left", verify_no_import_left},
          {"mail.left", verify_no_mail_left}};
}

std::vector<StoreCheck> store_checks() { return {{"files.bytes", verify_file_bytes}}; }

std::vector<LedgerCheck> ledger_checks() {
  return {{"ledger.orders", check_order_ledger}, {"ledger.mail", check_mail_ledger}};
}

void after_clock_back(Tx& tx, std::int64_t seen_until_ms) {
  bury_expired(tx, seen_until_ms);
  bury_expired_quotes(tx, seen_until_ms);
}

std::optional<std::string> setup_code(Services& services) {
  if (!services.tenants->empty()) return std::nullopt;
  return services.tenants->setup_code();
}

std::vector<TenantId> all_tenants(Tx& tx) {
  std::vector<TenantId> tenants;
  for (const auto row : tx.query("SELECT tenant_id FROM tenants ORDER BY tenant_id")) {
    tenants.push_back(row.get<TenantId>(0));
  }
  return tenants;
}

}  // namespace kontor
