// The words after "given". What a module needs for its stories it adds here with a line.

#include "support/scenario_given.hpp"

namespace kontor::test {

const GivenSteps& given_steps() {
  static const GivenSteps steps = [] {
    GivenSteps all;
    add_account_steps(all);
    add_order_steps(all);
    add_mail_in_steps(all);
    return all;
  }();
  return steps;
}

}  // namespace kontor::test
