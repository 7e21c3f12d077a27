#include "app/studio/views/data/step_search.h"

#include "app/studio/views/data/step_drafts.h"
#include "core/schema/search.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/search_field.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace easel {

namespace {
constexpr int kWidth = 340, kHeight = 420, kLeast = 130;
}

StepSearch::StepSearch(std::vector<const Declaration*> steps, QWidget* parent) : QFrame(parent), m_steps(std::move(steps)) {
  setObjectName("data.stepSearch");
  setAccessibleName(tr("Add a step"));
  m_words = new SearchField(tr("Search steps: fill, filter, join …"));
  m_words->setObjectName("data.stepSearch.words");
  m_words->setAccessibleName(tr("Search steps"));
  m_list = new ItemList;
  m_list->setObjectName("data.stepSearch.list");
  m_list->setAccessibleName(tr("Steps"));
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(10, 10, 10, 10);
  all->setSpacing(8);
  all->addWidget(m_words);
  all->addWidget(m_list, 1);
  connect(m_words, &QLineEdit::textChanged, this, &StepSearch::refill);
  connect(m_list, &ItemList::activatedId, this, &StepSearch::choose);
  connect(m_list, &QListView::clicked, this, [this] { choose(m_list->currentId()); });
  m_words->installEventFilter(this);
  m_list->installEventFilter(this);
  hide();
}

void StepSearch::open(const QPoint& where) {
  m_words->clear();
  const QSize room = parentWidget()->size();
  resize(std::min(kWidth, room.width() - 16), std::min(kHeight, room.height() - 16));
  move(std::clamp(where.x(), 8, std::max(8, room.width() - width() - 8)), std::clamp(where.y(), 8, std::max(8, room.height() - height() - 8)));
  refill();
  show();
  raise();
  m_words->setFocus();
}

void StepSearch::used(const std::string& type) {
  std::erase(m_recent, type);
  m_recent.insert(m_recent.begin(), type);
}

void StepSearch::refill() {
  QList<ListItem> items;
  for (const Declaration* d : searched(m_steps, fromQt(m_words->text()), m_recent))
    items.append({.id = toQt(d->id), .iconName = stepIcon(d->id), .title = translated(d->title.c_str()), .remark = translated(d->summary.c_str())});
  m_list->setItems(items);
  if (!items.isEmpty())
    m_list->setCurrentId(items.first().id);
  int height = 70; // as high as what was found
  for (int i = 0; i < m_list->count() && height < kHeight; ++i)
    height += m_list->sizeHintForRow(i) + 2 * m_list->spacing();
  resize(width(), std::clamp(height, kLeast, std::max(kLeast, std::min(kHeight, parentWidget()->height() - y() - 8))));
}

void StepSearch::choose(const QString& id) {
  if (id.isEmpty())
    return;
  hide();
  emit chosen(fromQt(id));
}

bool StepSearch::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) {
      hide();
      parentWidget()->setFocus();
      return true;
    }
    if (watched == m_words && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up || key->key() == Qt::Key_PageDown || key->key() == Qt::Key_PageUp)) {
      QApplication::sendEvent(m_list, event);
      return true;
    }
    if (watched == m_words && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
      choose(m_list->currentId());
      return true;
    }
  }
  if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
    const QWidget* now = QApplication::focusWidget();
    if (now && now != this && !isAncestorOf(now))
      hide();
  }
  return QFrame::eventFilter(watched, event);
}

void StepSearch::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color(Tone::LineStrong), 1));
  painter.setBrush(color(Tone::Surface));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

} // namespace easel
