#include "widgets/controls/item_list.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QToolTip>

namespace easel {

namespace {

enum Role {
  IdRole = Qt::UserRole + 1,
  IconNameRole,
  RemarkRole,
  RightRole,
  PillRole,
  PillToneRole,
  FadedRole,
  BadRole
};

constexpr int kSide = 10, kTop = 8, kLineGap = 2, kRowGap = 3, kOut = 6; // kOut: from the edge of the list

QFont titleFont() {
  return textFont(TextSize::Body, QFont::DemiBold);
}
QFont remarkFont() {
  return textFont(TextSize::Small);
}

/// Where the parts of a row lie, for left-to-right.
struct Places {
  QRectF box, icon, title, pill, remark, right;
};

Places placesIn(const QRect& row, const QModelIndex& index) {
  const QFontMetricsF title(titleFont()), remark(remarkFont());
  Places p;
  p.box = QRectF(row).adjusted(kOut, 0, -kOut, -kRowGap);
  const qreal titleHigh = title.height(), remarkHigh = remark.height();
  qreal left = p.box.left() + kSide;
  const qreal end = p.box.right() - kSide, top = p.box.top() + kTop;
  if (!index.data(IconNameRole).toString().isEmpty()) {
    p.icon = QRectF(left, top + (titleHigh - metrics::kIcon) / 2, metrics::kIcon, metrics::kIcon);
    left += metrics::kIcon + 10;
  }
  qreal titleEnd = end;
  if (const QString text = index.data(PillRole).toString(); !text.isEmpty()) {
    QSizeF size = pillSize(text);
    size.setWidth(qMin(size.width(), (end - left) * 0.6));
    p.pill = QRectF(end - size.width(), top + (titleHigh - size.height()) / 2, size.width(), size.height());
    titleEnd = p.pill.left() - 6;
  }
  p.title = QRectF(left, top, qMax(0.0, titleEnd - left), titleHigh);
  const qreal second = top + titleHigh + kLineGap;
  qreal remarkEnd = end;
  if (const QString text = index.data(RightRole).toString(); !text.isEmpty()) {
    const qreal wide =
        qMin(QFontMetricsF(tabularFont(TextSize::Small)).horizontalAdvance(text) + 1, (end - left) * 0.6);
    p.right = QRectF(end - wide, second, wide, remarkHigh);
    remarkEnd = p.right.left() - 8;
  }
  p.remark = QRectF(left, second, qMax(0.0, remarkEnd - left), remarkHigh);
  return p;
}

bool hasSecondLine(const QModelIndex& index) {
  return !index.data(RemarkRole).toString().isEmpty() || !index.data(RightRole).toString().isEmpty();
}

class ItemDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const qreal first = qMax(QFontMetricsF(titleFont()).height(), static_cast<qreal>(metrics::kIcon));
    const qreal second = hasSecondLine(index) ? kLineGap + QFontMetricsF(remarkFont()).height() : 0;
    return {120, qCeil(first + second) + 2 * kTop + kRowGap};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool mirrored = option.direction == Qt::RightToLeft;
    const Places p = placesIn(option.rect, index);
    const auto visual = [&](const QRectF& r) {
      return mirrored ? QRectF(option.rect.left() + option.rect.right() + 1 - r.right(), r.top(), r.width(),
                               r.height())
                      : r;
    };
    const bool selected = option.state & QStyle::State_Selected,
               hovered = option.state & QStyle::State_MouseOver;
    const bool faded = index.data(FadedRole).toBool() || !(option.state & QStyle::State_Enabled);
    const bool bad = index.data(BadRole).toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setLayoutDirection(option.direction);
    if (selected || hovered) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(color(selected ? Tone::AccentSoft : Tone::Surface2));
      painter->drawRoundedRect(visual(p.box), 8, 8);
    }
    if (!p.icon.isNull())
      paintIcon(*painter, visual(p.icon), index.data(IconNameRole).toString(),
                bad        ? Tone::Bad
                : selected ? Tone::AccentText
                : faded    ? Tone::Text3
                           : Tone::Text2);
    const int leading = static_cast<int>(Qt::AlignVCenter | Qt::AlignAbsolute) | Qt::TextSingleLine |
                        static_cast<int>(mirrored ? Qt::AlignRight : Qt::AlignLeft);
    const auto write = [&](const QRectF& where, const QFont& font, Tone tone, const QString& text) {
      painter->setFont(font);
      painter->setPen(color(tone));
      const QFontMetricsF metrics(font);
      painter->drawText(visual(where), leading,
                        metrics.elidedText(text, Qt::ElideRight, where.width() + 0.5));
    };
    const Tone quiet = faded ? Tone::Text3 : Tone::Text2;
    QFont title = titleFont();
    title.setStrikeOut(faded && option.state & QStyle::State_Enabled); // not by colour alone
    write(p.title, title, faded ? Tone::Text3 : Tone::Text, index.data(Qt::DisplayRole).toString());
    write(p.remark, remarkFont(), bad ? Tone::Bad : quiet, index.data(RemarkRole).toString());
    write(p.right, tabularFont(TextSize::Small), quiet, index.data(RightRole).toString());
    if (!p.pill.isNull())
      paintPill(*painter, visual(p.pill), index.data(PillRole).toString(),
                static_cast<PillTone>(index.data(PillToneRole).toInt()));
    if (option.state & QStyle::State_HasFocus) {
      painter->setPen(QPen(color(Tone::Accent), 1.5));
      painter->setBrush(Qt::NoBrush);
      painter->drawRoundedRect(visual(p.box).adjusted(0.75, 0.75, -0.75, -0.75), 7.5, 7.5);
    }
    painter->restore();
  }
};

QStandardItem* itemFor(const ListItem& from) {
  auto* item = new QStandardItem(from.title);
  item->setData(from.id, IdRole);
  item->setData(from.iconName, IconNameRole);
  item->setData(from.remark, RemarkRole);
  item->setData(from.right, RightRole);
  item->setData(from.pill, PillRole);
  item->setData(static_cast<int>(from.pillTone), PillToneRole);
  item->setData(from.faded, FadedRole);
  item->setData(from.bad, BadRole);
  QStringList spoken{from.title};
  for (const QString& part : {from.pill, from.remark, from.right})
    if (!part.isEmpty())
      spoken << part;
  if (from.faded)
    spoken << ItemList::tr("off");
  if (from.bad)
    spoken << ItemList::tr("failed");
  item->setData(spoken.join(", "), Qt::AccessibleTextRole);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable |
                 Qt::ItemIsDragEnabled); // dropped between, never onto
  return item;
}

} // namespace

ItemList::ItemList(QWidget* parent) : QListView(parent), m_items(new QStandardItemModel(this)) {
  setModel(m_items);
  setItemDelegate(new ItemDelegate(this));
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setResizeMode(QListView::Adjust);
  connect(this, &QAbstractItemView::activated, this,
          [this](const QModelIndex& index) { emit activatedId(index.data(IdRole).toString()); });
}

void ItemList::setItems(const QList<ListItem>& items) {
  const QString before = currentId();
  m_filling = true;
  m_items->clear();
  for (const ListItem& item : items)
    m_items->appendRow(itemFor(item));
  setCurrentId(before);
  m_filling = false;
  if (currentId() != before)
    emit chosen(currentId());
}

QString ItemList::currentId() const {
  return currentIndex().data(IdRole).toString();
}

void ItemList::setCurrentId(const QString& id) {
  for (int i = 0; i < count(); ++i)
    if (const QModelIndex index = m_items->index(i, 0); index.data(IdRole).toString() == id) {
      setCurrentIndex(index);
      return;
    }
  setCurrentIndex({});
}

int ItemList::count() const {
  return m_items->rowCount();
}

void ItemList::setReorderable(bool on) {
  m_reorderable = on;
  setDragEnabled(on);
  setAcceptDrops(on);
  setDropIndicatorShown(on);
  setDragDropMode(on ? QAbstractItemView::InternalMove : QAbstractItemView::NoDragDrop);
  setDefaultDropAction(Qt::MoveAction);
}

void ItemList::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QListView::currentChanged(current, previous);
  if (!m_filling)
    emit chosen(current.data(IdRole).toString());
}

void ItemList::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
  const QPoint where = byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos();
  emit menuWanted(index.data(IdRole).toString(), where);
}

void ItemList::moveItem(int from, int to) {
  if (from < 0 || from >= count() || to < 0 || to >= count() || from == to)
    return;
  m_filling = true;
  const QList<QStandardItem*> row = m_items->takeRow(from);
  m_items->insertRow(to, row);
  setCurrentIndex(m_items->index(to, 0));
  m_filling = false;
  emit moved(m_items->index(to, 0).data(IdRole).toString(), to);
}

void ItemList::dropEvent(QDropEvent* event) {
  if (event->source() != this || !m_reorderable)
    return;
  const QModelIndex over = indexAt(event->position().toPoint());
  int before = over.isValid() ? over.row() : count(); // the gap it falls into
  if (over.isValid() && event->position().y() > visualRect(over).center().y())
    ++before;
  const int from = currentIndex().row();
  // Moved here; the view must not remove the row as if it had gone elsewhere.
  event->setDropAction(Qt::CopyAction);
  event->accept();
  setState(QAbstractItemView::NoState);
  viewport()->update();
  moveItem(from, before > from ? before - 1 : before);
}

void ItemList::keyPressEvent(QKeyEvent* event) {
  if (m_reorderable && event->modifiers() == Qt::AltModifier &&
      (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
    const int from = currentIndex().row();
    moveItem(from, event->key() == Qt::Key_Up ? from - 1 : from + 1);
    return;
  }
  QListView::keyPressEvent(event);
}

bool ItemList::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QModelIndex index = indexAt(help->pos());
    if (index.isValid()) {
      const Places p = placesIn(visualRect(index), index);
      const QString title = index.data(Qt::DisplayRole).toString(),
                    remark = index.data(RemarkRole).toString();
      QStringList cut;
      if (QFontMetricsF(titleFont()).horizontalAdvance(title) > p.title.width() + 0.5)
        cut << title.toHtmlEscaped();
      if (QFontMetricsF(remarkFont()).horizontalAdvance(remark) > p.remark.width() + 0.5)
        cut << remark.toHtmlEscaped();
      if (!cut.isEmpty()) {
        QToolTip::showText(help->globalPos(), "<p>" + cut.join("<br>") + "</p>", this, visualRect(index));
        return true;
      }
    }
    QToolTip::hideText();
    return true;
  }
  return QListView::viewportEvent(event);
}

} // namespace easel
