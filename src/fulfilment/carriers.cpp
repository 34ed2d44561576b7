// Where parcels can be followed. The addresses are those that the carriers' own pages use.

#include <algorithm>
#include <array>

#include "fulfilment/shipments.hpp"
#include "kernel/url.hpp"

namespace kontor {
namespace {

constexpr std::string_view kNumber = "{number}";

struct FollowPage {
  Carrier carrier;
  std::string_view country;  ///< of the merchant; empty: anywhere
  std::string_view url;
};

constexpr std::array kPages{
    FollowPage{
        Carrier::dhl, "",
        "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}"},
    FollowPage{Carrier::dpd, "", "https://tracking.dpd.de/status/de_DE/parcel/{number}"},
    FollowPage{Carrier::gls, "", "https://gls-group.com/DE/de/paketverfolgung/?match={number}"},
    FollowPage{Carrier::hermes, "",
               "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{number}"},
    FollowPage{Carrier::ups, "", "https://www.ups.com/track?tracknum={number}"},
    FollowPage{Carrier::fedex, "", "https://www.fedex.com/fedextrack/?trknbr={number}"},
    FollowPage{Carrier::post, "AT", "https://www.post.at/sv/sendungsdetails?snr={number}"},
    FollowPage{Carrier::post, "CH", "https://service.post.ch/ekp-web/ui/entry/search/{number}"},
    FollowPage{Carrier::post, "FR",
               "https://www.laposte.fr/outils/suivre-vos-envois?code={number}"},
    FollowPage{Carrier::post, "",
               "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={number}"},
};

}  // namespace

std::string with_number(std::string_view pattern, std::string_view number) {
  std::string url(pattern);
  const auto at = url.find(kNumber);
  if (at != std::string::npos) url.replace(at, kNumber.size(), http::percent_encode(number));
  return url;
}

std::string tracking_url(Carrier carrier, std::string_view number, std::string_view country) {
  const auto* page = std::ranges::find_if(kPages, [&](const FollowPage& one) {
    return one.carrier == carrier && (one.country.empty() || one.country == country);
  });
  return page == kPages.end() ? std::string() : with_number(page->url, number);
}

}  // namespace kontor
