#include "app/studio/shell/notices_panel.h"

#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"

#include <QTime>
#include <QVBoxLayout>

namespace easel {

namespace {
constexpr int kKept = 100;
}

NoticesPanel::NoticesPanel(QWidget* window) : Popover(tr("Notices"), window) {
  setObjectName("notices");
  setFixedWidth(420);
  m_none = paragraph(tr("Nothing to tell. What goes wrong or needs a look stands here."));
  m_list = new ItemList(this);
  m_list->setObjectName("notices.list");
  m_list->setAccessibleName(tr("Notices, newest first"));
  m_list->setMinimumHeight(300);
  body()->addWidget(m_none);
  body()->addWidget(m_list);
  connect(m_list, &ItemList::activatedId, this, [this](const QString& id) {
    const Notice& notice = m_lines[id.toInt()].notice;
    if (notice.action)
      notice.action();
  });
  fill();
}

void NoticesPanel::add(const Notice& notice) {
  m_lines.prepend({notice, QLocale().toString(QTime::currentTime(), "HH:mm")});
  if (m_lines.size() > kKept)
    m_lines.removeLast();
  if (!isVisible())
    ++m_unread;
  fill();
  emit unreadChanged();
}

void NoticesPanel::open(const QPoint& at, Qt::Corner corner) {
  m_unread = 0;
  emit unreadChanged();
  Popover::open(at, corner);
}

void NoticesPanel::fill() {
  QList<ListItem> items;
  for (int i = 0; i < m_lines.size(); ++i) {
    const Notice& n = m_lines[i].notice;
    items.append({.id = QString::number(i),
                  .iconName = n.kind == NoticeKind::Good ? "check-circle-fill" : "exclamation-triangle-fill",
                  .title = n.text,
                  .remark = n.hint,
                  .right = m_lines[i].time,
                  .bad = n.kind == NoticeKind::Bad});
  }
  m_list->setItems(items);
  m_list->setVisible(!items.isEmpty());
  m_none->setVisible(items.isEmpty());
}

} // namespace easel
