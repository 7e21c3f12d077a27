// Labels in the few ways in which the window writes. GUI thread.
#pragma once

#include "widgets/theme/theme.h"

#include <QLabel>

namespace easel {

/// A label in this size and tone; follows a change of theme.
QLabel* label(const QString& text, TextSize size = TextSize::Body, Tone tone = Tone::Text,
              QFont::Weight weight = QFont::Normal);
/// A tone for any label, an ElidedLabel too; it follows a change of theme.
void setTone(QLabel* label, Tone tone);
/// "EFFECT ON 7,043 ROWS": small capitals over a group.
QLabel* caption(const QString& text);
/// Text of several lines that wraps.
QLabel* paragraph(const QString& text, Tone tone = Tone::Text2);
/// A one-pixel line.
QWidget* separator(Qt::Orientation orientation = Qt::Horizontal);

} // namespace easel
