// The colours of the window by name, for light and dark. No colour literal stands anywhere else. Thread rule: the present
// theme belongs to the GUI thread.
#pragma once

#include <QColor>

namespace easel {

enum class Tone {
  Bg, Surface, Surface2, Rail, Line, LineStrong,
  Text, Text2, Text3,
  Accent, AccentSoft, AccentText, OnAccent, // OnAccent: text on a surface of Accent
  Good, GoodSoft, Warn, WarnSoft, Bad, BadSoft,
  C1, C2, C3, C4, C5, C6, // data
  Grid, Shadow,
  Count
};

enum class Brightness { Light, Dark };

QColor colorOf(Tone tone, Brightness brightness);
/// In the theme that is shown now.
QColor color(Tone tone);
/// `share` of the first, the rest of the second.
QColor mixed(Tone first, Tone second, double share);
/// Data series i: C1 … C6, again from the beginning.
QColor dataColor(int i);
/// WCAG 2.1 contrast ratio, 1 … 21.
double contrast(const QColor& a, const QColor& b);

} // namespace easel
