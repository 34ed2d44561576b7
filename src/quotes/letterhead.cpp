#include "quotes/letterhead.hpp"

#include "accounts/actor_log.hpp"
#include "kernel/aggregate.hpp"
#include "kernel/mail.hpp"
#include "kernel/public_page.hpp"

namespace kontor {
namespace {

std::optional<Letterhead> find_letterhead(Tx& tx, const AccountId& account) {
  return tx.find<Letterhead>("WHERE tenant_id = $1 AND account_id = $2", tx.tenant(), account);
}

Account account_for(Tx& tx, const Actor& actor, Right right, const AccountId& id) {
  auto account = find_account(tx, id);
  if (!account) throw Refused(kNotFound);
  const Permission permission = can(actor, right, account->path);
  if (!permission) {
    if (permission.hidden) throw Refused(kNotFound);
    throw Refused(permission.reason, permission.params);
  }
  return std::move(*account);
}

/// Row first; it comes into being when it is changed for the first time.
Letterhead take_letterhead(Tx& tx, const AccountId& account, SeenVersion version) {
  tx.execute("UPDATE letterhead SET version = version + 1 WHERE tenant_id = $1 AND account_id = $2",
             tx.tenant(), account);
  auto found = find_letterhead(tx, account);
  if (!found) {
    Letterhead made;
    made.tenant_id = tx.tenant();
    made.account_id = account;
    tx.insert(made);
    found = std::move(made);
  }
  if (version && *version != found->version - 1) {
    refuse_stale(tx, LetterheadTag::kPrefix, found->id(), *version, found->version - 1);
  }
  return std::move(*found);
}

void check(const LetterheadPatch& patch, bool of_merchant) {
  const auto address = [](const Patch<Text<254>>& url, const char* pointer) {
    const bool web = url.value.starts_with("https://") || url.value.starts_with("http://");
    if (url.present && !url.value.empty() && !(web && is_link_target(url.value))) {
      throw Refused::field(pointer, "not_a_web_address", "", url.value);
    }
  };
  address(patch.terms_url, "/terms_url");
  address(patch.imprint_url, "/imprint_url");
  address(patch.privacy_url, "/privacy_url");
  if (patch.logo.present && !patch.logo.value.empty() && !picture_of_data_url(patch.logo.value)) {
    throw Refused::field("/logo", "not_a_picture", "PNG, JPEG");
  }
  if (of_merchant) return;
  if (patch.valid_days.present) throw Refused::field("/valid_days", "not_allowed");
  if (patch.remind_days.present) throw Refused::field("/remind_days", "not_allowed");
}

const std::string& first_of(const std::string& own, const std::string& other) {
  return own.empty() ? other : own;
}

std::vector<QuoteText> texts_in(const std::vector<LetterheadText>& texts, Locale locale) {
  std::vector<QuoteText> found;
  for (const auto& one : texts) {
    if (one.locale == locale) found.push_back({one.title, one.body});
  }
  return found;
}

}  // namespace

LetterheadId Letterhead::id() const {
  LetterheadId id;
  id.bytes = account_id.bytes;
  return id;
}

LetterheadView letterhead_view(Tx& tx, const Actor& actor, const AccountId& id) {
  const Account account = account_for(tx, actor, Right::account_read, id);
  const Tenant tenant = own_tenant(tx);
  const auto own = find_letterhead(tx, account.id);
  const auto days = find_letterhead(tx, tenant.root_account_id).value_or(Letterhead{});
  LetterheadView view;
  view.account_id = account.id;
  view.valid_days = days.valid_days;
  view.remind_days = days.remind_days;
  view.of_merchant = account.id == tenant.root_account_id;
  if (!own) return view;
  view.logo = own->logo;
  view.footer = own->footer;
  view.terms_url = own->terms_url;
  view.imprint_url = own->imprint_url;
  view.privacy_url = own->privacy_url;
  view.texts = own->texts.value;
  view.version = own->version;
  return view;
}

LetterheadView change_letterhead(Tx& tx, const Actor& actor, const AccountId& id,
                                 SeenVersion version, const LetterheadPatch& patch) {
  const Account account = account_for(tx, actor, Right::letterhead_manage, id);
  check(patch, account.id == own_tenant(tx).root_account_id);
  Letterhead own = take_letterhead(tx, account.id, version);
  ChangedFields fields;
  fields.set("footer", own.footer, patch.footer);
  fields.set("terms_url", own.terms_url, patch.terms_url);
  fields.set("imprint_url", own.imprint_url, patch.imprint_url);
  fields.set("privacy_url", own.privacy_url, patch.privacy_url);
  if (patch.valid_days.present) {
    fields.set("valid_days", own.valid_days, patch.valid_days.value.value);
  }
  if (patch.remind_days.present) {
    fields.set("remind_days", own.remind_days, patch.remind_days.value.value);
  }
  if (patch.logo.present && patch.logo.value != own.logo) {
    own.logo = patch.logo.value;
    fields.note("logo", "", "");  // the picture itself is no text for a log
  }
  if (patch.texts.present && to_json(patch.texts.value) != to_json(own.texts.value)) {
    own.texts.value = patch.texts.value;
    fields.note("texts", "", std::to_string(own.texts->size()));
  }
  record(tx,
         LogHead{LetterheadTag::kPrefix, own.id(), own.version, own.last_seq, own.last_hash, {}},
         draft_by(actor, "letterhead.changed", Visibility::internal, fields.json()));
  tx.update(own);
  return letterhead_view(tx, actor, id);
}

QuoteStationery stationery_of(Tx& tx, const Tenant& tenant, const AccountId& seller,
                              Locale locale) {
  const auto merchant = find_letterhead(tx, tenant.root_account_id).value_or(Letterhead{});
  const bool is_merchant = seller == tenant.root_account_id;
  const auto own = is_merchant ? merchant : find_letterhead(tx, seller).value_or(Letterhead{});
  QuoteStationery stationery;
  stationery.letterhead.logo = first_of(own.logo, first_of(merchant.logo, tenant.logo));
  stationery.letterhead.footer = own.footer;
  stationery.letterhead.terms_url = first_of(own.terms_url, merchant.terms_url);
  stationery.letterhead.imprint_url = first_of(own.imprint_url, merchant.imprint_url);
  stationery.letterhead.privacy_url = first_of(own.privacy_url, merchant.privacy_url);
  stationery.texts = texts_in(own.texts.value, locale);
  if (stationery.texts.empty()) stationery.texts = texts_in(merchant.texts.value, locale);
  stationery.valid_days = merchant.valid_days;
  stationery.remind_days = merchant.remind_days;
  return stationery;
}

}  // namespace kontor
