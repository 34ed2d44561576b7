#pragma once
// Each module's words after "given", in a file of its own.

#include "support/scenario_world.hpp"

namespace kontor::test {

void add_account_steps(GivenSteps& steps);
void add_order_steps(GivenSteps& steps);

}  // namespace kontor::test
