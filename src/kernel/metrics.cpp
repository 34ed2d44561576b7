#include "kernel/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kontor {
namespace {

using prometheus::Counter, prometheus::Family, prometheus::Histogram;

const prometheus::Histogram::BucketBoundaries& second_buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return buckets;
}

}  // namespace

struct Metrics::Impl {
  struct AskedGauge {
    prometheus::Gauge* gauge;
    std::function<double()> read;
  };

  Family<Histogram>& seconds(const std::string& name, const std::string& help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }
  Family<Counter>& count(const std::string& name, const std::string& help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }

  prometheus::Registry registry;
  Family<Counter>& http_count =
      count("kontor_http_requests_total", "HTTP requests by method, route and status.");
  Family<Histogram>& http_seconds =
      seconds("kontor_http_request_seconds", "Time from request to answer by method and route.");
  prometheus::Gauge& http_open = prometheus::BuildGauge()
                                     .Name("kontor_http_connections")
                                     .Help("Open HTTP connections.")
                                     .Register(registry)
                                     .Add({});
  Family<Counter>& db_count =
      count("kontor_db_transactions_total", "Database transactions by kind and outcome.");
  Family<Histogram>& db_seconds =
      seconds("kontor_db_transaction_seconds", "Time of a database closure by kind.");
  Histogram& db_batch = prometheus::BuildHistogram()
                            .Name("kontor_db_commit_closures")
                            .Help("Closures that one commit carried.")
                            .Register(registry)
                            .Add({}, Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256});
  Family<Counter>& job_count = count("kontor_jobs_total", "Job runs by queue and outcome.");
  Family<Histogram>& job_seconds = seconds("kontor_job_seconds", "Time of a job run by queue.");
  Family<Counter>& mail_count = count("kontor_mails_total", "Mails handed over by outcome.");
  Histogram& mail_seconds =
      seconds("kontor_mail_seconds", "Time to hand over a mail.").Add({}, second_buckets());
  Family<Counter>& password_count =
      count("kontor_password_hashes_total", "Password hashes by outcome.");
  Histogram& password_seconds =
      seconds("kontor_password_hash_seconds", "Time of a password hash with its waiting.")
          .Add({}, second_buckets());

  // Looking up a family's child by labels costs allocations and a lock; each kind of thing that
  // is counted on every request is looked up once.
  struct Pair {
    Counter* count;
    Histogram* seconds;
  };
  template <class Make>
  Pair cached(const std::string& key, Make make) {
    std::lock_guard lock(mutex);
    const auto found = pairs.find(key);
    if (found != pairs.end()) return found->second;
    return pairs.emplace(key, make()).first->second;
  }

  mutable std::mutex mutex;
  std::vector<AskedGauge> asked;
  std::unordered_map<std::string, Pair> pairs;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::http_request(std::string_view method, std::string_view route, int status,
                           double seconds) {
  std::string key("http ");
  key.append(method).append(" ").append(route).append(" ").append(std::to_string(status));
  const auto pair = impl_->cached(key, [&]() -> Impl::Pair {
    const std::string m(method);
    const std::string r(route);
    return {
        &impl_->http_count.Add({{"method", m}, {"route", r}, {"status", std::to_string(status)}}),
        &impl_->http_seconds.Add({{"method", m}, {"route", r}}, second_buckets())};
  });
  pair.count->Increment();
  pair.seconds->Observe(seconds);
}

void Metrics::http_connections(std::int64_t open) {
  impl_->http_open.Set(static_cast<double>(open));
}

void Metrics::db_transaction(std::string_view kind, std::string_view outcome, double seconds) {
  std::string key("db ");
  key.append(kind).append(" ").append(outcome);
  const auto pair = impl_->cached(key, [&]() -> Impl::Pair {
    const std::string k(kind);
    return {&impl_->db_count.Add({{"kind", k}, {"outcome", std::string(outcome)}}),
            &impl_->db_seconds.Add({{"kind", k}}, second_buckets())};
  });
  pair.count->Increment();
  pair.seconds->Observe(seconds);
}

void Metrics::db_batch(std::int64_t closures) {
  impl_->db_batch.Observe(static_cast<double>(closures));
}

void Metrics::job(std::string_view queue, std::string_view outcome, double seconds) {
  const std::string q(queue);
  impl_->job_count.Add({{"queue", q}, {"outcome", std::string(outcome)}}).Increment();
  impl_->job_seconds.Add({{"queue", q}}, second_buckets()).Observe(seconds);
}

void Metrics::mail(std::string_view outcome, double seconds) {
  impl_->mail_count.Add({{"outcome", std::string(outcome)}}).Increment();
  impl_->mail_seconds.Observe(seconds);
}

void Metrics::password_hash(std::string_view outcome, double seconds) {
  impl_->password_count.Add({{"outcome", std::string(outcome)}}).Increment();
  impl_->password_seconds.Observe(seconds);
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> read) {
  auto& gauge = prometheus::BuildGauge()
                    .Name(std::move(name))
                    .Help(std::move(help))
                    .Register(impl_->registry)
                    .Add({});
  std::lock_guard lock(impl_->mutex);
  impl_->asked.push_back({&gauge, std::move(read)});
}

std::string Metrics::text() const {
  {
    std::lock_guard lock(impl_->mutex);
    for (const auto& asked : impl_->asked) asked.gauge->Set(asked.read());
  }
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

Metrics& metrics() {
  static Metrics instance;
  return instance;
}

}  // namespace kontor
