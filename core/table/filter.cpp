// Rows where a condition holds: count per chunk, then write each chunk's rows at its place.
#include "core/base/parallel.h"
#include "core/table/kernels.h"
#include "core/table/storage.h"

namespace easel {

Result<std::vector<RowIndex>> rowsWhere(const Column& condition, const Context& context) {
  if (condition.type() != DataType::Bool)
    return Error(ErrorCode::InvalidArgument,
                 "The condition gives values of type " + std::string(dataTypeId(condition.type())) +
                     ", not true or false.",
                 "Compare with something, e.g. age > 30.");
  return withinMemory([&]() -> Result<std::vector<RowIndex>> {
    std::vector<std::vector<RowIndex>> found(condition.chunkCount());
    EASEL_CHECK(tryParallelFor(context, found.size(), [&](std::size_t c) -> Result<void> {
      EASEL_TRY(const ChunkPtr chunk, condition.chunk(c));
      const std::uint8_t* values = chunk->values<std::uint8_t>();
      const std::size_t n = chunk->size();
      std::size_t count = 0;
      for (std::size_t i = 0; i < n; ++i)
        count += values[i] != 0;
      if (count == 0)
        return {};
      std::vector<RowIndex> rows(count + 1); // every row is written, then kept or written over
      const auto base = static_cast<RowIndex>(c << kChunkShift);
      std::size_t k = 0;
      if (chunk->missing() == 0) {
        for (std::size_t i = 0; i < n; ++i) {
          rows[k] = base + static_cast<RowIndex>(i);
          k += values[i] != 0;
        }
      } else {
        for (std::size_t i = 0; i < n; ++i) {
          rows[k] = base + static_cast<RowIndex>(i);
          k += values[i] != 0 && chunk->valid(i);
        }
      }
      rows.resize(k);
      found[c] = std::move(rows);
      return {};
    }));
    std::vector<std::size_t> starts(found.size() + 1);
    for (std::size_t c = 0; c < found.size(); ++c)
      starts[c + 1] = starts[c] + found[c].size();
    std::vector<RowIndex> rows(starts.back());
    parallelFor(found.size(), [&](std::size_t c) {
      std::copy(found[c].begin(), found[c].end(), rows.begin() + static_cast<std::ptrdiff_t>(starts[c]));
    });
    return rows;
  });
}

Result<Table> filter(const Table& table, const Column& condition, const Context& context) {
  if (condition.size() != table.rows())
    return Error(ErrorCode::Internal, "The condition has " + std::to_string(condition.size()) + " rows, the table " +
                                          std::to_string(table.rows()) + ".");
  EASEL_TRY(const std::vector<RowIndex> rows, rowsWhere(condition, context));
  return take(table, rows, context);
}

} // namespace easel
