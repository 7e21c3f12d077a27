#include "widgets/theme/style_paint.h"

#include <QMenu>

namespace easel::paint {

namespace {

constexpr int kRow = 28, kLine = 9, kSide = 10, kIconRoom = 26, kGap = 24, kArrow = 18;

/// Whether any row of the menu has an icon or a mark, so that all texts begin at the same place.
bool hasMarks(const QStyleOptionMenuItem& option) {
  return option.maxIconWidth > 0 || option.menuHasCheckableItems;
}

void menuItem(const QStyleOptionMenuItem& option, QPainter& painter) {
  const QRect r = option.rect;
  if (option.menuItemType == QStyleOptionMenuItem::Separator) {
    if (option.text.isEmpty()) {
      painter.fillRect(QRect(r.left() + 4, r.center().y(), r.width() - 8, 1), color(Tone::Line));
      return;
    }
    painter.setFont(textFont(TextSize::Caption, QFont::DemiBold));
    painter.setPen(color(Tone::Text3));
    painter.drawText(visual(option, r.adjusted(kSide, 0, -kSide, 0)), Qt::AlignVCenter | Qt::AlignLeading,
                     option.text);
    return;
  }
  const bool live = option.state & QStyle::State_Enabled, chosen = option.state & QStyle::State_Selected;
  if (chosen)
    box(painter, r, 5, color(live ? Tone::AccentSoft : Tone::Surface2));
  int left = r.left() + kSide;
  if (hasMarks(option)) {
    const QRect mark = visual(option, QRect(left - 2, r.top() + (r.height() - 16) / 2, 16, 16));
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
      paintIcon(painter, mark, "check-lg", textTone(option, Tone::AccentText));
    else if (!option.icon.isNull())
      option.icon.paint(&painter, mark, Qt::AlignCenter, live ? QIcon::Normal : QIcon::Disabled);
    left += kIconRoom - 2;
  }
  const qsizetype tab = option.text.indexOf('\t');
  const bool below = option.menuItemType == QStyleOptionMenuItem::SubMenu;
  const QRect room(left, r.top(), r.right() - kSide - left - (below ? kArrow : 0), r.height());
  const int base = Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextShowMnemonic;
  painter.setFont(option.font);
  painter.setPen(color(textTone(option)));
  const Qt::Alignment leading = QStyle::visualAlignment(option.direction, Qt::AlignLeft);
  painter.drawText(visual(option, room), base | static_cast<int>(leading), option.text.left(tab));
  if (tab >= 0) {
    painter.setPen(color(Tone::Text3));
    painter.setFont(textFont(TextSize::Small));
    const Qt::Alignment trailing = QStyle::visualAlignment(option.direction, Qt::AlignRight);
    painter.drawText(visual(option, room), Qt::AlignVCenter | Qt::TextSingleLine | static_cast<int>(trailing),
                     option.text.mid(tab + 1));
  }
  if (below)
    chevron(painter, visual(option, QRect(r.right() - kArrow - 2, r.top(), kArrow, r.height())),
            option.direction == Qt::RightToLeft ? "left" : "right", textTone(option, Tone::Text2), 10);
}

} // namespace

bool menuPrimitive(QStyle::PrimitiveElement element, const Call& call) {
  const bool clear = call.widget != nullptr && call.widget->testAttribute(Qt::WA_TranslucentBackground);
  switch (element) {
  case QStyle::PE_PanelMenu:
    box(*call.painter, call.option->rect, clear ? 8 : 0, color(Tone::Surface), color(Tone::LineStrong));
    return true;
  case QStyle::PE_FrameMenu:
    return true;
  case QStyle::PE_PanelTipLabel:
    box(*call.painter, call.option->rect, clear ? 6 : 0, color(Tone::Surface), color(Tone::LineStrong));
    return true;
  case QStyle::PE_PanelMenuBar:
    call.painter->fillRect(call.option->rect, color(Tone::Surface));
    return true;
  default:
    return false;
  }
}

bool menuControl(QStyle::ControlElement element, const Call& call) {
  switch (element) {
  case QStyle::CE_MenuItem:
    if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(call.option)) {
      call.painter->save();
      menuItem(*item, *call.painter);
      call.painter->restore();
      return true;
    }
    return false;
  case QStyle::CE_MenuEmptyArea:
    return true;
  case QStyle::CE_MenuBarEmptyArea:
    call.painter->fillRect(call.option->rect, color(Tone::Surface));
    return true;
  case QStyle::CE_MenuBarItem:
    if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(call.option)) {
      call.painter->fillRect(item->rect, color(Tone::Surface));
      if (item->state & QStyle::State_Selected)
        box(*call.painter, QRectF(item->rect).adjusted(0, 2, 0, -2), 5, color(Tone::Surface2));
      call.painter->setPen(color(textTone(*item)));
      call.painter->drawText(item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                             item->text);
      return true;
    }
    return false;
  default:
    return false;
  }
}

std::optional<QSize> menuSize(QStyle::ContentsType type, const Call& call, const QSize& contents,
                              const QSize& base) {
  const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(call.option);
  if (item == nullptr)
    return std::nullopt;
  if (type == QStyle::CT_MenuBarItem)
    return QSize(contents.width() + 2 * kSide, qMax(base.height(), kRow));
  if (type != QStyle::CT_MenuItem)
    return std::nullopt;
  if (item->menuItemType == QStyleOptionMenuItem::Separator)
    return QSize(contents.width() + 2 * kSide, item->text.isEmpty() ? kLine : kRow);
  int wide = contents.width() + 2 * kSide + (hasMarks(*item) ? kIconRoom - 2 : 0) + 8;
  if (item->reservedShortcutWidth > 0)
    wide += kGap;
  if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
    wide += kArrow;
  return QSize(wide, qMax(kRow, contents.height() + 8));
}

} // namespace easel::paint
