#include "reference.hpp"

#include <set>

#include "accounts/memberships.hpp"
#include "catalog/catalog.hpp"
#include "kernel/config.hpp"
#include "orders/order.hpp"
#include "pricing/price_request.hpp"
#include "quotes/quote.hpp"

namespace kontor {
namespace {

constexpr std::string_view kGenerated =
    "<!-- Printed by `kontor reference docs`. Change the table in the code, not this page. -->\n\n";

/// A table and a Mermaid diagram of one machine.
template <class Table>
std::string life_page(std::string_view title, std::string_view source, const Table& table) {
  std::string page = std::string(kGenerated) + "# The life of " + std::string(title) + "\n\n";
  page += "Source: `" + std::string(source) + "`. A step that is not listed is refused as " +
          "`wrong_state`.\n\n```mermaid\nstateDiagram-v2\n";
  for (const auto& step : table) {
    page.append("  ").append(enum_name(step.from)).append(" --> ").append(enum_name(step.to));
    page.append(": ").append(enum_name(step.action)).append("\n");
  }
  page += "```\n\n| from | action | to | right |\n|---|---|---|---|\n";
  for (const auto& step : table) {
    page.append("| ").append(enum_name(step.from)).append(" | ").append(enum_name(step.action));
    page.append(" | ").append(enum_name(step.to)).append(" | `");
    page.append(enum_name(step.right)).append("` |\n");
  }
  return page;
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<') escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

std::string settings_page() {
  std::string page = std::string(kGenerated) +
                     "# Settings\n\nA TOML file (`kontor.toml` in the current folder, or `--config "
                     "FILE`), then environment variables, then flags: the later wins. A dot in the "
                     "name is a section of the file: `smtp.url` is `url` below `[smtp]`. `kontor "
                     "doctor` checks all of them and says what to mend.\n\n"
                     "| name | variable | flag | default | values | meaning |\n"
                     "|---|---|---|---|---|---|\n";
  for (const auto& setting : settings()) {
    const std::string otherwise =
        setting.default_text.empty() ? "" : "`" + std::string(setting.default_text) + "`";
    page += "| `" + std::string(setting.name) + "` | `" + setting.environment_name() + "` | `" +
            setting.flag_name() + "` | " + otherwise + " | " + cell(setting.range) + " | " +
            cell(setting.help) + " |\n";
  }
  return page;
}

}  // namespace

std::vector<ReferencePage> reference_pages() {
  return {
      {"lives/order.md", life_page("an order", "kOrderLife in src/orders/order.hpp", kOrderLife)},
      {"lives/membership.md",
       life_page("a membership", "kMembershipLife in src/accounts/memberships.hpp",
                 kMembershipLife)},
      {"lives/price_request.md",
       life_page("a price request", "kPriceRequestLife in src/pricing/price_request.hpp",
                 kPriceRequestLife)},
      {"lives/quote.md",
       life_page("a quote", "kQuoteLife in src/quotes/quote.hpp", kQuoteLife)},
      {"lives/product.md",
       life_page("a product", "kProductLife in src/catalog/catalog.hpp", kProductLife)},
      {"operating/settings.md", settings_page()},
  };
}

}  // namespace kontor
