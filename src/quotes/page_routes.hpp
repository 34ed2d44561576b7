#pragma once
// /q/{token}: the public pages of quotes.

#include "kernel/api.hpp"
#include "kernel/services.hpp"

namespace kontor {

void add_quote_pages(http::Router& router, Api& api, const Services& services);

}  // namespace kontor
