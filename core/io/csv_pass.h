// One reading of the text: a serial reader hands blocks to workers, each finds the cells and fills the columns.
// Thread rule: runPass starts its own parallel work and returns when it is done.
#pragma once

#include "core/io/csv_columns.h"
#include "core/io/csv_index.h"

#include <functional>

namespace easel::csv {

struct PassSource {
  std::function<Result<std::unique_ptr<ByteSource>>()> open; // decoded text from its first byte
  std::int64_t bytes = 0;                                    // of the file, for progress
  std::uint64_t expectedRows = 0;
  std::size_t blockBytes = std::size_t{1} << 20;
};

struct PassOutcome {
  std::unique_ptr<ColumnStore> store;
  std::vector<char> violated; // by column
  std::vector<BadLine> badLines;
  std::int64_t badLineCount = 0;
  BlockIndex::Fault fault = BlockIndex::Fault::None;
  std::int64_t faultLine = 0;
};

/// Reads the active columns. `plans` must outlive the outcome.
Result<PassOutcome> runPass(const Analysis& analysis, const std::vector<ColumnPlan>& plans, const PassSource& source,
                            const Context& context);

} // namespace easel::csv
