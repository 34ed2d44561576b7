#pragma once
// The demonstration: a merchant with people, partners, customers, products and sixty orders in all
// states, marked DEMO. Made by the same commands as real data.

#include <iosfwd>
#include <string>
#include <vector>

#include "kernel/config.hpp"
#include "kernel/db.hpp"

namespace kontor {

/// Fills an empty database; false, untouched, when it has a tenant already. Mails that the stories
/// cause go to the outbox and nowhere else.
bool make_demo(const Config& config);

struct DemoPerson {
  std::string role;  ///< "admin", "owner of Nord Systemhaus"
  std::string email;
};
/// One login per role; empty where the database holds no demonstration.
std::vector<DemoPerson> demo_people(Database& database);
void print_demo_people(const std::vector<DemoPerson>& people, std::ostream& out);

}  // namespace kontor
