#pragma once
// The routes of this module: session, set-up, accounts, users, API keys (docs/api).

#include "kernel/api.hpp"
#include "kernel/services.hpp"

namespace kontor {

void add_account_routes(Api& api);
void add_user_routes(Api& api);
/// What has to do with passwords: hashed outside of any transaction, behind the gate.
void add_login_routes(Api& api, Services& services);

/// A query parameter of plain text, for descriptions.
inline ParameterDoc text_parameter(const char* name, const char* description) {
  ParameterDoc doc;
  doc.name = name;
  doc.description = description;
  doc.schema = {{"type", "string"}};
  return doc;
}

}  // namespace kontor
