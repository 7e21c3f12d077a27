// The Data view's acts: steps added, edited with a preview, moved, removed; files imported.
#include "app/studio/views/data/data_view.h"
#include "app/studio/views/data/notice_bar.h"
#include "app/studio/views/data/step_inspector.h"
#include "app/studio/views/data/step_search.h"
#include "app/studio/views/data/steps_panel.h"
#include "widgets/controls/busy_line.h"
#include "widgets/controls/button.h"
#include "widgets/controls/error_box.h"
#include "widgets/controls/item_list.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/grid/data_grid.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>
#include <bit>

namespace easel {

namespace {

/// The first row that differs in any column, if rows can be compared.
std::optional<std::size_t> firstChange(const TableDifference& difference) {
  std::optional<std::size_t> first;
  for (const ColumnDifference& column : difference.columns)
    for (std::size_t c = 0; c < column.changed.chunkCount(); ++c) {
      const auto& words = column.changed.chunk(c);
      const auto word = std::find_if(words.begin(), words.end(), [](std::uint64_t w) { return w != 0; });
      if (word == words.end())
        continue;
      const std::size_t row = (c << kChunkShift) + static_cast<std::size_t>(word - words.begin()) * 64 +
                              static_cast<std::size_t>(std::countr_zero(*word));
      first = std::min(first.value_or(row), row);
      break;
    }
  return first;
}

} // namespace

void DataView::wireEditing() {
  connect(m_steps, &StepsPanel::addWanted, this, [this] { searchStep(); });
  connect(m_steps, &StepsPanel::stepChosen, this, &DataView::chooseStep);
  connect(m_steps, &StepsPanel::stepClicked, this, [this](const QString& node) {
    if (!m_draft || m_draft->node != fromQt(node))
      openStep(fromQt(node));
  });
  connect(m_steps, &StepsPanel::stepOpened, this, [this](const QString& node) {
    openStep(fromQt(node));
    if (m_draft)
      m_inspector->focusFirst();
  });
  connect(m_steps, &StepsPanel::stepMoved, this, &DataView::moveStep);
  connect(m_steps, &StepsPanel::stepMenu, this, &DataView::stepMenu);
  connect(m_steps, &StepsPanel::suggestionChosen, this, [this](const Suggestion& s) { openDraft({s.step, s.params}); });
  connect(m_stepSearch, &StepSearch::chosen, this, [this](const std::string& type) {
    m_stepSearch->used(type);
    StepDraft draft{type};
    draft.after = std::exchange(m_insertAfter, {});
    const QStringList columns = m_grid->selectedColumns();
    const Entry<Step>* entry = session().catalogs().steps.find(type);
    const ParamSpec* spec = entry ? entry->declaration.schema.find("columns") : nullptr;
    if (spec && spec->kind == ParamKind::Columns && !columns.isEmpty()) { // those that are selected are meant
      draft.params["columns"] = Json::array();
      for (const QString& column : columns)
        draft.params["columns"].push_back(fromQt(column));
    }
    openDraft(std::move(draft));
  });
  connect(m_inspector, &StepInspector::edited, m_previewSoon, qOverload<>(&QTimer::start));
  connect(m_previewSoon, &QTimer::timeout, this, &DataView::preview);
  connect(m_inspector, &StepInspector::applyWanted, this, &DataView::apply);
  connect(m_inspector, &StepInspector::closeWanted, this, [this] {
    closeInspector();
    m_grid->setFocus();
  });

  connect(m_import, &DataImport::begun, this, &DataView::importBegun);
  connect(m_import, &DataImport::previewed, this, [this](const Table& rows) {
    m_firstRows = rows;
    refresh();
  });
  connect(m_import, &DataImport::done, this, &DataView::importDone);
  connect(m_import, &DataImport::failed, this, &DataView::importFailed);
  connect(m_progress, &QTimer::timeout, this, [this] { m_busy->setProgress(m_import->work().progress(), m_import->work().stage()); });
  connect(m_busy, &BusyLine::cancelled, this, [this] {
    m_import->running() ? m_import->cancel() : session().cancelKey("data/load");
  });
  connect(m_notice, &NoticeBar::dayFirstWanted, this, [this] { importAgain("day_first"); });
  connect(m_notice, &NoticeBar::monthFirstWanted, this, [this] { importAgain("month_first"); });

  const auto key = [this](const QKeySequence& keys, QWidget* where, Qt::ShortcutContext context, auto act) {
    auto* shortcut = new QShortcut(keys, where);
    shortcut->setContext(context);
    connect(shortcut, &QShortcut::activated, this, act);
  };
  key(QKeySequence("/"), this, Qt::WidgetWithChildrenShortcut, [this] {
    if (m_pages->isVisible() && !m_loaded.dataset.empty())
      searchStep();
  });
  key(QKeySequence::Delete, m_steps->list(), Qt::WidgetShortcut, [this] { removeStep(m_steps->list()->currentId()); });
  key(QKeySequence("F2"), m_steps->list(), Qt::WidgetShortcut, [this] { renameStep(m_steps->list()->currentId()); });
  key(QKeySequence("Space"), m_steps->list(), Qt::WidgetShortcut, [this] {
    const QString node = m_steps->list()->currentId();
    if (const ShownStep* s = step(fromQt(node)))
      switchStep(node, !s->step.enabled);
  });
}

// The inspector ----------------------------------------------------------------------------------------------------

void DataView::chooseStep(const QString& node) {
  m_node = fromQt(node);
  if (!m_loaded.steps.empty() && m_loaded.steps.back().step.node == m_node)
    m_node.clear(); // the last one, also when another comes behind it
  m_loaded.node = fromQt(node);
  openStep(fromQt(node));
  reload();
}

void DataView::openStep(const std::string& node) {
  const ShownStep* s = step(node);
  if (!s || place(node) == 0 || !session().nodes().find(s->step.type)) {
    closeInspector();
    return;
  }
  StepDraft draft{s->step.type, s->step.params};
  draft.node = node;
  const std::optional<Error> error = s->error;
  openDraft(std::move(draft));
  if (error)
    m_inspector->showError(*error);
}

void DataView::openDraft(StepDraft draft) {
  const Entry<NodeOperation>* entry = session().nodes().find(draft.type);
  if (!entry || m_loaded.dataset.empty() || (draft.node.empty() && !editable()))
    return;
  m_stepSearch->hide();
  m_tabs->setCurrentId("preview");
  // Seen from an earlier step, a new one belongs behind that.
  if (draft.node.empty() && draft.after.empty() && !m_loaded.steps.empty() && m_loaded.node != m_loaded.steps.back().step.node)
    draft.after = m_loaded.node;
  std::optional<StepKind> kind;
  if (const Entry<Step>* s = session().catalogs().steps.find(draft.type))
    if (const auto made = s->make(s->declaration.schema.complete(draft.params).value_or(Json::object())))
      kind = (*made)->kind();
  const ShownStep* edited = step(draft.node);
  const QString title = edited ? translated(edited->step.title.c_str()) : translated(entry->declaration.title.c_str());
  const TableSchema columns = m_loaded.frame ? m_loaded.frame->table.schema() : TableSchema();
  m_draft = draft;
  m_effect.reset();
  m_draftIsFresh = true;
  m_inspector->open(entry->declaration, kind, draft, title, columns, otherDatasets(), editable());
  m_inspector->show();
  fitToolbar();
  if (draft.node.empty()) // when its fields are on the screen
    QTimer::singleShot(0, m_inspector, [this] {
      if (m_draft && m_draft->node.empty())
        m_inspector->focusFirst();
    });
  refresh();
  preview();
}

void DataView::closeInspector() {
  m_previewSoon->stop();
  session().cancelKey("data/preview");
  m_pending["data/preview"] = false;
  const bool previewing = m_effect != nullptr;
  m_draft.reset();
  m_effect.reset();
  m_inspector->hide();
  fitToolbar();
  if (previewing)
    m_shownFrame.reset();
  refresh();
}

void DataView::preview() {
  m_previewSoon->stop();
  if (!m_draft)
    return;
  if (!m_inspector->isValid()) { // the field says what is wrong; what was shown before is not its effect
    session().cancelKey("data/preview");
    m_pending["data/preview"] = false;
    m_inspector->clearEffect();
    if (std::exchange(m_effect, nullptr))
      m_shownFrame.reset();
    refresh();
    return;
  }
  StepRequest request;
  request.dataset = m_loaded.dataset;
  request.type = m_draft->type;
  request.params = m_inspector->params();
  request.after = m_draft->after;
  request.joined = m_inspector->joined();
  m_pending["data/preview"] = true;
  session().run<std::shared_ptr<const ShownEffect>>(
      {.title = tr("Preview"), .key = "data/preview", .quiet = true},
      [request, node = m_draft->node](Workbench& workbench, const Context& context) -> Result<std::shared_ptr<const ShownEffect>> {
        const Context main = context.part(0, 0.8);
        EASEL_TRY(StepPreview made, node.empty() ? workbench.previewStep(request, main)
                                                 : workbench.previewParams(request.dataset, node, request.params, main));
        return shownEffect(std::move(made), context.part(0.8, 1));
      },
      this, [this](const Result<std::shared_ptr<const ShownEffect>>& effect) { previewed(effect); });
}

void DataView::previewed(const Result<std::shared_ptr<const ShownEffect>>& effect) {
  m_pending["data/preview"] = false;
  if (!m_draft)
    return;
  if (!effect) {
    // Nothing was filled in yet: nothing is wrong yet.
    const bool blank = m_draft->node.empty() && m_draft->params.empty() && !m_inspector->touched();
    if (effect.error().code == ErrorCode::Cancelled || blank)
      return;
    m_effect.reset();
    m_inspector->showError(effect.error());
    m_shownFrame.reset();
    refresh();
    return;
  }
  m_effect = *effect;
  m_inspector->clearError();
  m_inspector->setColumns(m_effect->preview.before->table.schema());
  m_inspector->setEffect(m_effect->lines, m_effect->preview.before->table.rows());
  m_shownFrame.reset();
  m_grid->setTable(m_effect->table);
  const GridMarks marks = marksOf(m_effect);
  m_grid->setMarks(marks);
  TableProfile profile = m_effect->profile;
  if (m_profiled)
    for (const ColumnProfile& p : m_profiled->profile.columns)
      if (!m_effect->preview.difference.find(p.name))
        profile.columns.push_back(p);
  m_grid->setProfile(profile);
  if (std::exchange(m_draftIsFresh, false)) {
    const auto row = firstChange(m_effect->preview.difference);
    for (const auto* names : {&marks.changedColumns, &marks.addedColumns, &marks.removedColumns})
      if (!names->empty()) {
        m_grid->reveal(toQt(names->front()), row);
        break;
      }
  }
  emit changed();
}

void DataView::apply() {
  if (!m_draft || !m_inspector->isValid() || !editable())
    return;
  m_previewSoon->stop();
  session().cancelKey("data/preview");
  m_pending["data/preview"] = false;
  StepRequest request;
  request.dataset = m_loaded.dataset;
  request.type = m_draft->type;
  request.params = m_inspector->params();
  request.after = m_draft->after;
  request.joined = m_inspector->joined();
  const std::string node = m_draft->node;
  m_inspector->setApplying(true);
  m_pending["data/apply"] = true;
  m_busy->start(tr("Apply the step"));
  session().run<StepOutcome>(
      {.title = tr("Apply the step"), .key = "data/apply", .changes = true},
      [request, node](Workbench& workbench, const Context& context) {
        return node.empty() ? workbench.addStep(request, context)
                            : workbench.setStepParams(request.dataset, node, request.params, context);
      },
      this, [this, inside = !request.after.empty()](const Result<StepOutcome>& outcome) {
        m_pending["data/apply"] = false;
        m_busy->stop();
        m_inspector->setApplying(false);
        if (!outcome) {
          m_inspector->showError(outcome.error());
          return;
        }
        if (m_draft && m_draft->node.empty())
          m_node = inside ? outcome->node : std::string();
        m_draft.reset();
        m_effect.reset();
        m_inspector->hide();
        m_shownFrame.reset();
        fitToolbar();
        m_grid->setMarks({});
        m_grid->setFocus();
        if (outcome->error)
          session().notify(Notice{NoticeKind::Warn, tr("A later step does not work any more."), toQt(outcome->error->message), {}, {}});
      });
}

// Steps ------------------------------------------------------------------------------------------------------------

void DataView::searchStep(const std::string& after) {
  if (!editable() || m_loaded.dataset.empty())
    return;
  m_insertAfter = after;
  m_stepSearch->open(m_steps->mapTo(this, m_steps->searchCorner()));
}

void DataView::changeSteps(const QString& title, const std::string& nodeAfterwards,
                           std::function<Result<StepOutcome>(Workbench&, const Context&)> change) {
  if (!editable())
    return;
  m_pending["data/steps"] = true;
  session().run<StepOutcome>({.title = title, .changes = true}, std::move(change), this,
                             [this, nodeAfterwards](const Result<StepOutcome>& outcome) {
                               m_pending["data/steps"] = false;
                               if (outcome) {
                                 m_node = nodeAfterwards;
                                 return;
                               }
                               session().notify(outcome.error());
                               m_steps->setData(m_loaded); // as it was
                             });
}

void DataView::removeStep(const QString& node) {
  if (place(fromQt(node)) == 0 || !step(fromQt(node)))
    return;
  if (m_draft && m_draft->node == fromQt(node))
    closeInspector();
  changeSteps(tr("Remove the step"), m_node == fromQt(node) ? std::string() : m_node,
              [dataset = m_loaded.dataset, node = fromQt(node)](Workbench& workbench, const Context& context) {
                return workbench.removeStep(dataset, node, context);
              });
}

void DataView::moveStep(const QString& node, int toIndex) {
  if (toIndex <= 0 || place(fromQt(node)) == 0) { // the import is always the first
    m_steps->setData(m_loaded);
    return;
  }
  const std::size_t to = std::min(static_cast<std::size_t>(toIndex), m_loaded.steps.size() - 1);
  changeSteps(tr("Move the step"), m_node, [dataset = m_loaded.dataset, node = fromQt(node), to](Workbench& workbench, const Context& context) {
    return workbench.moveStep(dataset, node, to, context);
  });
}

void DataView::switchStep(const QString& node, bool enabled) {
  if (place(fromQt(node)) == 0 || !step(fromQt(node)))
    return;
  changeSteps(enabled ? tr("Switch the step on") : tr("Switch the step off"), m_node,
              [dataset = m_loaded.dataset, node = fromQt(node), enabled](Workbench& workbench, const Context& context) {
                return workbench.setStepEnabled(dataset, node, enabled, context);
              });
}

void DataView::renameStep(const QString& node) {
  const ShownStep* s = step(fromQt(node));
  if (!s || place(fromQt(node)) == 0 || !editable())
    return;
  auto* dialog = new QInputDialog(this);
  dialog->setObjectName("data.rename");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Rename the step"));
  dialog->setLabelText(tr("Name of the step; empty for the usual one"));
  dialog->setTextValue(toQt(s->step.title));
  connect(dialog, &QInputDialog::textValueSelected, this, [this, node](const QString& title) {
    changeSteps(tr("Rename the step"), m_node,
                [dataset = m_loaded.dataset, node = fromQt(node), title = fromQt(title.trimmed())](Workbench& workbench, const Context&) -> Result<StepOutcome> {
                  EASEL_CHECK(workbench.renameStep(dataset, node, title));
                  return StepOutcome();
                });
  });
  dialog->open();
}

// Import -----------------------------------------------------------------------------------------------------------

void DataView::importFile(const QString& file) {
  ImportRequest request;
  request.file = fromQt(QFileInfo(file).absoluteFilePath());
  m_import->begin(request);
}

void DataView::importBegun() {
  closeInspector();
  m_notice->hide();
  m_importError->clear();
  m_firstRows = Table();
  m_tabs->setCurrentId("preview");
  m_busy->start(tr("Import %1").arg(m_import->fileName()));
  m_progress->start();
  m_steps->setSuggestions({});
  refresh();
}

void DataView::importDone(const ImportOutcome& outcome) {
  m_progress->stop();
  m_busy->stop();
  m_dataset = outcome.dataset; // its rows follow with projectChanged(), until then the first ones stay
  m_node.clear();
  const ImportRemark remark = importRemark(outcome.report);
  if (!remark.text.isEmpty())
    m_notice->show(remark.text, remark.details, remark.datesUnclear);
  emit changed();
}

void DataView::importFailed(const Error& error) {
  m_progress->stop();
  m_busy->stop();
  m_firstRows.reset();
  m_importError->clear();
  if (error.code == ErrorCode::Cancelled) {
    refresh();
    return;
  }
  const ImportRequest request = m_import->request();
  if (error.code == ErrorCode::AlreadyExists) {
    QString base = request.name.empty() ? QFileInfo(toQt(request.file)).completeBaseName() : toQt(request.name);
    if (request.name.empty() && base.endsWith(".csv", Qt::CaseInsensitive)) // x.csv.gz
      base.chop(4);
    m_importError->show(tr("There is a data set '%1' already.").arg(base), tr("Its rows can be replaced and its steps stay, or the file becomes another data set."));
    Button* replace = m_importError->addFix(tr("Replace its rows"));
    replace->setObjectName("data.error.replace");
    connect(replace, &QPushButton::clicked, this, [this, request] {
      ImportRequest again = request;
      again.replace = true;
      m_import->begin(again);
    });
    QString name;
    for (int i = 2; name.isEmpty() || std::find(m_loaded.datasets.begin(), m_loaded.datasets.end(), fromQt(name)) != m_loaded.datasets.end(); ++i)
      name = QString("%1-%2").arg(base).arg(i);
    Button* other = m_importError->addFix(tr("Import as '%1'").arg(name));
    other->setObjectName("data.error.rename");
    connect(other, &QPushButton::clicked, this, [this, request, name] {
      ImportRequest again = request;
      again.name = fromQt(name);
      m_import->begin(again);
    });
  } else {
    m_importError->show(error);
    Button* choose = m_importError->addFix(tr("Choose another file"));
    connect(choose, &QPushButton::clicked, this, [this] { emit opensFile({}); });
  }
  Button* dismiss = m_importError->addFix(tr("Dismiss"));
  dismiss->setKind(ButtonKind::Ghost);
  dismiss->setObjectName("data.error.dismiss");
  connect(dismiss, &QPushButton::clicked, this, [this] {
    m_importError->clear();
    refresh();
  });
  refresh();
}

void DataView::importAgain(const char* dateOrder) {
  ImportRequest request = m_import->request();
  request.name = m_loaded.dataset;
  request.replace = true;
  request.options["date_order"] = dateOrder;
  m_import->begin(request);
}

} // namespace easel
