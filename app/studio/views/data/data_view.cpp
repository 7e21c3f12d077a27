#include "app/studio/views/data/data_view.h"

#include "app/studio/views/data/notice_bar.h"
#include "app/studio/views/data/profile_tab.h"
#include "app/studio/views/data/step_inspector.h"
#include "app/studio/views/data/step_search.h"
#include "app/studio/views/data/steps_panel.h"
#include "core/base/text.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/button.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/labels.h"
#include "widgets/controls/search_field.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/grid/data_grid.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QCompleter>
#include <QGridLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QStringListModel>
#include <QTimer>

#include <algorithm>

namespace easel {

namespace {

constexpr int kPreviewAfter = 120;  // ms without an edit
constexpr std::size_t kProfiles = 8;
constexpr int kFoundColumns = 1000; // that the palette is told of

QString memoryText(std::size_t bytes) {
  const double mb = static_cast<double>(bytes) / (1024.0 * 1024.0);
  return mb < 0.1    ? DataView::tr("%1 KB in memory").arg((bytes + 1023) / 1024)
         : mb < 1024 ? DataView::tr("%1 MB in memory").arg(mb, 0, 'f', mb < 10 ? 1 : 0)
                     : DataView::tr("%1 GB in memory").arg(mb / 1024, 0, 'f', 1);
}

QString shown(std::size_t n) { return toQt(formatCount(static_cast<std::int64_t>(n))); }

} // namespace

DataView::DataView(Session& session, QWidget* parent) : View(ViewId::Data, session, parent) {
  setObjectName("data");
  setAccessibleName(tr("Data"));
  setFocusPolicy(Qt::NoFocus);
  build();
  wire();
  wireEditing();
  reload();
}

DataView::~DataView() = default;

// Building ---------------------------------------------------------------------------------------------------------

void DataView::build() {
  m_previewSoon = new QTimer(this);
  m_previewSoon->setSingleShot(true);
  m_previewSoon->setInterval(kPreviewAfter);
  m_progress = new QTimer(this);
  m_progress->setInterval(100);
  m_import = new DataImport(session(), this);

  m_steps = new StepsPanel;
  m_inspector = new StepInspector;
  m_inspector->hide();
  auto* main = new QWidget;
  auto* across = new QHBoxLayout(main);
  across->setContentsMargins(0, 0, 0, 0);
  across->setSpacing(0);
  across->addWidget(m_steps);
  across->addWidget(separator(Qt::Vertical));
  across->addWidget(buildCentre(), 1);
  auto* line = separator(Qt::Vertical);
  across->addWidget(line);
  across->addWidget(m_inspector);

  auto* empty = new EmptyState("table", tr("No data yet"),
                               tr("Import a table: a CSV or TSV file, plain or compressed. Its first rows are shown at once, and "
                                  "nothing in the file is changed."));
  Button* import = empty->addAction(tr("Import file…"), "file-earmark-plus", ButtonKind::Primary);
  import->setObjectName("data.empty.import");
  Button* sample = empty->addAction(tr("Try a sample"), "easel");
  sample->setObjectName("data.empty.sample");
  connect(import, &QPushButton::clicked, this, [this] { emit opensFile({}); });
  connect(sample, &QPushButton::clicked, this, [this] { emit wants({ViewId::Home, {}, {}}); });

  m_pages = new QStackedWidget;
  m_pages->addWidget(empty);
  m_pages->addWidget(main);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(m_pages);

  std::vector<const Declaration*> steps;
  for (const Entry<Step>& entry : session().catalogs().steps.entries())
    if (entry.declaration.id != "lookup") // people are offered the join
      steps.push_back(&entry.declaration);
  if (const auto* join = session().nodes().find("join"))
    steps.push_back(&join->declaration);
  m_stepSearch = new StepSearch(std::move(steps), this);
}

QWidget* DataView::buildCentre() {
  auto* centre = new QWidget;
  centre->setAutoFillBackground(true);
  centre->setBackgroundRole(QPalette::Base);
  m_tabs = new TabStrip;
  m_tabs->setObjectName("data.tabs");
  m_tabs->setAccessibleName(tr("What of the data set is shown"));
  m_tabs->add(tr("Preview"), "preview");
  m_tabs->add(tr("Profile"), "profile");

  m_toolbar = new QWidget;
  m_toolbar->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // fitToolbar() takes care
  auto* tools = new QHBoxLayout(m_toolbar);
  tools->setContentsMargins(12, 8, 12, 8);
  tools->setSpacing(4);
  const auto tool = [&](const QString& words, const QString& iconName, const char* name, auto draft) {
    auto* button = new Button(words, iconName, ButtonKind::Ghost);
    button->setObjectName(name);
    button->setAccessibleName(words);
    connect(button, &QPushButton::clicked, this, [this, draft] { openDraft(draft()); });
    tools->addWidget(button);
    m_tools.emplace_back(button, words);
  };
  tool(tr("Derive"), "plus-square", "data.derive", [this] { return deriveDraft(m_grid->selectedColumns().value(0)); });
  tool(tr("Filter"), "funnel", "data.filter", [this] {
    const QString column = m_grid->selectedColumns().value(0, m_grid->currentColumn());
    return column.isEmpty() ? StepDraft{"filter_rows"} : filterDraft(column, profileOf(column));
  });
  tool(tr("Fill missing"), "droplet-half", "data.fill", [this] {
    const QStringList columns = m_grid->selectedColumns();
    return fillDraft(columns, columns.size() == 1 ? profileOf(columns.first()) : std::nullopt);
  });
  tool(tr("Sort"), "sort-down", "data.sort", [this] {
    const QStringList columns = m_grid->selectedColumns();
    return sortDraft(columns.isEmpty() && !m_grid->currentColumn().isEmpty() ? QStringList{m_grid->currentColumn()} : columns, false);
  });
  tools->addStretch(1);
  m_search = new SearchField(tr("Go to column"));
  m_search->setObjectName("data.search");
  m_search->setAccessibleName(tr("Go to column"));
  m_search->setFixedWidth(160);
  auto* completer = new QCompleter(new QStringListModel(this), this);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  m_search->setCompleter(completer);
  tools->addWidget(m_search);
  tools->addSpacing(4);
  m_train = new Button(tr("Train a model"), "play-fill", ButtonKind::Primary);
  m_train->setObjectName("data.train");
  tools->addWidget(m_train);

  m_notice = new NoticeBar;
  m_busy = new BusyLine;
  m_busy->setObjectName("data.busy");
  m_error = new ErrorBox;
  m_error->setObjectName("data.error");
  m_importError = new ErrorBox;
  m_importError->setObjectName("data.importError");
  m_grid = new DataGrid;
  m_grid->setObjectName("data.grid");
  m_profileTab = new ProfileTab;
  m_content = new QStackedWidget;
  m_content->addWidget(m_grid);
  m_content->addWidget(m_profileTab);
  m_content->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored); // both scroll

  auto* tabLine = new QGridLayout; // the line goes on where the tabs end
  tabLine->setContentsMargins(0, 0, 0, 0);
  tabLine->setSpacing(0);
  tabLine->setColumnMinimumWidth(0, 12);
  tabLine->setColumnStretch(2, 1);
  tabLine->addWidget(separator(), 0, 0, 1, 3, Qt::AlignBottom);
  tabLine->addWidget(m_tabs, 0, 1);
  m_errorLines = new QVBoxLayout;
  m_errorLines->setContentsMargins(0, 0, 0, 0);
  m_errorLines->setSpacing(8);
  for (ErrorBox* box : {m_importError, m_error}) {
    m_errorLines->addWidget(box);
    box->installEventFilter(this);
  }
  auto* all = new QVBoxLayout(centre);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(tabLine);
  all->addWidget(m_toolbar);
  all->addWidget(separator());
  all->addWidget(m_notice);
  all->addWidget(m_busy);
  all->addLayout(m_errorLines);
  all->addWidget(m_content, 1);
  return centre;
}

void DataView::wire() {
  connect(m_tabs, &QTabBar::currentChanged, this, [this] {
    const bool profile = m_tabs->currentId() == "profile";
    m_content->setCurrentIndex(profile ? 1 : 0);
    m_toolbar->setVisible(!profile);
  });
  connect(m_search, &QLineEdit::returnPressed, this, [this] { goToColumn(m_search->text()); });
  connect(m_search->completer(), qOverload<const QString&>(&QCompleter::activated), this, [this](const QString& name) {
    goToColumn(name);
    QTimer::singleShot(0, m_search, &QLineEdit::clear); // after the completer has written into it
  });
  connect(m_train, &QPushButton::clicked, this, [this] { emit wants({ViewId::Models, toQt(m_loaded.dataset), "train"}); });
  connect(m_grid, &DataGrid::goToColumnWanted, this, [this] {
    m_search->setFocus();
    m_search->selectAll();
  });
  connect(m_grid, &DataGrid::copied, this, [this](std::size_t rows, std::size_t, bool all) {
    if (!all)
      session().notify(Notice{NoticeKind::Warn, tr("Only the first %1 rows were copied.").arg(shown(rows)),
                              tr("The clipboard takes no more. Export the data set for all of them."), {}, {}});
  });
  connect(m_grid, &DataGrid::columnMenu, this, &DataView::columnMenu);
  connect(m_grid, &DataGrid::typeClicked, this, &DataView::typeMenu);
  connect(m_grid, &DataGrid::cellMenu, this, &DataView::cellMenu);
  connect(m_profileTab, &ProfileTab::columnOpened, this, [this](const QString& name) {
    m_tabs->setCurrentId("preview");
    goToColumn(name);
  });
  connect(m_steps, &StepsPanel::datasetChosen, this, [this](const QString& name) { go({ViewId::Data, name, {}}); });
  connect(m_steps, &StepsPanel::importWanted, this, [this] { emit opensFile({}); });
  connect(m_steps, &StepsPanel::undoWanted, &session(), &Session::undo);
  connect(m_steps, &StepsPanel::redoWanted, &session(), &Session::redo);
  connect(&session(), &Session::projectChanged, this, &DataView::reload);
  connect(&session(), &Session::historyChanged, this, [this] { m_steps->setHistory(session().undoText(), session().redoText()); });
  connect(&session(), &Session::closed, this, [this] {
    m_pending.clear();
    m_profiles.clear();
    m_dataset.clear();
    m_node.clear();
    m_firstRows.reset();
    closeInspector();
    loaded({});
  });
  m_steps->setHistory(session().undoText(), session().redoText());
}

// Loading ----------------------------------------------------------------------------------------------------------

void DataView::reload() {
  if (!session().isOpen()) {
    if (!m_import->running())
      loaded({});
    return;
  }
  m_pending["data/load"] = true;
  if (!m_import->running())
    m_busy->start(tr("Load the rows"));
  session().run<LoadedData>(
      {.title = tr("Load the rows"), .key = "data/load", .quiet = true},
      [dataset = m_dataset, node = m_node](Workbench& workbench, const Context& context) { return loadData(workbench, dataset, node, context); },
      this, [this](const Result<LoadedData>& result) {
        m_pending["data/load"] = false;
        if (!m_import->running())
          m_busy->stop();
        if (result)
          loaded(*result);
        else if (result.error().code != ErrorCode::Cancelled)
          m_error->show(result.error());
      });
}

void DataView::loaded(const LoadedData& fresh) {
  const bool other = fresh.dataset != m_loaded.dataset;
  m_loaded = fresh;
  m_dataset = fresh.dataset;
  if (!m_import->running())
    m_firstRows.reset();
  if (other)
    m_profiled.reset();
  m_steps->setData(m_loaded);
  if (m_draft && ((!m_draft->node.empty() && !step(m_draft->node)) || other))
    closeInspector();
  else if (m_draft)
    preview(); // what goes in may be different now
  refresh();
}

void DataView::refresh() {
  const bool nothing = m_loaded.dataset.empty() && !m_import->running() && !m_firstRows && m_importError->isHidden();
  m_pages->setCurrentIndex(nothing ? 0 : 1);
  if (nothing) {
    m_grid->clear();
    m_shownFrame.reset();
    m_steps->setSuggestions({});
    emit changed();
    return;
  }
  showError();
  const bool ready = !m_firstRows && !m_loaded.dataset.empty();
  m_train->setEnabled(ready);
  for (const auto& [button, text] : m_tools)
    button->setEnabled(ready && editable());
  m_steps->setEditable(editable() && ready);
  if (m_firstRows) {
    m_shownFrame.reset();
    m_grid->setTable(*m_firstRows);
    m_grid->setMarks({});
    m_grid->setProfile(std::nullopt);
  } else if (!m_draft || !m_effect) {
    showRows(m_loaded.frame);
  } else if (m_loaded.frame) {
    wantProfile(m_loaded.frame); // the suggestions are those of the chosen step
  }
  emit changed();
}

void DataView::showRows(const std::shared_ptr<const Frame>& frame) {
  if (!frame) {
    m_grid->clear();
    m_shownFrame.reset();
    return;
  }
  if (frame != m_shownFrame) {
    m_grid->setTable(frame->table);
    m_shownFrame = frame;
  }
  m_grid->setMarks({});
  QStringList names;
  for (const NamedColumn& column : frame->table.columns())
    names += toQt(column.name);
  static_cast<QStringListModel*>(m_search->completer()->model())->setStringList(names);
  wantProfile(frame);
}

void DataView::showError() {
  m_error->clear();
  if (!m_loaded.error)
    return;
  m_error->show(*m_loaded.error);
  for (const ShownStep& s : m_loaded.steps)
    if (s.error && editable()) {
      const QString node = toQt(s.step.node);
      Button* off = m_error->addFix(tr("Switch the step off"));
      off->setObjectName("data.error.switchOff");
      connect(off, &QPushButton::clicked, this, [this, node] { switchStep(node, false); });
      Button* edit = m_error->addFix(tr("Edit the step"));
      connect(edit, &QPushButton::clicked, this, [this, node] {
        m_steps->select(fromQt(node));
        chooseStep(node);
      });
      break;
    }
}

void DataView::wantProfile(const std::shared_ptr<const Frame>& frame) {
  const auto known = std::find_if(m_profiles.begin(), m_profiles.end(), [&](const auto& p) { return p.first == frame; });
  if (known != m_profiles.end()) {
    showProfile(known->second);
    return;
  }
  m_pending["data/profile"] = true;
  session().run<std::shared_ptr<const ProfiledData>>(
      {.title = tr("Profile the columns"), .key = "data/profile", .lane = Lane::Long, .quiet = true},
      [frame](Workbench&, const Context& context) { return profileData(frame->table, context); }, this,
      [this, frame](const Result<std::shared_ptr<const ProfiledData>>& profiled) {
        m_pending["data/profile"] = false;
        if (!profiled)
          return; // cancelled, or the rows cannot be read, which the grid shows
        if (m_profiles.size() >= kProfiles)
          m_profiles.erase(m_profiles.begin());
        m_profiles.emplace_back(frame, *profiled);
        if (frame == m_loaded.frame)
          showProfile(*profiled);
      });
}

void DataView::showProfile(const std::shared_ptr<const ProfiledData>& profiled) {
  m_profiled = profiled;
  m_profileTab->setProfile(profiled->profile);
  m_grid->setTarget(target());
  if (!m_effect)
    m_grid->setProfile(profiled->profile);
  const auto chosen = m_targets.find(m_loaded.dataset);
  m_steps->setSuggestions(!editable()                 ? std::vector<Suggestion>()
                          : chosen == m_targets.end() ? profiled->suggestions
                                                      : suggestions(profiled->profile, fromQt(chosen->second)));
  emit changed();
}

// Asked from outside -----------------------------------------------------------------------------------------------

QString DataView::placeText() const {
  return m_import->running() && m_loaded.dataset.empty() ? m_import->fileName() : toQt(m_loaded.dataset);
}

StatusTexts DataView::status() const {
  StatusTexts texts;
  if (m_pages->currentIndex() == 0)
    return texts;
  if (m_firstRows) {
    texts.left << tr("First %1 rows × %2 columns, the others are being read").arg(shown(m_firstRows->rows()), shown(m_firstRows->columnCount()));
    return texts;
  }
  if (!m_loaded.frame)
    return texts;
  const Table& table = m_loaded.frame->table;
  texts.left << tr("%1 rows × %2 columns").arg(shown(table.rows()), shown(table.columnCount()));
  if (m_loaded.steps.size() > 1)
    texts.left << tr("Step %1 of %2").arg(place(m_loaded.node) + 1).arg(m_loaded.steps.size());
  if (m_draft && m_effect)
    texts.left << tr("Preview, not applied yet");
  texts.right = memoryText(m_loaded.bytes);
  return texts;
}

void DataView::go(const Place& where) {
  if (where.verb == "import") {
    importFile(where.object);
    return;
  }
  if (!where.object.isEmpty() && fromQt(where.object) != m_dataset) {
    closeInspector();
    m_importError->clear();
    m_dataset = fromQt(where.object);
    m_node.clear();
    reload();
  }
  if (where.verb == "add")
    searchStep();
  if (m_pages->currentIndex() == 1 && !m_inspector->isVisible())
    m_grid->setFocus();
}

QList<Findable> DataView::findables() {
  QList<Findable> things;
  things.append({.text = tr("Import file…"), .remark = tr("data"), .iconName = "file-earmark-plus", .keywords = {tr("open"), tr("csv"), tr("load")},
                 .act = [this] { emit opensFile({}); }});
  if (m_loaded.dataset.empty())
    return things;
  things.append({.text = tr("Train a model"), .remark = toQt(m_loaded.dataset), .iconName = "play-fill", .act = [this] { m_train->click(); }});
  if (editable())
    things.append({.text = tr("Add step…"), .iconName = "plus-lg", .keys = QKeySequence("/"), .act = [this] { searchStep(); }});
  things.append({.text = tr("Go to row…"), .iconName = "list-ol", .keys = QKeySequence("Ctrl+G"), .act = [this] { m_grid->askForRow(); }});
  things.append({.text = tr("Profile of the columns"), .iconName = "bar-chart", .act = [this] { m_tabs->setCurrentId("profile"); }});
  for (const std::string& name : m_loaded.datasets)
    things.append({.text = toQt(name), .remark = tr("data set"), .iconName = "table", .act = [this, name] { go({ViewId::Data, toQt(name), {}}); }});
  if (editable())
    for (const Entry<Step>& entry : session().catalogs().steps.entries()) {
      const Declaration& d = entry.declaration;
      if (d.id == "lookup")
        continue;
      Findable thing{.text = translated(d.title.c_str()), .remark = tr("add step"), .iconName = stepIcon(d.id), .act = [this, id = d.id] { openDraft({id}); }};
      for (const std::string& keyword : d.keywords)
        thing.keywords += translated(keyword.c_str());
      things.append(thing);
    }
  for (const ShownStep& s : m_loaded.steps)
    things.append({.text = translated(s.step.title.c_str()), .remark = toQt(s.step.outline), .iconName = stepIcon(s.step.type),
                   .act = [this, node = toQt(s.step.node)] {
                     m_steps->select(fromQt(node));
                     chooseStep(node);
                   }});
  if (m_loaded.frame)
    for (const NamedColumn& column : m_loaded.frame->table.columns()) {
      if (things.size() > kFoundColumns)
        break;
      things.append({.text = toQt(column.name), .remark = tr("column"), .iconName = "columns", .act = [this, name = toQt(column.name)] { goToColumn(name); }});
    }
  return things;
}

bool DataView::settled() const {
  return !m_import->running() && !m_previewSoon->isActive() && !m_firstRows &&
         std::none_of(m_pending.begin(), m_pending.end(), [](const auto& p) { return p.second; });
}

// Small things -----------------------------------------------------------------------------------------------------

void DataView::goToColumn(const QString& name) {
  const QString wanted = name.trimmed();
  QString found;
  int best = 0;
  for (const NamedColumn& column : m_grid->table().columns()) {
    const QString candidate = toQt(column.name);
    const int fit = candidate == wanted                                       ? 4
                    : candidate.compare(wanted, Qt::CaseInsensitive) == 0     ? 3
                    : candidate.startsWith(wanted, Qt::CaseInsensitive)       ? 2
                    : candidate.contains(wanted, Qt::CaseInsensitive)         ? 1
                                                                              : 0;
    if (fit > best) {
      best = fit;
      found = candidate;
    }
  }
  if (found.isEmpty() || wanted.isEmpty()) {
    m_search->selectAll();
    return;
  }
  m_tabs->setCurrentId("preview");
  m_search->clear();
  m_grid->showColumn(found);
  m_grid->setFocus();
}

std::optional<ColumnProfile> DataView::profileOf(const QString& column) const {
  if (m_profiled)
    for (const ColumnProfile& p : m_profiled->profile.columns)
      if (p.name == fromQt(column))
        return p;
  return std::nullopt;
}

QString DataView::target() const {
  const auto chosen = m_targets.find(m_loaded.dataset);
  return chosen != m_targets.end() ? chosen->second : m_profiled ? toQt(m_profiled->target) : QString();
}

bool DataView::editable() const { return session().isOpen() && !session().readOnly(); }

const ShownStep* DataView::step(const std::string& node) const {
  const std::size_t i = place(node);
  return i < m_loaded.steps.size() ? &m_loaded.steps[i] : nullptr;
}

std::size_t DataView::place(const std::string& node) const {
  return static_cast<std::size_t>(std::find_if(m_loaded.steps.begin(), m_loaded.steps.end(),
                                               [&](const ShownStep& s) { return s.step.node == node; }) -
                                  m_loaded.steps.begin());
}

QStringList DataView::otherDatasets() const {
  QStringList others;
  for (const std::string& name : m_loaded.datasets)
    if (name != m_loaded.dataset)
      others += toQt(name);
  return others;
}

void DataView::resizeEvent(QResizeEvent* event) {
  View::resizeEvent(event);
  fitToolbar();
}

/// Room around the errors while there is one.
bool DataView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent) {
    const bool on = !m_error->isHidden() || !m_importError->isHidden();
    m_errorLines->setContentsMargins(on ? 12 : 0, on ? 8 : 0, on ? 12 : 0, on ? 8 : 0);
  }
  return View::eventFilter(watched, event);
}

/// Words beside the icons, and a wide search, only where there is room for them.
void DataView::fitToolbar() {
  const int room = width() - m_steps->width() - (m_inspector->isVisibleTo(this) ? m_inspector->width() : 0);
  const bool words = room > 720;
  for (const auto& [button, text] : m_tools) {
    button->setText(words ? text : QString());
    button->setToolTip(words ? QString() : text);
  }
  m_search->setFixedWidth(std::clamp(room - 340, 84, 160));
}

} // namespace easel
