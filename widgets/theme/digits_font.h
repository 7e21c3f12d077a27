// A font whose digits are equally wide. Inter has such digits, but only behind the OpenType feature "tnum", which Qt 6.4
// cannot ask for; so a copy of the font is made in memory in which that feature carries the tag of one that is always on.
// Sources: OpenType 1.9, chapters "OpenType font file", "GSUB", "name". GUI thread.
#pragma once

#include <QFont>

namespace easel {

/// A family with equally wide digits that looks like `font`, else `font`'s own family.
QString familyWithEvenDigits(const QFont& font);
bool digitsAreEven(const QFont& font);

} // namespace easel
