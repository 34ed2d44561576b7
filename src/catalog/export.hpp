// CSV files of everything, UTF-8 with byte order mark and `;`, safe for spreadsheets.
#pragma once

#include <string>

#include "catalog/catalog.hpp"

namespace kontor {

/// Each needs Right::data_export. Floor prices are there for who may read them.
std::string export_products(Tx& tx, const Actor& actor, Locale locale);
std::string export_customers(Tx& tx, const Actor& actor, Locale locale);
std::string export_prices(Tx& tx, const Actor& actor, Locale locale);

}  // namespace kontor
