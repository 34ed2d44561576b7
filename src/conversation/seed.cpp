#include "conversation/seed.hpp"

#include "conversation/text_blocks.hpp"

namespace kontor {
namespace {

struct Written {
  std::string_view name;
  Locale locale;
  TextBlockUse used_in;
  std::string_view body;
};

constexpr Written kWritten[] = {
    {"Foto vom Typenschild", Locale::de, TextBlockUse::message,
     "Guten Tag,\n\nbitte schicken Sie uns zu {{order.number}} ein Foto vom **Typenschild** der "
     "alten Station. Dann prüfen wir, welches Netzteil passt.\n\nFreundliche Grüße  \n{{me.name}}"},
    {"Foto vom Typenschild", Locale::en, TextBlockUse::message,
     "Hello,\n\nfor {{order.number}}, please send us a photo of the **type plate** of the old "
     "station. We will then check which power supply fits.\n\nKind regards  \n{{me.name}}"},
    {"Foto vom Typenschild", Locale::fr, TextBlockUse::message,
     "Bonjour,\n\npour {{order.number}}, merci de nous envoyer une photo de la **plaque "
     "signalétique** de l’ancienne platine. Nous vérifierons alors quelle alimentation "
     "convient.\n\nCordialement  \n{{me.name}}"},
    {"Lieferverzug", Locale::de, TextBlockUse::message,
     "Guten Tag,\n\nleider kommt ein Teil Ihres Auftrags {{order.number}} später. Sie haben die "
     "Wahl:\n\n- wir liefern alles zusammen, sobald es da ist, oder\n- wir schicken vorab, was "
     "wir haben.\n\nWas ist Ihnen lieber?\n\nFreundliche Grüße  \n{{me.name}}"},
    {"Dank für die Bestellung", Locale::de, TextBlockUse::message,
     "Vielen Dank für Ihre Bestellung. Wir melden uns, sobald die Ware das Haus verlässt."},
    {"Rückruf erbeten", Locale::de, TextBlockUse::note,
     "{{customer.name}} bittet um Rückruf wegen {{order.number}}: "}};

}  // namespace

void seed_text_blocks(Tx& tx) {
  for (const auto& written : kWritten) {
    TextBlockInput input;
    input.name = std::string(written.name);
    input.locale = written.locale;
    input.used_in = written.used_in;
    input.body = std::string(written.body);
    create_text_block(tx, Actor::system(tx.tenant()), input);
  }
}

}  // namespace kontor
