// What a mail says about itself to other programs (RFC 3834), so that none of them answers for
// ever.
#pragma once

#include <string>
#include <string_view>

#include "kernel/mail.hpp"

namespace kontor {

struct MailMarks {
  std::string loop;  // X-Loop, may be empty
  // What a person writes may be answered by a program, for instance by an out-of-office note. A
  // responder's mail answers another one by itself.
  enum class Author { program, person, responder } author = Author::program;
};

// compose_mail() for a mail with these marks; without any it is a program's.
std::string compose_mail(const Mail& mail, const MailMarks& marks);

// An id without angle brackets as we write it; foreign ones may be odd.
bool is_message_id(std::string_view id);

}  // namespace kontor
