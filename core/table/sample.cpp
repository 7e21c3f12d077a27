// Drawing without replacement by Floyd's method (Bentley & Floyd, "A sample of brilliance", CACM 30(9), 1987): as many
// random numbers as rows are drawn, or left out when that is fewer.
#include "core/base/random.h"
#include "core/table/kernels.h"
#include "core/table/storage.h"

namespace easel {

Result<std::vector<RowIndex>> sampledRows(std::size_t rows, std::size_t n, const Context& context) {
  return withinMemory([&]() -> Result<std::vector<RowIndex>> {
    n = std::min(n, rows);
    const bool leaveOut = n > rows / 2;
    const std::size_t draws = leaveOut ? rows - n : n;
    std::vector<bool> drawn(rows);
    Random random(context.seed());
    for (std::size_t j = rows - draws; j < rows; ++j) {
      if (j % kChunkRows == 0)
        EASEL_CHECK(context.checkpoint());
      const std::size_t r = random.below(j + 1);
      drawn[drawn[r] ? j : r] = true;
    }
    EASEL_CHECK(context.checkpoint());
    std::vector<RowIndex> result;
    result.reserve(n);
    for (std::size_t i = 0; i < rows; ++i)
      if (drawn[i] != leaveOut)
        result.push_back(static_cast<RowIndex>(i));
    return result;
  });
}

} // namespace easel
