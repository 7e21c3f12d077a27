#include "app/studio/views/govern/card_outline.h"

#include "widgets/controls/labels.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/icons.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace easel {

namespace {

constexpr int kLine = 30;
constexpr int kBar = 5;
enum Role { Complete = Qt::UserRole + 1, Id };

class PartDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kLine}; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool on = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (on || option.state.testFlag(QStyle::State_HasFocus)) {
      painter->setPen(option.state.testFlag(QStyle::State_HasFocus) ? QPen(color(Tone::Accent), 1) : QPen(Qt::NoPen));
      painter->setBrush(on ? color(Tone::AccentSoft) : QColor(Qt::transparent));
      painter->drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
    }
    const bool complete = index.data(Complete).toBool();
    const QRect mark = option.direction == Qt::RightToLeft
                           ? QRect(option.rect.left() + 8, option.rect.center().y() - 7, 15, 15)
                           : QRect(option.rect.right() - 23, option.rect.center().y() - 7, 15, 15);
    paintIcon(*painter, mark, complete ? "check2" : "circle", complete ? Tone::Good : Tone::Text3);
    painter->setFont(textFont(TextSize::Body, on ? QFont::DemiBold : QFont::Normal));
    painter->setPen(color(on ? Tone::AccentText : Tone::Text));
    const QRect text = option.direction == Qt::RightToLeft ? option.rect.adjusted(30, 0, -8, 0) : option.rect.adjusted(8, 0, -30, 0);
    painter->drawText(text, Qt::AlignVCenter | (option.direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft),
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->restore();
  }
};

} // namespace

CardOutline::CardOutline(QWidget* parent)
    : QWidget(parent), m_list(new QListView(this)), m_items(new QStandardItemModel(this)) {
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, kBar + 8);
  all->setSpacing(8);
  m_list->setObjectName("govern.parts");
  m_list->setAccessibleName(tr("Parts of the card"));
  m_list->setModel(m_items);
  m_list->setItemDelegate(new PartDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  all->addWidget(m_list);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(6, 0, 6, 0);
  m_word = label(tr("Complete"), TextSize::Small, Tone::Text2);
  m_count = label({}, TextSize::Small, Tone::Text, QFont::Bold);
  m_count->setObjectName("govern.complete");
  row->addWidget(m_word, 1);
  row->addWidget(m_count);
  all->addLayout(row);
  connect(m_list, &QAbstractItemView::clicked, this,
          [this](const QModelIndex& index) { emit chosen(index.data(Id).toString()); });
  connect(m_list, &QAbstractItemView::activated, this,
          [this](const QModelIndex& index) { emit chosen(index.data(Id).toString()); });
}

void CardOutline::set(const std::vector<CardPart>& parts) {
  const int present = m_list->currentIndex().row();
  m_items->clear();
  m_complete = 0;
  m_total = static_cast<int>(parts.size());
  for (const CardPart& part : parts) {
    const QString title = translated(part.title.c_str());
    auto* item = new QStandardItem(title);
    item->setData(part.complete, Complete);
    item->setData(toQt(part.id), Id);
    item->setData(part.complete ? tr("%1: complete").arg(title) : tr("%1: %2").arg(title, toQt(part.missing)),
                  Qt::AccessibleTextRole);
    item->setToolTip(toQt(part.missing));
    m_items->appendRow(item);
    m_complete += part.complete ? 1 : 0;
  }
  m_list->setCurrentIndex(m_items->index(std::clamp(present, 0, std::max(0, m_total - 1)), 0));
  m_list->setFixedHeight(m_total * kLine + 2);
  m_count->setText(tr("%1 of %2").arg(m_complete).arg(m_total));
  setVisible(m_total > 0);
  update();
}

void CardOutline::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const QRectF bar(6, height() - kBar - 2, width() - 12, kBar);
  painter.setBrush(color(Tone::Surface2));
  painter.drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
  if (m_total == 0)
    return;
  QRectF done = bar;
  done.setWidth(bar.width() * m_complete / m_total);
  painter.setBrush(color(m_complete == m_total ? Tone::Good : Tone::Accent));
  painter.drawRoundedRect(done, kBar / 2.0, kBar / 2.0);
}

} // namespace easel
