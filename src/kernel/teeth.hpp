#pragma once
// Known-bad behaviour that the fault tests switch on to show that they would notice it: a test
// that passes on a program with such a tooth tests nothing (docs/faults.md).
//
// Compiled in with the CMake option KONTOR_TEETH only, which a release build refuses. Elsewhere
// bites() is the constant false and nothing of it is left in the program.

#include <string>
#include <string_view>

namespace kontor {

enum class Tooth {
  answer_before_commit,    ///< the answer leaves, the commit follows a little later
  relaxed_sync,            ///< SQLite with synchronous=NORMAL
  enqueue_after_commit,    ///< jobs are written in a transaction of their own, afterwards
  new_message_id,          ///< each attempt to send a mail gives it another Message-ID
  ignore_idempotency_key,  ///< a request that comes twice is done twice
  blind_retry,             ///< a COMMIT without an answer is taken for failed and done again
  ignore_version,          ///< If-Match is not compared
  links_live_on,           ///< the end of a quote does not end its links
  trust_batch,             ///< a transaction that a full disk ended is taken for committed
  trust_clock,             ///< nothing is done about a clock that went back
  trust_text,              ///< texts of a body are taken as they come
  no_tenant_filter,        ///< PostgreSQL: no statement asks whose rows it reads or writes
};

/// The variable that names teeth, separated by commas.
inline constexpr const char* kTeethVariable = "KONTOR_TEETH";

#ifdef KONTOR_TEETH
bool bites(Tooth tooth);

/// A tooth for a part of one test, in this process.
class Biting {
 public:
  explicit Biting(Tooth tooth);
  ~Biting();
  Biting(const Biting&) = delete;
  Biting& operator=(const Biting&) = delete;

 private:
  Tooth tooth_;
};
#else
constexpr bool bites(Tooth) { return false; }
#endif

/// no_tenant_filter: the statement without its conditions on the tenant ("tenant_id = $1",
/// "a.tenant_id = b.tenant_id"). Its parameters stay; what it writes into new rows stays, too.
std::string without_tenant_filter(std::string_view sql);

/// Throws when the variable is set and this program has no such tooth, or none at all: a fault
/// test must not believe that it runs on a bad program.
void check_teeth();

}  // namespace kontor
