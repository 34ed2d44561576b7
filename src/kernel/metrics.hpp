// Counters and histograms of the process in the Prometheus text format (GET /metrics).
// Labels come from small closed sets only: route patterns, never paths; codes, never texts.
// Every function may be called from every thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kontor {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // `route` is the pattern ("/orders/{id}"), or "none" when no route matched.
  void http_request(std::string_view method, std::string_view route, int status, double seconds);
  void http_connections(std::int64_t open);
  // kind: read, write, claim. outcome: done, refused, failed. With the time in the queue.
  void db_transaction(std::string_view kind, std::string_view outcome, double seconds);
  // How many closures one commit carried (SQLite group commit).
  void db_batch(std::int64_t closures);
  // outcome: done, retried, dead.
  void job(std::string_view queue, std::string_view outcome, double seconds);
  // outcome: sent, temporary, permanent, unknown.
  void mail(std::string_view outcome, double seconds);
  // outcome: done, overloaded.
  void password_hash(std::string_view outcome, double seconds);
  // A gauge that is asked at the time of the scrape (queue depths, open SSE streams). `read`
  // must be fast and thread-safe and outlive this object.
  void gauge(std::string name, std::string help, std::function<double()> read);

  // Content type "text/plain; version=0.0.4; charset=utf-8".
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The process's own.
Metrics& metrics();

}  // namespace kontor
