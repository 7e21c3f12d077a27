// Whether windows may have see-through corners. On a plain X display without a compositing manager they would be black.
// Source: Extended Window Manager Hints 1.5, "Compositing Managers". GUI thread.
#pragma once

namespace easel {

bool cornersMayBeClear();

} // namespace easel
