#include "app/studio/shell/palette.h"

#include "core/base/fuzzy.h"
#include "widgets/controls/search_field.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {

constexpr int kWidth = 560;
constexpr int kShown = 60; // lines; more letters find the rest
constexpr int kRowHeight = 34;
constexpr int kRemarkRole = Qt::UserRole + 1;
constexpr int kIconRole = Qt::UserRole + 2;
constexpr int kKeysRole = Qt::UserRole + 3;

class LineDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kWidth - 40, kRowHeight}; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(0, 1, 0, -1);
    const bool current = option.state & QStyle::State_Selected;
    if (current) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(color(Tone::AccentSoft));
      painter->drawRoundedRect(box, metrics::kControlRadius, metrics::kControlRadius);
    }
    const Tone tone = current ? Tone::AccentText : Tone::Text2;
    const qreal icon = metrics::kIcon;
    paintIcon(*painter, QRectF(box.left() + 10, box.center().y() - icon / 2, icon, icon),
              index.data(kIconRole).toString(), tone);
    const QString keys = index.data(kKeysRole).toString();
    qreal right = box.right() - 10;
    painter->setFont(textFont(TextSize::Caption));
    if (!keys.isEmpty()) {
      const qreal w = painter->fontMetrics().horizontalAdvance(keys);
      painter->setPen(color(Tone::Text2));
      painter->drawText(QRectF(right - w, box.top(), w, box.height()), Qt::AlignVCenter, keys);
      right -= w + 12;
    }
    const qreal left = box.left() + 36;
    painter->setFont(textFont(TextSize::Body, QFont::Medium));
    const QString text = painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight,
                                                           static_cast<int>((right - left) * 0.62));
    const qreal textWidth = painter->fontMetrics().horizontalAdvance(text);
    painter->setPen(color(Tone::Text));
    painter->drawText(QRectF(left, box.top(), textWidth + 2, box.height()), Qt::AlignVCenter, text);
    painter->setFont(textFont(TextSize::Small));
    painter->setPen(color(Tone::Text2));
    const QRectF rest(left + textWidth + 12, box.top(), right - left - textWidth - 12, box.height());
    painter->drawText(rest, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(kRemarkRole).toString(), Qt::ElideRight,
                                                        static_cast<int>(rest.width())));
    painter->restore();
  }
};

} // namespace

Palette::Palette(QWidget* window) : Popover({}, window) {
  setObjectName("palette");
  setAccessibleName(tr("Search and commands"));
  m_search = new SearchField(tr("Type what you want to do or find"), this);
  m_search->setObjectName("palette.search");
  m_search->setMinimumHeight(34);
  m_search->installEventFilter(this);
  m_list = new QListWidget(this);
  m_list->setObjectName("palette.list");
  m_list->setAccessibleName(tr("Found"));
  m_list->setItemDelegate(new LineDelegate(m_list));
  m_list->setUniformItemSizes(true);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setFixedHeight(12 * kRowHeight);
  setFixedWidth(kWidth);
  body()->setSpacing(8);
  body()->addWidget(m_search);
  body()->addWidget(m_list);
  connect(m_search, &QLineEdit::textChanged, this, &Palette::fill);
  connect(m_search, &QLineEdit::returnPressed, this, &Palette::act);
  connect(m_list, &QListWidget::itemClicked, this, &Palette::act);
}

void Palette::open(QList<Findable> things) {
  m_things = std::move(things);
  m_search->clear();
  fill();
  Popover::open(QPoint((parentWidget()->width() - kWidth) / 2, 40), Qt::TopLeftCorner);
  m_search->setFocus(Qt::ShortcutFocusReason);
}

void Palette::fill() {
  const std::string query = fromQt(m_search->text());
  std::vector<std::pair<double, int>> found;
  for (int i = 0; i < m_things.size(); ++i) {
    std::vector<std::string> words;
    for (const QString& word : m_things[i].keywords)
      words.push_back(fromQt(word));
    words.push_back(fromQt(m_things[i].remark));
    if (auto score = fuzzyScore(query, fromQt(m_things[i].text), words)) {
      if (const auto recent = m_recent.indexOf(m_things[i].text); recent >= 0)
        *score += 0.5 - 0.05 * static_cast<double>(recent);
      found.emplace_back(*score, i);
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  m_list->clear();
  for (std::size_t k = 0; k < std::min<std::size_t>(found.size(), kShown); ++k) {
    const Findable& thing = m_things[found[k].second];
    auto* item = new QListWidgetItem(thing.text, m_list);
    item->setData(Qt::UserRole, found[k].second);
    item->setData(kRemarkRole, thing.remark);
    item->setData(kIconRole, thing.iconName);
    item->setData(kKeysRole, thing.keys.toString(QKeySequence::NativeText));
    item->setToolTip(thing.remark);
  }
  if (m_list->count() == 0) {
    auto* item = new QListWidgetItem(tr("Nothing is called like that"), m_list);
    item->setFlags(Qt::NoItemFlags);
    item->setData(Qt::UserRole, -1);
    item->setData(kIconRole, "search");
  }
  m_list->setCurrentRow(0);
}

void Palette::act() {
  const QListWidgetItem* item = m_list->currentItem();
  const int index = item ? item->data(Qt::UserRole).toInt() : -1;
  if (index < 0)
    return;
  const Findable thing = m_things[index];
  m_recent.removeAll(thing.text);
  m_recent.prepend(thing.text);
  if (m_recent.size() > 8)
    m_recent.removeLast();
  close();
  if (thing.act)
    thing.act();
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_search && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
      QApplication::sendEvent(m_list, event);
      return true;
    }
    if (key == Qt::Key_Escape) {
      close();
      return true;
    }
  }
  return Popover::eventFilter(watched, event);
}

} // namespace easel
