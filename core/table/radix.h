// Sorting of row numbers by 64-bit keys: most significant digit first while the data is larger than a core's cache
// (in parallel), least significant digit first below (Knuth, TAOCP 3, 5.2.5; McIlroy, Bostic & McIlroy, "Engineering
// radix sort", 1993). The order is that of (key, row), so it does not depend on the number of threads.
#pragma once

#include "core/base/context.h"

#include <cstdint>
#include <span>
#include <vector>

namespace easel {

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

/// Sorts by (key, row). Rows with equal keys must stand in ascending order before. All keys are below 2^bits.
/// scratch has the size of rows.
Result<void> sortKeyed(std::span<KeyedRow> rows, std::span<KeyedRow> scratch, unsigned bits, const Context& context);

/// The same on the calling thread.
void sortKeyedHere(std::span<KeyedRow> rows, std::span<KeyedRow> scratch, unsigned bits);

} // namespace easel
