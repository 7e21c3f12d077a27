// Bootstrap icons, compiled in at build time from Debian's package, coloured by the theme when they are painted.
// An icon is listed once, in resources/icons.txt. GUI thread only.
#pragma once

#include "widgets/theme/tokens.h"

#include <QIcon>
#include <QPixmap>

namespace easel {

/// "table", "trophy" …; follows a change of theme. An unknown name gives an empty icon and a warning.
QIcon icon(const QString& name, Tone tone = Tone::Text2);
/// Draws it into the rectangle, crisp at every scale.
void paintIcon(QPainter& painter, const QRectF& where, const QString& name, Tone tone);
void paintIcon(QPainter& painter, const QRectF& where, const QString& name, const QColor& color);

} // namespace easel
