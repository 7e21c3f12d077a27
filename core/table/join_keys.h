// The keys of two tables in one numbering: the distinct keys of the right table are numbered, the left rows look
// theirs up. Categories look up each level once; whole and decimal numbers, dates and instants are compared by value.
#pragma once

#include "core/table/kernels.h"
#include "core/table/row_ids.h"

namespace easel {

struct JoinKeys {
  IdArray left;  // kNoId: this row matches nothing
  IdArray right;
  std::size_t count = 0;
};
Result<JoinKeys> joinKeys(const Table& left, const Table& right, const JoinOptions& options, const Context& context);

} // namespace easel
