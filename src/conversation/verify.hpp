#pragma once
// What must be true of the outbox (`kontor verify`), and of the mails that arrived somewhere
// (`kontor verify --ledger`).

#include "kernel/ledger.hpp"
#include "kernel/verify.hpp"

namespace kontor {

/// I8: files name orders and entries of the same tenant; what is for staff only stands in no public
/// entry.
std::vector<VerifyFinding> verify_file_references(Tx& tx);
/// Their bytes and thumbnails are in the store, with their size.
std::vector<VerifyFinding> verify_file_bytes(Tx& tx, const BlobStore& store);

/// I8: mails name events and orders of the same tenant.
std::vector<VerifyFinding> verify_mail_references(Tx& tx);
/// The log of each text block ends where its row says.
std::vector<VerifyFinding> verify_text_block_logs(Tx& tx);
/// I2: the row of a mail that came in ends where its log ends.
std::vector<VerifyFinding> verify_mail_logs(Tx& tx);
/// I7: no mail waits to be sent.
std::vector<VerifyFinding> verify_no_mail_left(Tx& tx);

/// I3: what arrived bears the Message-ID of one mail of the outbox; what is marked as sent arrived;
/// an acknowledged write that has to reach somebody has a mail, and it is sent.
std::vector<VerifyFinding> check_mail_ledger(Tx& tx, const Ledger& ledger);

}  // namespace kontor
