#pragma once
// A merchant with everything that routes are about, in a database of its own or beside another
// merchant, and people of every kind who ask for it. For the tests of who may do and see what.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "accounts/users.hpp"
#include "orders/order.hpp"
#include "program.hpp"

namespace kontor::test {

/// Somebody with a session, a key or nothing, at the address of a merchant.
struct Caller {
  std::string name;
  std::string session;
  std::string bearer;
  std::string host;
  std::string account = {};  ///< for which he says to act
};

using Names = std::map<std::string, std::string>;

/// Reads the time from `clock` when one is given, and keeps its data at `database_url`, else in a
/// SQLite file in `folder`. Passwords cost nothing, nobody is too fast, no job runs by itself.
std::unique_ptr<Program> open_program(const std::filesystem::path& folder,
                                      const std::string& database_url = {}, Clock* clock = nullptr,
                                      MailTransport* mail = nullptr);

/// SQLite file and key of a program that writes nothing just now, for another program to start on.
void copy_data(const std::filesystem::path& from, const std::filesystem::path& to);

/// A merchant with partner Nord, his sub-partner Ost and its customer Weber, whom most routes are
/// about; customer Maier and partner West are foreign to all three.
class Merchant {
 public:
  /// `mark` stands behind every text that people of this merchant wrote.
  Merchant(Program& program, std::uint8_t number, std::string host, std::string mark = {});

  const Caller& caller(const std::string& name) const;
  /// Signed in as he is now.
  Actor actor(Tx& tx, const std::string& name) const;
  /// "{id}" and the like of a route's path, filled with this merchant's; `missing`: with an id
  /// that nobody has.
  std::string path(const std::string& pattern, bool missing = false) const;
  Address some_address() const;
  /// "$weber" and the like in a body.
  std::string body(std::string text, const Caller& caller) const;

  TenantId tenant;
  std::string host;
  Actor system;
  AccountId root;
  std::vector<Caller> callers;
  Names ids;

 private:
  void make_company(const SecretBox& secrets, Tx& tx);
  void make_people(Tx& tx, const User& admin);
  void make_gone(Tx& tx);
  void make_keys(Tx& tx);
  void make_product(Tx& tx);
  void make_cart_and_order(Tx& tx);
  void make_price_requests(Tx& tx);
  void make_quotes(const SecretBox& secrets, Tx& tx);
  void make_moves(Tx& tx);

  void make_desk(Tx& tx);
  void make_files(Program& program);
  void make_import(Program& program);
  void make_mails_in(Program& program);
  AccountId account(Tx& tx, AccountKind kind, const AccountId& parent, const char* name);
  User person(Tx& tx, const AccountId& at, const std::string& name, Role role);
  void enter(const std::string& name, std::string session, std::string bearer = {});
  std::string marked(const char* text) const { return text + mark_; }
  std::string id_for(const std::string& path, bool missing) const;

  std::string mark_;
};

/// What the program answers to a request below /api/v1. Reads and writes everything that a browser
/// sends; `If-Match: *`.
http::Response ask(Program& program, const Caller& caller, http::Method method,
                   const std::string& path, std::string body = {},
                   const char* media_type = "application/json");

}  // namespace kontor::test
