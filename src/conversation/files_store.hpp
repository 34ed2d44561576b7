#pragma once
// Bytes of files whose rows are gone. Only for src/conversation.

#include <span>

#include "conversation/files.hpp"

namespace kontor {

/// The rows are deleted in this transaction: a job looks in an hour whether others name their
/// bytes.
void forget_bytes(Tx& tx, std::span<const OrderFile> files);

}  // namespace kontor
