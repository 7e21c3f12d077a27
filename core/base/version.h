// The program's version. Written into project files, bundles and cards, so that a result tells what made it.
#pragma once

namespace easel {

inline constexpr const char* kVersion = EASEL_VERSION;

} // namespace easel
