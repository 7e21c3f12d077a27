// A whole table as bytes and back: for the lookup sides that travel in a bundle. Big tables go into the project file,
// chunk by chunk, instead. Thread rule: pure functions.
#pragma once

#include "core/table/table.h"

#include <string>
#include <string_view>

namespace easel {

/// Fails only when a lazy chunk cannot be read.
Result<std::string> tableToBytes(const Table& table);
/// Error Corrupt when the bytes are not what tableToBytes() wrote; never reads past their end.
Result<Table> tableFromBytes(std::string_view bytes);

} // namespace easel
