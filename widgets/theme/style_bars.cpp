#include "widgets/theme/style_paint.h"

#include <QDateTime>
#include <QScrollBar>
#include <QSlider>

namespace easel::paint {

namespace {

constexpr int kGroove = 4, kHandle = 14, kLabel = 44;

bool upright(const QStyleOption& option) {
  return !(option.state & QStyle::State_Horizontal);
}

/// Where the middle of the handle lies along the slider.
qreal handleAt(const QStyleOptionSlider& option, int length) {
  const int room = length - kHandle - 4;
  return 2 + kHandle / 2.0 +
         QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, room,
                                         option.upsideDown);
}

void slider(const QStyleOptionSlider& option, const Call& call) {
  QPainter& painter = *call.painter;
  const bool live = option.state & QStyle::State_Enabled, vertical = upright(option);
  const QRectF all(option.rect);
  const qreal at = handleAt(option, vertical ? option.rect.height() : option.rect.width());
  const QPointF middle =
      vertical ? QPointF(all.center().x(), all.top() + at) : QPointF(all.left() + at, all.center().y());
  QRectF groove = vertical
                      ? QRectF(all.center().x() - kGroove / 2.0, all.top() + 2, kGroove, all.height() - 4)
                      : QRectF(all.left() + 2, all.center().y() - kGroove / 2.0, all.width() - 4, kGroove);
  box(painter, groove, kGroove / 2.0, color(Tone::Line));
  QRectF done = groove; // from the smallest value to the handle
  if (vertical)
    option.upsideDown ? done.setTop(middle.y()) : done.setBottom(middle.y());
  else
    option.upsideDown ? done.setLeft(middle.x()) : done.setRight(middle.x());
  const QColor ink = color(live ? Tone::Accent : Tone::LineStrong);
  box(painter, done, kGroove / 2.0, ink);
  const QRectF handle(middle.x() - kHandle / 2.0, middle.y() - kHandle / 2.0, kHandle, kHandle);
  const bool over = live && option.state & QStyle::State_MouseOver;
  if (over || (live && option.state & QStyle::State_Sunken))
    box(painter, handle.adjusted(-2, -2, 2, 2), kHandle / 2.0 + 2,
        mixed(Tone::Accent, Tone::AccentSoft, 0.25));
  box(painter, handle, kHandle / 2.0, color(Tone::Surface), ink, 3);
  if (option.state & QStyle::State_HasFocus && live)
    box(painter, handle.adjusted(-3, -3, 3, 3), kHandle / 2.0 + 3, {}, color(Tone::Accent), 1.5);
}

void scrollBar(const QStyleOptionSlider& option, const Call& call) {
  const bool vertical = upright(option);
  const QRect handle =
      call.style->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, call.widget);
  if (handle.isEmpty() || option.minimum == option.maximum)
    return;
  const bool active = option.state & QStyle::State_MouseOver || option.state & QStyle::State_Sunken;
  const bool held =
      option.activeSubControls & QStyle::SC_ScrollBarSlider && option.state & QStyle::State_Sunken;
  const qreal thin = active ? 8 : 6;
  QRectF where(handle);
  if (vertical)
    where = QRectF(where.center().x() - thin / 2, where.top() + 2, thin, where.height() - 4);
  else
    where = QRectF(where.left() + 2, where.center().y() - thin / 2, where.width() - 4, thin);
  box(*call.painter, where, thin / 2,
      held     ? color(Tone::Text3)
      : active ? mixed(Tone::Text3, Tone::LineStrong, 0.5)
               : color(Tone::LineStrong));
}

std::optional<QRect> scrollBarPart(const QStyleOptionSlider& option, const Call& call,
                                   QStyle::SubControl part) {
  const QRect r = option.rect;
  const bool vertical = upright(option);
  const int room = vertical ? r.height() : r.width();
  const qint64 range = static_cast<qint64>(option.maximum) - option.minimum;
  int length = room;
  if (range > 0) {
    length = static_cast<int>(static_cast<qint64>(option.pageStep) * room / (range + option.pageStep));
    length = qBound(qMin(room, call.style->pixelMetric(QStyle::PM_ScrollBarSliderMin, &option, call.widget)),
                    length, room);
  }
  const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                    room - length, option.upsideDown);
  const auto along = [&](int from, int size) {
    return vertical ? QRect(r.left(), r.top() + from, r.width(), size)
                    : visual(option, QRect(r.left() + from, r.top(), size, r.height()));
  };
  switch (part) {
  case QStyle::SC_ScrollBarSlider:
    return along(start, length);
  case QStyle::SC_ScrollBarSubPage:
    return along(0, start);
  case QStyle::SC_ScrollBarAddPage:
    return along(start + length, room - start - length);
  case QStyle::SC_ScrollBarGroove:
    return r;
  case QStyle::SC_ScrollBarAddLine:
  case QStyle::SC_ScrollBarSubLine:
    return QRect();
  default:
    return std::nullopt;
  }
}

void progress(const QStyleOptionProgressBar& option, QPainter& painter, bool contents) {
  const bool vertical = upright(option);
  const QRectF all(option.rect);
  const QRectF groove = vertical ? QRectF(all.center().x() - kGroove / 2.0, all.top(), kGroove, all.height())
                                 : QRectF(all.left(), all.center().y() - kGroove / 2.0, all.width(), kGroove);
  if (!contents) {
    box(painter, groove, kGroove / 2.0, color(Tone::Line));
    return;
  }
  const qreal length = vertical ? groove.height() : groove.width();
  qreal from = 0, size = 0;
  if (option.minimum == option.maximum) {
    // Without an end: a piece wanders through.
    size = length * 0.3;
    const qreal turn = static_cast<qreal>(QDateTime::currentMSecsSinceEpoch() % 1400) / 1400.0;
    from = turn * (length + size) - size;
  } else {
    const qint64 range = static_cast<qint64>(option.maximum) - option.minimum;
    size = length *
           static_cast<qreal>(qMax<qint64>(0, static_cast<qint64>(option.progress) - option.minimum)) /
           static_cast<qreal>(range);
  }
  const qreal end = qMin(length, from + size);
  from = qMax(0.0, from);
  if (end - from < 0.5)
    return;
  QRectF done = groove;
  const bool backwards = option.invertedAppearance != (!vertical && option.direction == Qt::RightToLeft);
  if (vertical) {
    done.setBottom(groove.bottom() - from);
    done.setTop(groove.bottom() - end);
  } else if (backwards) {
    done.setRight(groove.right() - from);
    done.setLeft(groove.right() - end);
  } else {
    done.setLeft(groove.left() + from);
    done.setRight(groove.left() + end);
  }
  box(painter, done, kGroove / 2.0,
      color(option.state & QStyle::State_Enabled ? Tone::Accent : Tone::LineStrong));
}

} // namespace

bool barControl(QStyle::ControlElement element, const Call& call) {
  const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(call.option);
  switch (element) {
  case QStyle::CE_ProgressBar:
    if (bar != nullptr) {
      // Fusion would ask itself, not this style, where the parts lie.
      const std::pair<QStyle::SubElement, QStyle::ControlElement> parts[] = {
          {QStyle::SE_ProgressBarGroove, QStyle::CE_ProgressBarGroove},
          {QStyle::SE_ProgressBarContents, QStyle::CE_ProgressBarContents},
          {QStyle::SE_ProgressBarLabel, QStyle::CE_ProgressBarLabel}};
      for (const auto& [where, what] : parts) {
        QStyleOptionProgressBar own = *bar;
        own.rect = call.style->subElementRect(where, bar, call.widget);
        call.style->drawControl(what, &own, call.painter, call.widget);
      }
    }
    return bar != nullptr;
  case QStyle::CE_ProgressBarGroove:
  case QStyle::CE_ProgressBarContents:
    if (bar != nullptr)
      progress(*bar, *call.painter, element == QStyle::CE_ProgressBarContents);
    return bar != nullptr;
  case QStyle::CE_ProgressBarLabel:
    if (bar != nullptr && bar->textVisible) {
      call.painter->setPen(color(textTone(*bar, Tone::Text2)));
      call.painter->drawText(bar->rect,
                             Qt::AlignVCenter | Qt::TextSingleLine |
                                 static_cast<int>(QStyle::visualAlignment(bar->direction, Qt::AlignRight)),
                             bar->text);
    }
    return bar != nullptr;
  case QStyle::CE_Splitter:
    call.painter->fillRect(call.option->rect,
                           color(call.option->state & QStyle::State_MouseOver ? Tone::Accent : Tone::Line));
    return true;
  default:
    return false;
  }
}

bool barComplex(QStyle::ComplexControl control, const Call& call) {
  const auto* option = qstyleoption_cast<const QStyleOptionSlider*>(call.option);
  if (option == nullptr)
    return false;
  if (control == QStyle::CC_Slider) {
    slider(*option, call);
    return true;
  }
  if (control == QStyle::CC_ScrollBar) {
    scrollBar(*option, call);
    return true;
  }
  return false;
}

std::optional<QRect> barPart(QStyle::ComplexControl control, const Call& call, QStyle::SubControl part) {
  const auto* option = qstyleoption_cast<const QStyleOptionSlider*>(call.option);
  if (option == nullptr)
    return std::nullopt;
  if (control == QStyle::CC_ScrollBar)
    return scrollBarPart(*option, call, part);
  if (control == QStyle::CC_Slider) {
    const bool vertical = upright(*option);
    const QRect r = option->rect;
    if (part == QStyle::SC_SliderGroove)
      return vertical ? r.adjusted(0, 2, 0, -2) : r.adjusted(2, 0, -2, 0);
    if (part == QStyle::SC_SliderHandle) {
      const int at = qRound(handleAt(*option, vertical ? r.height() : r.width())) - kHandle / 2;
      return vertical ? QRect(r.center().x() - kHandle / 2, r.top() + at, kHandle, kHandle)
                      : QRect(r.left() + at, r.center().y() - kHandle / 2, kHandle, kHandle);
    }
  }
  return std::nullopt;
}

std::optional<QRect> barElement(QStyle::SubElement element, const Call& call) {
  const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(call.option);
  if (bar == nullptr)
    return std::nullopt;
  const int label = bar->textVisible && !upright(*bar) ? kLabel : 0;
  switch (element) {
  case QStyle::SE_ProgressBarGroove:
  case QStyle::SE_ProgressBarContents:
    return visual(*bar, bar->rect.adjusted(0, 0, -label, 0));
  case QStyle::SE_ProgressBarLabel:
    return visual(*bar, QRect(bar->rect.right() + 1 - label, bar->rect.top(), label, bar->rect.height()));
  default:
    return std::nullopt;
  }
}

std::optional<QSize> barSize(QStyle::ContentsType type, const Call& call, const QSize& contents,
                             const QSize& base) {
  if (type == QStyle::CT_ProgressBar) {
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(call.option);
    if (bar == nullptr)
      return std::nullopt;
    const bool vertical = upright(*bar);
    const int thick = bar->textVisible ? qMax(18, bar->fontMetrics.height()) : kGroove;
    return vertical ? QSize(thick, contents.height()) : QSize(contents.width(), thick);
  }
  if (type == QStyle::CT_Slider)
    return base;
  return std::nullopt;
}

} // namespace easel::paint
