// What moves around the orders of a prepared merchant: money, parcels, files and mails.

#include "conversation/files.hpp"
#include "conversation/mail_in.hpp"
#include "conversation/triage.hpp"
#include "fulfilment/shipments.hpp"
#include "kernel/picture_decode.hpp"
#include "orders/desk.hpp"
#include "payments/payments.hpp"
#include "support/merchant.hpp"

namespace kontor::test {

/// A confirmed order of which a part is paid and a part has gone out, and words of its own for it.
void Merchant::make_moves(Tx& tx) {
  NewCart input{*AccountId::parse(ids["weber"]), marked("bewegt"), {}};
  NewLine line;
  line.sku = Text<64, 1>("TS-260");
  line.quantity_milli = 3000;
  input.lines.push_back(line);
  const Order cart = create_cart(tx, system, input);
  OrderPatch patch;
  patch.billing_address.present = patch.shipping_address.present = true;
  patch.billing_address.value = patch.shipping_address.value = some_address();
  change_order(tx, system, cart.id, std::nullopt, patch);
  place_order(tx, system, cart.id, std::nullopt, {true});
  confirm_order(tx, system, cart.id, std::nullopt);
  PayOrder payment;
  payment.amount_cents = SumCents(5000);
  payment.reference = Text<140>(marked("Auszug"));
  pay_order(tx, system, cart.id, std::nullopt, payment);
  ShipOrder parcel;
  parcel.lines.push_back({lines_of(tx, cart.id).front().id, 1000});
  ship_order(tx, system, cart.id, std::nullopt, parcel);
  ids["moved"] = cart.id.text();
  ids["payment"] = money_of(tx, system, Locale::de, cart.id).payments.front().id.text();
  ids["shipment"] = shipments_of(tx, system, cart.id).items.front().id.text();
}

/// In a message of the customer and in a note, and one that the customer has not sent yet.
void Merchant::make_files(Program& program) {
  auto& blobs = program.services().blobs;
  const KeptFile kept = keep_file(blobs, marked("Plan") + ".txt", marked("Zeichnung"));
  const KeptFile picture = keep_file(blobs, marked("Foto") + ".png", *encode_png(Pixels(2, 1)));
  program.database().write_wait(tenant, [&](Tx& tx) {
    const auto order = *OrderId::parse(ids["order"]);
    const Actor customer = actor(tx, "customer");
    const Actor sales = actor(tx, "sales");
    const FileId sent = add_loose_file(tx, customer, order, picture, false).id;
    write_message(tx, customer, order, {{}, {sent}});
    const FileId noted = add_loose_file(tx, sales, order, kept, true).id;
    write_note(tx, sales, order, {{}, {noted}});
    ids["file"] = sent.text();
    ids["noted_file"] = noted.text();
    ids["loose_file"] = add_loose_file(tx, customer, order, kept, false).id.text();
  });
}

/// One that nobody can place, one at the order, one that was discarded.
void Merchant::make_mails_in(Program& program) {
  const Services& services = program.services();
  const auto receive = [&](const std::string& number, const std::string& head) {
    const auto mail = prepare_mail(services.blobs, "From: neu@firma.example\r\nMessage-ID: <" +
                                                       number + "@firma.example>\r\n" + head +
                                                       "Subject: " + marked("Frage") + "\r\n\r\n" +
                                                       marked("Wann?") + number);
    return program.database().write_wait(
        tenant, [&](Tx& tx) { return take_in(tx, services.secrets, mail).mail.id; });
  };
  ids["inmail"] = receive("m1", "").text();
  const InboundMailId attached = receive("m2", "");
  program.database().write_wait(tenant, [&](Tx& tx) {
    attach_mail(tx, actor(tx, "sales"), attached, {}, {*OrderId::parse(ids["order"])});
  });
  ids["attached_mail"] = attached.text();
}

}  // namespace kontor::test
