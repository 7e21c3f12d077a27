// How much memory this process may still take, so that work which cannot fit is refused instead of killed; and how much
// it has. Any thread.
#pragma once

#include <cstddef>

namespace easel {

/// Bytes that can be taken without swapping: MemAvailable of Linux (proc(5)), or what the control group leaves when
/// that is less. The largest number when neither is known.
std::size_t availableMemory();

/// Bytes of this process that are in memory now (statm of proc(5)); 0 when it cannot be told.
std::size_t residentMemory();

} // namespace easel
