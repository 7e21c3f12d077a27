#include "widgets/theme/style_paint.h"

#include <QAbstractButton>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QToolButton>

namespace easel::paint {

namespace {

enum class Kind { Normal, Primary, Ghost, Danger };

constexpr int kSide = 11, kIconGap = 7, kMenuRoom = 18;

Kind kindOf(const QStyleOption& option, const QWidget* widget) {
  const QString id = widget != nullptr ? widget->property("kind").toString() : QString();
  if (id == "primary")
    return Kind::Primary;
  if (id == "ghost")
    return Kind::Ghost;
  if (id == "danger")
    return Kind::Danger;
  // The default of a message box says what Enter does.
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
  if (id.isEmpty() && button != nullptr && button->features & QStyleOptionButton::DefaultButton &&
      widget != nullptr && qobject_cast<const QDialogButtonBox*>(widget->parentWidget()) != nullptr)
    return Kind::Primary;
  return button != nullptr && button->features & QStyleOptionButton::Flat ? Kind::Ghost : Kind::Normal;
}

QFont labelFont(const QFont& from, Kind kind) {
  QFont font = from;
  if (font.weight() < QFont::Medium)
    font.setWeight(kind == Kind::Primary ? QFont::DemiBold : QFont::Medium);
  return font;
}

struct Look {
  QColor fill, edge, text;
};

Look lookOf(const QStyleOption& option, Kind kind) {
  const bool live = option.state & QStyle::State_Enabled;
  const bool down = live && option.state & QStyle::State_Sunken;
  const bool over = live && option.state & QStyle::State_MouseOver;
  const bool on = option.state & QStyle::State_On;
  Look look;
  switch (kind) {
  case Kind::Primary:
    look = {color(Tone::Accent), {}, color(Tone::OnAccent)};
    if (down || over)
      look.fill = mixed(Tone::Accent, Tone::Text, down ? 0.8 : 0.9);
    if (!live)
      look = {color(Tone::Surface2), color(Tone::Line), color(Tone::Text3)};
    return look;
  case Kind::Ghost:
    look = {{}, {}, color(live ? (over || on ? Tone::Text : Tone::Text2) : Tone::Text3)};
    if (down || over)
      look.fill = color(down ? Tone::Line : Tone::Surface2);
    break;
  case Kind::Danger:
    look = {color(over ? Tone::BadSoft : Tone::Surface), mixed(Tone::Bad, Tone::LineStrong, live ? 0.5 : 0.0),
            color(live ? Tone::Bad : Tone::Text3)};
    if (down)
      look.fill = mixed(Tone::Bad, Tone::BadSoft, 0.15);
    break;
  case Kind::Normal:
    look = {color(down   ? Tone::Line
                  : over ? Tone::Surface2
                         : Tone::Surface),
            color(live ? Tone::LineStrong : Tone::Line), color(live ? Tone::Text : Tone::Text3)};
    break;
  }
  if (on && live) {
    look.fill = color(Tone::AccentSoft);
    look.text = color(Tone::AccentText);
    look.edge = kind == Kind::Ghost ? QColor() : mixed(Tone::Accent, Tone::LineStrong, 0.5);
  }
  return look;
}

void bevel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget) {
  const Kind kind = kindOf(option, widget);
  const Look look = lookOf(option, kind);
  const QRectF where(option.rect);
  if (widget != nullptr && widget->property("dashed").toBool()) {
    box(painter, where, metrics::kControlRadius, look.fill);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(color(Tone::LineStrong), 1);
    pen.setDashPattern({3, 3});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
                            metrics::kControlRadius);
    painter.restore();
  } else {
    box(painter, where, metrics::kControlRadius, look.fill, look.edge);
  }
  if (!keyboardFocus(option))
    return;
  if (kind == Kind::Primary) { // a ring of its own colour would not be seen
    ring(painter, where, metrics::kControlRadius, color(Tone::Text));
    box(painter, where.adjusted(kRing, kRing, -kRing, -kRing), metrics::kControlRadius - kRing, {},
        color(Tone::OnAccent));
  } else {
    ring(painter, where, metrics::kControlRadius);
  }
}

void buttonLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget) {
  const Kind kind = kindOf(option, widget);
  const Look look = lookOf(option, kind);
  const bool live = option.state & QStyle::State_Enabled;
  const QFont font = labelFont(painter.font(), kind);
  const QFontMetrics metrics(font);
  QRect room = option.rect.adjusted(4, 0, -4, 0);
  if (option.features & QStyleOptionButton::HasMenu)
    room.adjust(0, 0, -kMenuRoom + 4, 0);
  const bool hasIcon = !option.icon.isNull();
  const int iconWide = hasIcon ? option.iconSize.width() + (option.text.isEmpty() ? 0 : kIconGap) : 0;
  QString text = option.text;
  int words = metrics.size(Qt::TextShowMnemonic, text).width();
  if (iconWide + words > room.width()) {
    text = metrics.elidedText(text, Qt::ElideRight, room.width() - iconWide, Qt::TextShowMnemonic);
    words = qMin(words, room.width() - iconWide);
  }
  int left = room.left() + (room.width() - iconWide - words) / 2;
  if (widget != nullptr && widget->property("leading").toBool())
    left = room.left() + kSide - 4;
  painter.save();
  if (hasIcon) {
    const QRect where(left,
                      room.center().y() - option.iconSize.height() / 2 + (room.height() % 2 == 0 ? 1 : 0),
                      option.iconSize.width(), option.iconSize.height());
    option.icon.paint(&painter, visual(option, where), Qt::AlignCenter,
                      live ? QIcon::Normal : QIcon::Disabled,
                      option.state & QStyle::State_On ? QIcon::On : QIcon::Off);
  }
  painter.setFont(font);
  painter.setPen(look.text);
  const QRect where(left + iconWide, room.top(), words + 2, room.height());
  const int mnemonic =
      widget == nullptr || widget->style()->styleHint(QStyle::SH_UnderlineShortcut, &option, widget) != 0
          ? Qt::TextShowMnemonic
          : Qt::TextHideMnemonic;
  painter.drawText(visual(option, where),
                   static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute) | Qt::TextSingleLine | mnemonic |
                       static_cast<int>(option.direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft),
                   text);
  if (option.features & QStyleOptionButton::HasMenu) {
    const QRect arrow(option.rect.right() - kMenuRoom - 3, option.rect.top(), kMenuRoom,
                      option.rect.height());
    chevron(painter, visual(option, arrow), "down",
            textTone(option, kind == Kind::Primary ? Tone::OnAccent : Tone::Text2));
  }
  painter.restore();
}

QRectF indicatorBox(const QStyleOption& option) {
  const QPointF middle = QRectF(option.rect).center();
  return {middle.x() - 8, middle.y() - 8, 16, 16};
}

void indicator(const QStyleOption& option, QPainter& painter, bool round) {
  const bool live = option.state & QStyle::State_Enabled;
  const bool full = option.state & (QStyle::State_On | QStyle::State_NoChange);
  const bool over = live && option.state & QStyle::State_MouseOver;
  const QRectF where = indicatorBox(option);
  const qreal radius = round ? 8 : 4;
  QColor fill = color(live ? Tone::Surface : Tone::Surface2),
         edge = color(live ? Tone::LineStrong : Tone::Line);
  if (live)
    edge = over ? color(Tone::Accent)
                : mixed(Tone::Text3, Tone::LineStrong, 0.4); // an edge that can be made out
  if (full) {
    fill = live ? color(Tone::Accent) : color(Tone::LineStrong);
    edge = QColor(); // braces alone would mean Qt::color0
    if (over)
      fill = mixed(Tone::Accent, Tone::Text, 0.9);
  }
  box(painter, where, radius, fill, edge);
  const Tone mark = live ? Tone::OnAccent : Tone::Surface;
  if (full && round)
    box(painter, where.adjusted(5, 5, -5, -5), 3, color(mark));
  else if (option.state & QStyle::State_NoChange)
    box(painter, QRectF(where.left() + 4, where.center().y() - 1, 8, 2), 1, color(mark));
  else if (full)
    paintIcon(painter, where.adjusted(1, 1, -1, -1), "check-lg", mark);
  if (keyboardFocus(option))
    ring(painter, where.adjusted(-2, -2, 2, 2), radius + 2);
}

void toolPanel(const QStyleOption& option, QPainter& painter) {
  const bool live = option.state & QStyle::State_Enabled;
  const bool flat = option.state & QStyle::State_AutoRaise;
  const bool over = live && option.state & QStyle::State_MouseOver;
  QColor fill = flat ? QColor() : color(Tone::Surface);
  if (live && option.state & QStyle::State_Sunken)
    fill = color(Tone::Line);
  else if (option.state & QStyle::State_On)
    fill = color(Tone::AccentSoft);
  else if (over)
    fill = color(Tone::Surface2);
  box(painter, option.rect, metrics::kControlRadius, fill,
      flat ? QColor() : color(live ? Tone::LineStrong : Tone::Line));
  if (keyboardFocus(option))
    ring(painter, option.rect, metrics::kControlRadius);
}

} // namespace

bool buttonPrimitive(QStyle::PrimitiveElement element, const Call& call) {
  const QStyleOption& option = *call.option;
  switch (element) {
  case QStyle::PE_IndicatorCheckBox:
  case QStyle::PE_IndicatorItemViewItemCheck:
    indicator(option, *call.painter, false);
    return true;
  case QStyle::PE_IndicatorRadioButton:
    indicator(option, *call.painter, true);
    return true;
  case QStyle::PE_PanelButtonTool:
    toolPanel(option, *call.painter);
    return true;
  case QStyle::PE_PanelButtonCommand:
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option)) {
      bevel(*button, *call.painter, call.widget);
      return true;
    }
    return false;
  case QStyle::PE_FrameFocusRect:
    // A flat tool button has no panel that could carry the ring; the others carry it themselves.
    if (qobject_cast<const QToolButton*>(call.widget) != nullptr && keyboardFocus(option))
      ring(*call.painter, call.widget->rect(), metrics::kControlRadius);
    return qobject_cast<const QAbstractButton*>(call.widget) != nullptr;
  case QStyle::PE_IndicatorArrowDown:
  case QStyle::PE_IndicatorArrowUp:
  case QStyle::PE_IndicatorArrowLeft:
  case QStyle::PE_IndicatorArrowRight: {
    const char* direction = element == QStyle::PE_IndicatorArrowDown   ? "down"
                            : element == QStyle::PE_IndicatorArrowUp   ? "up"
                            : element == QStyle::PE_IndicatorArrowLeft ? "left"
                                                                       : "right";
    chevron(*call.painter, option.rect, direction, textTone(option, Tone::Text2),
            qBound(6, qMin(option.rect.width(), option.rect.height()), 12));
    return true;
  }
  default:
    return false;
  }
}

bool buttonControl(QStyle::ControlElement element, const Call& call) {
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(call.option);
  if (button == nullptr)
    return false;
  switch (element) {
  case QStyle::CE_PushButton:
    bevel(*button, *call.painter, call.widget);
    buttonLabel(*button, *call.painter, call.widget);
    return true;
  case QStyle::CE_PushButtonBevel:
    bevel(*button, *call.painter, call.widget);
    return true;
  case QStyle::CE_PushButtonLabel:
    buttonLabel(*button, *call.painter, call.widget);
    return true;
  default:
    return false;
  }
}

std::optional<QSize> buttonSize(QStyle::ContentsType type, const Call& call, const QSize&,
                                const QSize& base) {
  if (type == QStyle::CT_PushButton) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(call.option);
    if (button == nullptr)
      return std::nullopt;
    // Measured in the weight in which it is drawn.
    const QFont font =
        labelFont(call.widget != nullptr ? call.widget->font() : QFont(), kindOf(*button, call.widget));
    const QSize words = QFontMetrics(font).size(Qt::TextShowMnemonic, button->text);
    const bool hasIcon = !button->icon.isNull();
    int wide = words.width() + 2 * kSide;
    if (hasIcon)
      wide += button->iconSize.width() + (button->text.isEmpty() ? -6 : kIconGap);
    if (button->features & QStyleOptionButton::HasMenu)
      wide += kMenuRoom - 4;
    const int high =
        qMax(metrics::kControlHeight, qMax(words.height(), hasIcon ? button->iconSize.height() : 0) + 8);
    return QSize(wide, high);
  }
  if (type == QStyle::CT_ToolButton)
    return base.expandedTo(QSize(metrics::kControlHeight, metrics::kControlHeight));
  if (type == QStyle::CT_CheckBox || type == QStyle::CT_RadioButton)
    return QSize(base.width(), qMax(base.height(), 24));
  return std::nullopt;
}

} // namespace easel::paint
