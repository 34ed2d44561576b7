// The words after "given". What a module needs for its stories it adds here with a line.

#include "support/scenario.hpp"
#include "support/scenario_world.hpp"

namespace kontor::test {

const TenantId& World::tenant() { return tenant_; }

const GivenSteps& given_steps() {
  static const GivenSteps steps;
  return steps;
}

}  // namespace kontor::test
