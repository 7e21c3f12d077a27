#include "widgets/theme/style_paint.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QListView>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

namespace easel::paint {

namespace {

constexpr int kRow = 28, kHeader = 30;

bool inComboPopup(const QWidget* widget) {
  return widget != nullptr && widget->parentWidget() != nullptr &&
         widget->parentWidget()->inherits("QComboBoxPrivateContainer");
}

void itemGround(const QStyleOptionViewItem& option, const Call& call) {
  QPainter& painter = *call.painter;
  const bool selected = option.state & QStyle::State_Selected;
  const bool over = option.state & QStyle::State_MouseOver && option.state & QStyle::State_Enabled;
  const bool list = qobject_cast<const QListView*>(call.widget) != nullptr;
  if (option.backgroundBrush.style() != Qt::NoBrush)
    painter.fillRect(option.rect, option.backgroundBrush);
  if (!selected && !over)
    return;
  const QColor fill = color(selected ? Tone::AccentSoft : Tone::Surface2);
  if (list)
    box(painter, option.rect, 5, fill);
  else
    painter.fillRect(option.rect, fill);
}

void branch(const QStyleOption& option, QPainter& painter) {
  if (!(option.state & QStyle::State_Children))
    return;
  const bool open = option.state & QStyle::State_Open;
  chevron(painter, option.rect,
          open                                  ? "down"
          : option.direction == Qt::RightToLeft ? "left"
                                                : "right",
          option.state & QStyle::State_MouseOver ? Tone::Text : Tone::Text2, 11);
}

void headerSection(const QStyleOptionHeader& option, QPainter& painter) {
  const bool live = option.state & QStyle::State_Enabled;
  painter.fillRect(option.rect, color(live && option.state & QStyle::State_Sunken      ? Tone::Line
                                      : live && option.state & QStyle::State_MouseOver ? Tone::Surface2
                                                                                       : Tone::Rail));
  const QRect r = option.rect;
  const QColor line = color(Tone::Line);
  painter.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), line);
  if (option.position != QStyleOptionHeader::End && option.position != QStyleOptionHeader::OnlyOneSection)
    painter.fillRect(visual(option, QRect(r.right(), r.top(), 1, r.height())), line);
}

void tabShape(const QStyleOptionTab& option, QPainter& painter) {
  const bool live = option.state & QStyle::State_Enabled, on = option.state & QStyle::State_Selected;
  const QRect r = option.rect;
  if (on) {
    const bool below = option.shape == QTabBar::RoundedNorth || option.shape == QTabBar::TriangularNorth;
    painter.fillRect(QRect(r.left(), below ? r.bottom() - 1 : r.top(), r.width(), 2),
                     color(live ? Tone::Accent : Tone::LineStrong));
  }
  if (on && option.state & QStyle::State_HasFocus)
    ring(painter, QRectF(r).adjusted(2, 4, -2, -5), 5);
}

void tabLabel(const QStyleOptionTab& option, const Call& call) {
  QPainter& painter = *call.painter;
  const bool on = option.state & QStyle::State_Selected, over = option.state & QStyle::State_MouseOver;
  QRect room = option.rect; // the text with its icon stands in the middle
  if (!option.rightButtonSize.isEmpty() || !option.leftButtonSize.isEmpty())
    room = call.style->subElementRect(QStyle::SE_TabBarTabText, &option, call.widget);
  painter.save();
  QFont font = painter.font();
  font.setWeight(on ? QFont::DemiBold : QFont::Medium);
  painter.setFont(font);
  painter.setPen(color(textTone(option, on || over ? Tone::Text : Tone::Text2)));
  if (!option.icon.isNull()) {
    const QSize size = option.iconSize;
    const int words = painter.fontMetrics().size(Qt::TextShowMnemonic, option.text).width();
    const int left = room.left() + qMax(0, (room.width() - words - size.width() - 6) / 2);
    option.icon.paint(&painter, QStyle::visualRect(option.direction, room,
                                                   QRect(left, room.top(), size.width(), room.height())));
    room = QStyle::visualRect(option.direction, room,
                              QRect(left + size.width() + 6, room.top(), words, room.height()));
  }
  painter.drawText(room, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine, option.text);
  painter.restore();
}

bool isFlatTab(const QStyleOptionTab& option) {
  switch (option.shape) {
  case QTabBar::RoundedNorth:
  case QTabBar::TriangularNorth:
  case QTabBar::RoundedSouth:
  case QTabBar::TriangularSouth:
    return true;
  default:
    return false;
  }
}

} // namespace

bool listPrimitive(QStyle::PrimitiveElement element, const Call& call) {
  const QStyleOption& option = *call.option;
  const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(&option);
  switch (element) {
  case QStyle::PE_PanelItemViewItem:
    if (item != nullptr)
      itemGround(*item, call);
    return item != nullptr;
  case QStyle::PE_PanelItemViewRow:
    if (item != nullptr) {
      if (item->features & QStyleOptionViewItem::Alternate)
        call.painter->fillRect(item->rect, mixed(Tone::Surface2, Tone::Surface, 0.6));
      if (item->state & QStyle::State_Selected)
        call.painter->fillRect(item->rect, color(Tone::AccentSoft));
    }
    return item != nullptr;
  case QStyle::PE_FrameFocusRect: {
    const bool list = qobject_cast<const QListView*>(call.widget) != nullptr;
    if (!inComboPopup(call.widget))
      box(*call.painter, option.rect, list ? 5 : 3, {}, color(Tone::Accent), 1.5);
    return true;
  }
  case QStyle::PE_IndicatorBranch:
    branch(option, *call.painter);
    return true;
  case QStyle::PE_IndicatorHeaderArrow:
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(&option)) {
      // An ascending column begins small: the arrow points down the way the values grow.
      if (header->sortIndicator != QStyleOptionHeader::None)
        chevron(*call.painter, option.rect,
                header->sortIndicator == QStyleOptionHeader::SortUp ? "up" : "down", Tone::AccentText, 10);
      return true;
    }
    return false;
  case QStyle::PE_IndicatorItemViewItemDrop: {
    const QRectF r(option.rect);
    if (r.height() < 2)
      box(*call.painter, QRectF(r.left(), r.top() - 1, r.width(), 2), 1, color(Tone::Accent));
    else
      ring(*call.painter, r, 5);
    return true;
  }
  case QStyle::PE_FrameTabBarBase:
    if (const auto* base = qstyleoption_cast<const QStyleOptionTabBarBase*>(&option)) {
      const QRect r = base->tabBarRect;
      call.painter->fillRect(QRect(option.rect.left(), r.bottom(), option.rect.width(), 1),
                             color(Tone::Line));
    }
    return true;
  case QStyle::PE_FrameTabWidget:
    call.painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1),
                           color(Tone::Line));
    return true;
  default:
    return false;
  }
}

bool listControl(QStyle::ControlElement element, const Call& call) {
  switch (element) {
  case QStyle::CE_HeaderSection:
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(call.option)) {
      headerSection(*header, *call.painter);
      return true;
    }
    return false;
  case QStyle::CE_HeaderLabel:
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(call.option)) {
      QStyleOptionHeader own = *header;
      own.palette.setColor(QPalette::ButtonText, color(textTone(*header, Tone::Text2)));
      if (!own.icon.isNull() || own.text.isEmpty())
        return false;
      const QRect room = own.rect.adjusted(4, 0, -4, 0);
      call.painter->save();
      call.painter->setPen(own.palette.color(QPalette::ButtonText));
      const int flags =
          static_cast<int>(QStyle::visualAlignment(own.direction, own.textAlignment)) | Qt::TextSingleLine;
      call.painter->drawText(room, flags,
                             call.painter->fontMetrics().elidedText(own.text, Qt::ElideRight, room.width()));
      call.painter->restore();
      return true;
    }
    return false;
  case QStyle::CE_HeaderEmptyArea:
    call.painter->fillRect(call.option->rect, color(Tone::Rail));
    call.painter->fillRect(
        QRect(call.option->rect.left(), call.option->rect.bottom(), call.option->rect.width(), 1),
        color(Tone::Line));
    return true;
  case QStyle::CE_TabBarTabShape:
    if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(call.option);
        tab != nullptr && isFlatTab(*tab)) {
      tabShape(*tab, *call.painter);
      return true;
    }
    return false;
  case QStyle::CE_TabBarTabLabel:
    if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(call.option);
        tab != nullptr && isFlatTab(*tab)) {
      tabLabel(*tab, call);
      return true;
    }
    return false;
  case QStyle::CE_RubberBand: {
    QColor fill = color(Tone::Accent);
    fill.setAlphaF(0.14f);
    box(*call.painter, call.option->rect, 3, fill, color(Tone::Accent));
    return true;
  }
  default:
    return false;
  }
}

std::optional<QSize> listSize(QStyle::ContentsType type, const Call& call, const QSize&, const QSize& base) {
  switch (type) {
  case QStyle::CT_ItemViewItem:
    // Cells that hold an editor or several lines ask for more themselves.
    return QSize(base.width() + (inComboPopup(call.widget) ? 16 : 0), qMax(base.height(), kRow));
  case QStyle::CT_HeaderSection:
    return QSize(base.width() + 12, qMax(base.height(), kHeader));
  case QStyle::CT_TabBarTab: {
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(call.option);
    if (tab == nullptr || !isFlatTab(*tab))
      return std::nullopt;
    // Measured semi-bold: the tabs do not move when another one is chosen.
    QFont font = call.widget != nullptr ? call.widget->font() : QFont();
    const int plain = QFontMetrics(font).horizontalAdvance(tab->text);
    font.setWeight(QFont::DemiBold);
    return QSize(base.width() + qMax(0, QFontMetrics(font).horizontalAdvance(tab->text) - plain) + 2,
                 qMax(base.height(), 34));
  }
  default:
    return std::nullopt;
  }
}

} // namespace easel::paint
