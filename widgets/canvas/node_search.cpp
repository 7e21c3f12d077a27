#include "widgets/canvas/node_search.h"

#include "core/base/fuzzy.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/search_field.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace easel {

namespace {
constexpr QSize kSize(300, 336);
constexpr int kRecent = 5;
} // namespace

QList<SearchItem> found(const QList<SearchItem>& items, const QString& query, const QStringList& recent) {
  const std::string typed = fromQt(query.trimmed());
  std::vector<std::pair<double, const SearchItem*>> scored;
  for (const SearchItem& item : items) {
    std::vector<std::string> keywords;
    for (const QString& k : item.keywords)
      keywords.push_back(fromQt(k));
    const std::optional<double> score = fuzzyScore(typed, fromQt(item.title), keywords);
    if (!score)
      continue;
    const qsizetype place = typed.empty() ? recent.indexOf(item.id) : -1;
    scored.emplace_back(place >= 0 ? 1000.0 - static_cast<double>(place) : *score, &item);
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  QList<SearchItem> result;
  for (const auto& [score, item] : scored)
    result.append(*item);
  return result;
}

NodeSearch::NodeSearch(QWidget* parent)
    : QFrame(parent), m_field(new SearchField(tr("Find a node…"), this)), m_list(new ItemList(this)) {
  setObjectName("canvas.search");
  m_field->setObjectName("canvas.search.field");
  m_field->setAccessibleName(tr("Find a node to add"));
  m_list->setObjectName("canvas.search.list");
  m_list->setAccessibleName(tr("Nodes that fit"));
  m_list->setFocusPolicy(Qt::NoFocus);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(8, 8, 8, 8);
  box->setSpacing(6);
  box->addWidget(m_field);
  box->addWidget(m_list, 1);
  m_field->installEventFilter(this);
  connect(m_field, &QLineEdit::textChanged, this, &NodeSearch::refresh);
  connect(m_list, &ItemList::activatedId, this, &NodeSearch::take);
  connect(m_list, &QAbstractItemView::clicked, this, [this] { take(m_list->currentId()); });
  hide();
}

void NodeSearch::open(const QList<SearchItem>& items, const QPoint& at) {
  m_items = items;
  m_field->clear();
  refresh();
  const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
  resize(std::min(kSize.width(), room.width()), std::min(kSize.height(), room.height()));
  move(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())),
       std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - height())));
  m_open = true;
  show();
  raise();
  m_field->setFocus(Qt::PopupFocusReason);
}

void NodeSearch::refresh() {
  QList<ListItem> rows;
  for (const SearchItem& item : found(m_items, m_field->text(), m_recent)) {
    ListItem row;
    row.id = item.id;
    row.iconName = item.iconName;
    row.title = item.title;
    row.remark = item.remark;
    rows.append(row);
  }
  m_list->setItems(rows);
  if (!rows.isEmpty())
    m_list->setCurrentId(rows.first().id);
}

void NodeSearch::take(const QString& id) {
  if (id.isEmpty() || !m_open)
    return;
  m_open = false; // losing the focus is no dismissal now
  m_recent.removeAll(id);
  m_recent.prepend(id);
  while (m_recent.size() > kRecent)
    m_recent.removeLast();
  hide();
  parentWidget()->setFocus();
  emit chosen(id);
}

void NodeSearch::dismiss() {
  if (!m_open)
    return;
  m_open = false;
  hide();
  emit dismissed();
}

bool NodeSearch::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const QModelIndex now = m_list->currentIndex();
    switch (key->key()) {
    case Qt::Key_Down:
    case Qt::Key_Tab:
      m_list->setCurrentIndex(now.siblingAtRow(std::min(now.row() + 1, m_list->count() - 1)));
      return true;
    case Qt::Key_Up:
    case Qt::Key_Backtab: m_list->setCurrentIndex(now.siblingAtRow(std::max(now.row() - 1, 0))); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: take(m_list->currentId()); return true;
    case Qt::Key_Escape:
      dismiss();
      parentWidget()->setFocus();
      return true;
    default: break;
    }
  } else if (event->type() == QEvent::FocusOut) {
    dismiss();
  }
  return QFrame::eventFilter(watched, event);
}

void NodeSearch::paintEvent(QPaintEvent*) {
  QPainter p(this);
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(QPen(color(Tone::LineStrong), 1));
  p.setBrush(color(Tone::Surface));
  p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

} // namespace easel
