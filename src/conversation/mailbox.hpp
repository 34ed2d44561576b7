#pragma once
// The tenant's mailbox: where mails for him arrive, and how they are fetched (IMAP).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/actor.hpp"
#include "kernel/columns.hpp"
#include "kernel/db.hpp"
#include "kernel/field_types.hpp"
#include "kernel/services.hpp"

namespace kontor {

enum class MailboxLogin { password, oauth };
BOOST_DESCRIBE_ENUM(MailboxLogin, password, oauth)

/// The row; one per tenant.
struct Mailbox {
  static constexpr std::string_view kTable = "mailbox";
  static constexpr int kKeyColumns = 1;

  TenantId tenant_id;
  std::string address;  ///< "orders@nordwerk.example"; answers go to it with a plus part
  std::string address_key;
  bool enabled = false;
  std::string url;  ///< "imaps://mail.example:993"; empty: mails come by LMTP only
  std::string user_name;
  MailboxLogin login = MailboxLogin::password;
  std::optional<Bytes> sealed_secret;  ///< password, or refresh token
  std::string token_url;
  std::string client_id;
  std::string folder;
  std::string trusted_server;  ///< whose Authentication-Results count
  std::int64_t uid_validity = 0;
  std::int64_t last_uid = 0;
  std::optional<std::int64_t> last_fetch_at_ms;
  std::string last_error;
  std::string away_text;
  std::string away_days;  ///< "1111100" Monday to Sunday: when somebody is there
  std::int64_t away_from_minute = 0;
  std::int64_t away_until_minute = 0;
};
BOOST_DESCRIBE_STRUCT(Mailbox, (),
                      (tenant_id, address, address_key, enabled, url, user_name, login,
                       sealed_secret, token_url, client_id, folder, trusted_server, uid_validity,
                       last_uid, last_fetch_at_ms, last_error, away_text, away_days,
                       away_from_minute, away_until_minute))

struct MailboxInput {
  Text<254, 3> address;
  bool enabled = false;
  Text<200> url;  ///< imaps://, or imap:// which goes on by STARTTLS; empty: nothing is fetched
  Text<254> user_name;
  MailboxLogin login = MailboxLogin::password;
  /// Password or refresh token. Absent: as it is, which is refused when it would go elsewhere.
  std::optional<VerbatimText<4000>> secret;
  Text<200> token_url;  ///< https://, where the refresh token becomes an access token
  Text<200> client_id;
  Text<200> folder;  ///< empty: INBOX
  Text<200> trusted_server;
  MultilineText<2000> away_text;          ///< what to say when nobody is there; empty: nothing
  Text<7> away_days;                      ///< "1111100": somebody is there Monday to Friday
  Bounded<0, 1440> away_from_minute{0};   ///< from then on, of the local day
  Bounded<0, 1440> away_until_minute{0};  ///< until then somebody is there
};
BOOST_DESCRIBE_STRUCT(MailboxInput, (),
                      (address, enabled, url, user_name, login, secret, token_url, client_id,
                       folder, trusted_server, away_text, away_days, away_from_minute,
                       away_until_minute))

struct MailboxView {
  std::string address;
  bool enabled = false;
  std::string url;
  std::string user_name;
  MailboxLogin login = MailboxLogin::password;
  bool has_secret = false;
  std::string token_url;
  std::string client_id;
  std::string folder;
  std::string trusted_server;
  std::string away_text;
  std::string away_days;
  std::int64_t away_from_minute = 0;
  std::int64_t away_until_minute = 0;
  std::optional<std::int64_t> last_fetch_at_ms;
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(MailboxView, (),
                      (address, enabled, url, user_name, login, has_secret, token_url, client_id,
                       folder, trusted_server, away_text, away_days, away_from_minute,
                       away_until_minute, last_fetch_at_ms, last_error))

/// Right settings_read; everything empty where there is none yet.
MailboxView view_mailbox(Tx& tx, const Actor& actor);
/// Right settings_manage. Recorded as settings.changed, without the secret; the next fetch is at
/// once.
MailboxView change_mailbox(Tx& tx, const Actor& actor, const SecretBox& secrets,
                           const MailboxInput& input);
/// Outside of the hours in which somebody reads mail, in the merchant's time zone.
bool is_away(const Mailbox& mailbox, std::int64_t now_ms, std::string_view time_zone);
/// Servers on the same machine are spoken to without TLS.
bool is_loopback_url(std::string_view url);

class Api;
/// GET and PUT /settings/mailbox.
void add_mailbox_routes(Api& api, const Services& services);

std::optional<Mailbox> find_mailbox(Tx& tx);
/// It, or one of its plus addresses. An empty mailbox has none.
bool is_mailbox_address(std::string_view address, std::string_view mailbox);

}  // namespace kontor
