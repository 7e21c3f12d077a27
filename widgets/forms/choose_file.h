// How a form asks for a file: given by whoever composes, so that tests answer without a dialog. GUI thread only.
#pragma once

#include <QString>

#include <functional>

namespace easel {

/// Begins at the present file and calls back with the path, if one was chosen; it may do so later.
using ChooseFile = std::function<void(const QString& present, std::function<void(const QString&)> chosen)>;

} // namespace easel
