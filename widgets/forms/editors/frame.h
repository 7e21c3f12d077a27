// The frame of fields that the style does not paint: chips, switches, sections. GUI thread only.
#pragma once

#include "widgets/theme/theme.h"

#include <QPainter>

namespace easel {

inline void paintFieldFrame(QPainter& painter, const QRect& where, bool focus, bool problem, bool enabled) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color(problem ? Tone::Bad : focus ? Tone::Accent : Tone::LineStrong), 1));
  painter.setBrush(color(enabled ? Tone::Surface : Tone::Surface2));
  painter.drawRoundedRect(QRectF(where).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace easel
