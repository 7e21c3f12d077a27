#include "app/studio/shell/history_panel.h"

#include "widgets/controls/item_list.h"

#include <QDateTime>
#include <QVBoxLayout>

namespace easel {

namespace {
QString timeText(const std::string& iso) {
  const QDateTime time = QDateTime::fromString(toQt(iso), Qt::ISODate).toLocalTime();
  if (!time.isValid())
    return toQt(iso);
  return time.date() == QDate::currentDate() ? QLocale().toString(time.time(), "HH:mm:ss")
                                             : QLocale().toString(time, QLocale::ShortFormat);
}
} // namespace

HistoryPanel::HistoryPanel(Session& session, QWidget* window) : Popover(tr("History"), window), m_session(session) {
  setObjectName("history");
  setFixedWidth(380);
  m_list = new ItemList(this);
  m_list->setObjectName("history.list");
  m_list->setAccessibleName(tr("Edits, newest first"));
  m_list->setMinimumHeight(420);
  body()->addWidget(m_list);
  connect(m_list, &ItemList::activatedId, this, [this](const QString& id) { m_session.goTo(id.toLongLong()); });
  connect(m_list, &QListView::clicked, this, [this] { m_session.goTo(m_list->currentId().toLongLong()); });
  connect(&session, &Session::historyChanged, this, [this] {
    if (isVisible())
      refresh();
  });
}

void HistoryPanel::refresh() {
  m_session.run<std::vector<Edit>>(
      {.title = tr("Read the history"), .key = "shell/history", .quiet = true},
      [](Workbench& workbench, const Context&) { return workbench.project().history(); }, this,
      [this](Result<std::vector<Edit>> history) {
        if (!history)
          return;
        QList<ListItem> items;
        QString current;
        for (auto it = history->rbegin(); it != history->rend(); ++it) {
          const QString id = QString::number(it->id);
          ListItem item;
          item.id = id;
          item.iconName = it->current ? "check-circle-fill" : it->undone ? "arrow-clockwise" : "clock-history";
          item.title = toQt(it->label);
          item.remark = timeText(it->time);
          item.faded = it->undone;
          if (it->current) {
            item.pill = tr("now");
            item.pillTone = PillTone::Accent;
            current = id;
          }
          items.append(item);
        }
        items.append({.id = "0", .iconName = "file-earmark", .title = tr("Empty project"), .remark = tr("Where it began")});
        m_list->setItems(items);
        m_list->setCurrentId(current.isEmpty() ? "0" : current);
      });
}

} // namespace easel
