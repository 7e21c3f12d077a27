// The one place where text crosses between core (UTF-8 std::string) and Qt. Pure functions; any thread.
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <span>
#include <string>
#include <string_view>

namespace easel {

/// Bytes that are not UTF-8 become U+FFFD.
QString toQt(std::string_view text);
QStringList toQt(std::span<const std::string> texts);
std::string fromQt(const QString& text);
/// A text of core in the person's language; the text itself where there is no translation.
QString translated(const char* text);
/// The message and what to do, as shown beside the place where it arose.
QString toQt(const Error& error);

} // namespace easel
