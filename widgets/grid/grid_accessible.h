// The grid for screen readers: a table of all its rows and columns, of which the heads and the cells in sight are children,
// so that a walk through the tree stays short whatever the size. GUI thread.
#pragma once

namespace easel {

/// Once for the program; further calls do nothing.
void installGridAccessibility();

} // namespace easel
