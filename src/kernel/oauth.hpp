// OAuth 2 (RFC 6749, 6): a refresh token becomes an access token, for mail servers that take no
// passwords.
#pragma once

#include <string>

namespace kontor {

struct TokenRequest {
  std::string url;  // https://..., or http:// on the same machine
  std::string client_id;
  std::string refresh_token;
};

// Blocks. Throws ImapFailure with what the server says, no secrets.
std::string access_token(const TokenRequest& request);

}  // namespace kontor
