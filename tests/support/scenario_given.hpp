#pragma once
// Each module's words after "given", in a file of its own.

#include "support/scenario_world.hpp"

namespace kontor::test {

void add_account_steps(GivenSteps& steps);
void add_order_steps(GivenSteps& steps);
void add_mail_in_steps(GivenSteps& steps);

/// mails ADDRESS|ORDER -> kinds or "subjects"
void check_mails(World& world, const std::string& what, std::span<const std::string> wanted);
/// receive from "..." to ADDRESS ... -> 201 state=attached
void receive_mail(World& world, std::span<const std::string> words,
                  std::span<const std::string> wanted);

}  // namespace kontor::test
