// How much memory this process may still take, so that work which cannot fit is refused instead of killed.
#pragma once

#include <cstddef>

namespace easel {

/// Bytes that can be taken without swapping: MemAvailable of Linux (proc(5)), or what the control group leaves when
/// that is less. The largest number when neither is known.
std::size_t availableMemory();

} // namespace easel
