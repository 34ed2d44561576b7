#include "quotes/papers.hpp"

#include "accounts/tenants.hpp"
#include "kernel/log.hpp"
#include "quotes/quote_pdf.hpp"

namespace kontor {
namespace {

struct ToPrint {
  Quote quote;
  Tenant tenant;
  PaperKind kind = PaperKind::sent;
  std::int64_t made_for_ms = 0;
};

std::optional<ToPrint> read_quote(Tx& tx, const EventId& id) {
  const auto event = tx.find<Event>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), id);
  if (!event || !event->data) return std::nullopt;
  const auto data = parse_json(*event->data);
  const auto quote_id = QuoteId::parse(std::string(data.at("quote").as_string()));
  if (!quote_id) return std::nullopt;
  auto quote = tx.find<Quote>("WHERE tenant_id = $1 AND id = $2", tx.tenant(), *quote_id);
  if (!quote) return std::nullopt;
  const bool accepted = event->kind == "quote.accepted";
  // Sent again meanwhile: the later event makes the paper.
  if (!accepted && quote->sent_at_ms != event->at_ms) return std::nullopt;
  return ToPrint{std::move(*quote), own_tenant(tx),
                 accepted ? PaperKind::accepted : PaperKind::sent, event->at_ms};
}

QuotePaper paper_of(const Quote& quote, const Tenant& tenant, std::int64_t now_ms) {
  QuotePaper paper;
  paper.number = quote.number;
  paper.edition = quote.edition;
  paper.locale = quote.locale;
  paper.region = std::string(to_string(quote.locale)) + "-" + tenant.country;
  paper.time_zone = tenant.time_zone;
  paper.sent_at_ms = quote.sent_at_ms.value_or(now_ms);
  paper.expires_at_ms = quote.expires_at_ms.value_or(paper.sent_at_ms + quote.valid_days * kDay_ms);
  paper.recipient_name = quote.recipient->name;
  paper.message = quote.message;
  return paper;
}

/// What was chosen, as fixed lines with their sums; who said yes and when.
std::string print(const ToPrint& task) {
  QuotePaper paper = paper_of(task.quote, task.tenant, task.made_for_ms);
  QuoteSnapshot content = task.quote.snapshot.value;
  if (task.kind == PaperKind::accepted) {
    const QuoteAnswer& answer = task.quote.answer.value;
    content.lines = chosen_lines(content, answer.selection);
    for (auto& line : content.lines) line.role = QuoteLineRole::fixed;
    content.totals = totals_of(content, content.lines);
    paper.accepted_by = answer.role.empty() ? answer.name : answer.name + ", " + answer.role;
    paper.accepted_at_ms = task.made_for_ms;
    paper.message.clear();
  }
  return quote_pdf(paper, content);
}

void make_paper(const Services& services, JobContext& context, const ToPrint& task) {
  const std::string bytes = print(task);
  const std::string hash =
      services.blobs.put({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  context.database.write_wait(context.job.tenant_id, [&](Tx& tx) {
    const Rows known = tx.query(
        "SELECT 1 FROM quote_paper WHERE tenant_id = $1 AND quote_id = $2 AND kind = $3 AND "
        "made_for_ms = $4",
        tx.tenant(), task.quote.id, task.kind, task.made_for_ms);
    if (!known.empty()) return;
    tx.insert(QuotePaperRow{tx.tenant(), task.quote.id, task.kind, task.made_for_ms, hash,
                            static_cast<std::int64_t>(bytes.size())});
  });
}

void run_job(const Services& services, JobContext& context) {
  constexpr std::int64_t kAttemptsBeforeMail = 3;
  const auto event_id = context.job.payload_as<EventJob>().event_id;
  const auto task = context.database.read_wait(context.job.tenant_id,
                                               [&](Tx& tx) { return read_quote(tx, event_id); });
  if (!task) return;
  std::exception_ptr fault;
  try {
    make_paper(services, context, *task);
  } catch (const std::exception& error) {
    log_warn("quote.paper_failed", {{"quote", task->quote.id.text()}, {"reason", error.what()}});
    fault = std::current_exception();
  }
  // The receipt takes the paper along, but does not wait for it for ever.
  const bool mails_now = !fault || context.job.attempts >= kAttemptsBeforeMail;
  if (task->kind == PaperKind::accepted && mails_now) {
    context.database.write_wait(context.job.tenant_id, [&](Tx& tx) {
      enqueue(tx, {.queue = "mail",
                   .key = event_id.text(),
                   .payload = to_json(EventJob{event_id}),
                   .subject = context.job.subject});
    });
  }
  if (fault) std::rethrow_exception(fault);
}

}  // namespace

std::optional<QuotePaperRow> find_paper(Tx& tx, const QuoteId& quote, PaperKind kind) {
  return tx.find<QuotePaperRow>(
      "WHERE tenant_id = $1 AND quote_id = $2 AND kind = $3 ORDER BY made_for_ms DESC LIMIT 1",
      tx.tenant(), quote, kind);
}

http::Response paper_response(std::string bytes, const std::string& number) {
  http::Response response;
  response.content_type = "application/pdf";
  response.body = std::move(bytes);
  response.headers.set("Content-Disposition", "inline; filename=\"" + number + ".pdf\"");
  return response;
}

std::string paper_bytes(Tx& tx, const BlobStore& blobs, const QuotePaperRow& paper,
                        const Quote& quote) {
  if (const auto kept = blobs.get(paper.file_hash)) return {kept->begin(), kept->end()};
  return print({quote, own_tenant(tx), paper.kind, paper.made_for_ms});
}

std::string preview_paper(Tx& tx, const Quote& quote) {
  return quote_pdf(paper_of(quote, own_tenant(tx), tx.now_ms()), quote.snapshot.value);
}

Queue quote_paper_queue(const Services& services) {
  return {.name = "quote_paper",
          .handle = [&services](JobContext& context) { run_job(services, context); }};
}

}  // namespace kontor
