#include "app/studio/shell/main_window.h"

#include "app/studio/shell/about.h"
#include "app/studio/shell/history_panel.h"
#include "app/studio/shell/jobs_panel.h"
#include "app/studio/shell/menu.h"
#include "app/studio/shell/notices_panel.h"
#include "app/studio/shell/opener.h"
#include "app/studio/shell/palette.h"
#include "app/studio/shell/rail.h"
#include "app/studio/shell/settings_panel.h"
#include "app/studio/shell/status_strip.h"
#include "app/studio/shell/top_bar.h"
#include "core/base/memory.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QGridLayout>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>

namespace easel {

namespace {
constexpr QSize kUsual(1440, 900);
constexpr QSize kSmallest(960, 620);
} // namespace

MainWindow::MainWindow(Session& session, Settings& settings, const QList<View*>& views)
    : m_session(session), m_settings(settings), m_views(views), m_opener(new Opener(session, settings, this)),
      m_top(new TopBar), m_rail(new Rail), m_stack(new QStackedWidget), m_status(new StatusStrip),
      m_palette(new Palette(this)), m_jobs(new JobsPanel(session, this)), m_history(new HistoryPanel(session, this)),
      m_notices(new NoticesPanel(this)), m_settingsPanel(new SettingsPanel(settings, this)),
      m_toasts(new ToastArea(this)) {
  setObjectName("window");
  setAcceptDrops(true);
  setMinimumSize(kSmallest);
  resize(kUsual);
  restoreGeometry(settings.windowGeometry());
  layOut();
  installMenu();
  wire();
  go({ViewId::Home});
  refreshHistory();
}

MainWindow::~MainWindow() = default;

View* MainWindow::current() const {
  return static_cast<View*>(m_stack->currentWidget());
}

void MainWindow::layOut() {
  auto* frame = new QWidget;
  auto* grid = new QGridLayout(frame);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(0);
  grid->addWidget(m_top, 0, 0, 1, 2);
  grid->addWidget(m_rail, 1, 0);
  grid->addWidget(m_stack, 1, 1);
  grid->addWidget(m_status, 2, 0, 1, 2);
  grid->setColumnStretch(1, 1);
  grid->setRowStretch(1, 1);
  setCentralWidget(frame);
  for (View* view : m_views) {
    m_stack->addWidget(view);
    connect(view, &View::wants, this, &MainWindow::go);
    connect(view, &View::opensFile, this, [this](const QString& file) {
      file.isEmpty() ? m_opener->askForFile(this) : m_opener->openFile(file);
    });
    connect(view, &View::changed, this, [this, view] {
      if (view == current())
        refreshPlace();
    });
  }
}

void MainWindow::wire() {
  connect(m_rail, &Rail::chosen, this, [this](ViewId view) { go({view}); });
  connect(m_rail->jobs(), &QAbstractButton::clicked, this, &MainWindow::openJobs);
  connect(m_rail->settings(), &QAbstractButton::clicked, this, [this] {
    m_settingsPanel->refresh();
    m_settingsPanel->open(m_rail->settings()->mapTo(this, QPoint(60, 50)), Qt::BottomLeftCorner);
  });
  connect(m_settingsPanel, &SettingsPanel::aboutWanted, this, [this] { (new About(this))->show(); });
  connect(m_top, &TopBar::searchWanted, this, &MainWindow::openPalette);
  connect(m_top, &TopBar::undoWanted, &m_session, &Session::undo);
  connect(m_top, &TopBar::redoWanted, &m_session, &Session::redo);
  connect(m_top, &TopBar::noticesWanted, this, [this] {
    QWidget* button = m_top->noticesButton();
    m_notices->open(button->mapTo(this, QPoint(button->width(), button->height() + 4)), Qt::TopRightCorner);
  });
  connect(m_notices, &NoticesPanel::unreadChanged, this, [this] { m_top->setNotices(m_notices->unread()); });
  connect(m_opener, &Opener::wants, this, &MainWindow::go);
  connect(&m_session, &Session::noticed, this, [this](const Notice& notice) {
    m_toasts->show(notice);
    m_notices->add(notice);
  });
  connect(&m_session, &Session::historyChanged, this, &MainWindow::refreshHistory);
  connect(&m_session, &Session::workChanged, this, &MainWindow::refreshStatus);
  for (const auto signal : {&Session::opened, &Session::closed, &Session::projectChanged})
    connect(&m_session, signal, this, &MainWindow::refreshPlace);
  connect(&m_session, &Session::closed, this, [this] { go({ViewId::Home}); });
}

void MainWindow::installMenu() {
  const QString edit = tr("Edit"), viewMenu = tr("Go to");
  QList<ShellAction> actions = {
      {"file.import", {}, tr("Open a data file…"), "file-earmark-arrow-down", {QKeySequence("Ctrl+I")},
       [this] { m_opener->askForFile(this); }},
      {"file.open", {}, tr("Open a project…"), "folder2-open", {QKeySequence("Ctrl+O")},
       [this] { m_opener->askForProject(this); }},
      {"file.new", {}, tr("New project…"), "plus-square", {QKeySequence("Ctrl+N")},
       [this] { m_opener->askForNewProject(this); }},
      {"file.close", {}, tr("Close the project"), "x-lg", {QKeySequence("Ctrl+W")}, [this] { m_session.close(); }},
      {"edit.undo", edit, tr("Undo"), "arrow-counterclockwise", {QKeySequence("Ctrl+Z")}, [this] { m_session.undo(); }},
      {"edit.redo", edit, tr("Redo"), "arrow-clockwise", {QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")},
       [this] { m_session.redo(); }},
      {"edit.history", edit, tr("History…"), "clock-history", {QKeySequence("Ctrl+H")}, [this] { openHistory(); }, true},
      {"go.search", {}, tr("Search and commands"), "search", {QKeySequence("Ctrl+K")}, [this] { openPalette(); }, true},
      {"go.jobs", {}, tr("Jobs"), "activity", {QKeySequence("Ctrl+J")}, [this] { openJobs(); }}};
  int key = 1;
  for (const RailPlace& place : railPlaces())
    actions.append({"go." + place.text.toLower(), viewMenu, place.text, place.iconName,
                    {QKeySequence(QString("Ctrl+%1").arg(key++))}, [this, view = place.view] { go({view}); }});
  actions.append({"help.about", {}, tr("About Easel"), "info-circle", {}, [this] { (new About(this))->show(); }, true});
  actions.append({"file.quit", {}, tr("Quit"), "box-arrow-right", {QKeySequence("Ctrl+Q")}, [this] { close(); }});
  m_top->menuButton()->setMenu(installActions(this, actions));
}

void MainWindow::go(const Place& place) {
  View* target = view(place.view);
  m_stack->setCurrentWidget(target);
  m_rail->setCurrent(place.view);
  target->go(place);
  if (!target->isAncestorOf(focusWidget()))
    target->setFocus(Qt::OtherFocusReason);
  refreshPlace();
}

void MainWindow::refreshPlace() {
  const bool open = m_session.isOpen();
  m_top->setPlace(open ? m_session.name() : QString(), current()->placeText());
  if (!open)
    m_top->setSaved({}, PillTone::Mute, {}, {});
  else if (m_session.readOnly())
    m_top->setSaved(tr("Read only"), PillTone::Warn, "lock-fill", tr("The project was opened to read; changes are not kept."));
  else
    m_top->setSaved(tr("Saved"), PillTone::Good, "check-circle-fill", tr("Every edit is in the project file within a second."));
  setWindowTitle(open ? m_session.name() + QString::fromUtf8(" – Easel") : "Easel");
  refreshStatus();
}

void MainWindow::refreshStatus() {
  int running = 0;
  QString doing;
  for (const WorkLine& line : m_session.work())
    if (!line.quiet && !ended(line.status.state)) {
      ++running;
      doing = toQt(line.status.title);
    }
  m_rail->jobs()->setCount(running);
  const QString memory = tr("%1 MB in memory").arg(static_cast<double>(residentMemory()) / 1e6, 0, 'f', 0);
  const QString engine = running == 0 ? tr("engine idle") : running == 1 ? doing : tr("%n jobs run", nullptr, running);
  m_status->set(current()->status(), memory + QString::fromUtf8(" · ") + engine);
}

void MainWindow::refreshHistory() {
  const QString undo = m_session.undoText(), redo = m_session.redoText();
  m_top->setUndo(undo, redo);
  QAction* undoAction = findAction(this, "edit.undo");
  undoAction->setEnabled(!undo.isEmpty());
  undoAction->setText(undo.isEmpty() ? tr("Undo") : tr("Undo %1").arg(undo));
  QAction* redoAction = findAction(this, "edit.redo");
  redoAction->setEnabled(!redo.isEmpty());
  redoAction->setText(redo.isEmpty() ? tr("Redo") : tr("Redo %1").arg(redo));
  findAction(this, "file.close")->setEnabled(m_session.isOpen());
}

void MainWindow::openPalette() {
  QList<Findable> things = current()->findables();
  for (View* view : m_views)
    if (view != current())
      things += view->findables();
  for (QAction* action : actions())
    if (action->isEnabled() && action->objectName() != "go.search")
      things.append({.text = action->text(), .remark = {}, .iconName = "command", .keys = action->shortcut(),
                     .act = [action] { action->trigger(); }});
  m_palette->open(std::move(things));
}

void MainWindow::openJobs() {
  m_jobs->refresh();
  m_jobs->open(m_rail->jobs()->mapTo(this, QPoint(60, 50)), Qt::BottomLeftCorner);
}

void MainWindow::openHistory() {
  m_history->refresh();
  m_history->open(QPoint(70, 52), Qt::TopLeftCorner);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  m_settings.setWindowGeometry(saveGeometry());
  m_session.close();
  QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().isLocalFile())
    event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() != 1 || !urls.front().isLocalFile())
    return;
  event->acceptProposedAction();
  m_opener->openFile(urls.front().toLocalFile());
}

void MainWindow::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), color(Tone::Bg));
}

} // namespace easel
