// The menus of the Data view: of a step, a column, its type, a cell. What they choose opens in the inspector, filled in, with
// its effect; nothing is changed before it is applied.
#include "app/studio/views/data/data_view.h"
#include "app/studio/views/data/profile_tab.h"
#include "app/studio/views/data/step_inspector.h"
#include "app/studio/views/data/steps_panel.h"
#include "core/table/expression/cell_condition.h"
#include "widgets/controls/tab_strip.h"
#include "widgets/grid/column_look.h"
#include "widgets/grid/data_grid.h"
#include "widgets/theme/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace easel {

namespace {

QMenu* newMenu(QWidget* parent, const QString& name) {
  auto* menu = new QMenu(parent);
  menu->setObjectName(name);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  return menu;
}

} // namespace

QStringList DataView::meantColumns(const QString& column) const {
  const QStringList selected = m_grid->selectedColumns();
  return selected.contains(column) ? selected : QStringList{column};
}

void DataView::stepMenu(const QString& node, const QPoint& where) {
  const ShownStep* s = step(fromQt(node));
  if (!s)
    return;
  const std::size_t at = place(fromQt(node));
  QMenu* menu = newMenu(this, "data.stepMenu");
  const auto add = [&](const QString& text, const char* iconName, const QKeySequence& keys, bool on, auto act) {
    QAction* action = menu->addAction(icon(iconName), text, this, act);
    action->setShortcut(keys);
    action->setEnabled(on);
  };
  const bool step = at > 0 && editable();
  add(tr("Edit"), "pencil", QKeySequence("Return"), step, [this, node] {
    openStep(fromQt(node));
    m_inspector->focusFirst();
  });
  add(tr("Rename…"), "input-cursor-text", QKeySequence("F2"), step, [this, node] { renameStep(node); });
  add(s->step.enabled ? tr("Switch off") : tr("Switch on"), s->step.enabled ? "toggle-off" : "toggle-on", QKeySequence("Space"), step,
      [this, node, on = !s->step.enabled] { switchStep(node, on); });
  menu->addSeparator();
  add(tr("Insert step after…"), "plus-lg", {}, editable(), [this, node] { searchStep(fromQt(node)); });
  add(tr("Move up"), "arrow-up", QKeySequence("Alt+Up"), step && at > 1, [this, node, at] { moveStep(node, static_cast<int>(at) - 1); });
  add(tr("Move down"), "arrow-down", QKeySequence("Alt+Down"), step && at + 1 < m_loaded.steps.size(), [this, node, at] { moveStep(node, static_cast<int>(at) + 1); });
  menu->addSeparator();
  add(tr("Delete"), "trash", QKeySequence::Delete, step, [this, node] { removeStep(node); });
  menu->popup(where);
}

void DataView::fillTypeMenu(QMenu* menu, const QStringList& columns) {
  const auto present = m_grid->table().find(fromQt(columns.first()));
  for (const DataType type : {DataType::Int64, DataType::Float64, DataType::Category, DataType::Text, DataType::Bool, DataType::Date,
                              DataType::Timestamp, DataType::Duration}) {
    QAction* action = menu->addAction(icon(typeIcon(type)), typeName(type), this,
                                      [this, columns, type] { openDraft(typeDraft(columns, dataTypeId(type))); });
    action->setCheckable(true);
    action->setChecked(columns.size() == 1 && present && m_grid->table().column(*present).type() == type);
    action->setEnabled(editable() && !action->isChecked());
  }
}

void DataView::typeMenu(const QString& column, const QPoint& where) {
  QMenu* menu = newMenu(this, "data.typeMenu");
  fillTypeMenu(menu, {column});
  menu->popup(where);
}

void DataView::columnMenu(const QString& column, const QPoint& where) {
  const auto at = m_grid->table().find(fromQt(column));
  if (!at || m_firstRows)
    return;
  const DataType type = m_grid->table().column(*at).type();
  const QStringList columns = meantColumns(column);
  const bool one = columns.size() == 1, edits = editable();
  QMenu* menu = newMenu(this, "data.columnMenu");
  const auto add = [&](const QString& text, const char* iconName, const char* name, bool on, auto act) {
    QAction* action = menu->addAction(icon(iconName), text, this, act);
    action->setObjectName(name);
    action->setEnabled(on);
  };
  add(tr("Rename…"), "input-cursor-text", "rename", edits && one, [this, column] { openDraft(renameDraft(column)); });
  QMenu* types = menu->addMenu(icon("input-cursor"), tr("Change type"));
  fillTypeMenu(types, columns);
  types->setEnabled(edits);
  menu->addSeparator();
  add(tr("Sort from low to high"), "sort-down-alt", "sort", edits, [this, columns] { openDraft(sortDraft(columns, false)); });
  add(tr("Sort from high to low"), "sort-down", "sortDescending", edits, [this, columns] { openDraft(sortDraft(columns, true)); });
  add(tr("Filter…"), "funnel", "filter", edits && one, [this, column] { openDraft(filterDraft(column, profileOf(column))); });
  menu->addSeparator();
  add(tr("Fill missing values…"), "droplet-half", "fill", edits,
      [this, columns, one] { openDraft(fillDraft(columns, one ? profileOf(columns.first()) : std::nullopt)); });
  add(tr("Encode…"), "tags", "encode", edits && isTextual(type), [this, columns] { openDraft(encodeDraft(columns, target())); });
  add(tr("Scale…"), "rulers", "scale", edits && isNumeric(type), [this, columns] { openDraft(scaleDraft(columns)); });
  add(tr("Date parts…"), "calendar3", "dateParts", edits && isTemporal(type), [this, columns] { openDraft(datePartsDraft(columns)); });
  add(tr("Derive a column…"), "plus-square", "derive", edits && one, [this, column] { openDraft(deriveDraft(column)); });
  menu->addSeparator();
  add(tr("This is what I want to predict"), "bullseye", "target", one && target() != column, [this, column] {
    m_targets[m_loaded.dataset] = column;
    if (m_profiled)
      showProfile(m_profiled);
  });
  add(tr("Look at the profile"), "bar-chart", "profile", one, [this, column] {
    m_tabs->setCurrentId("profile");
    m_profileTab->showColumn(column);
  });
  add(one ? tr("Copy the name") : tr("Copy the names"), "clipboard", "copyName", true, [columns] { QGuiApplication::clipboard()->setText(columns.join('\n')); });
  menu->addSeparator();
  add(one ? tr("Drop column") : tr("Drop %n columns", nullptr, static_cast<int>(columns.size())), "trash", "drop", edits, [this, columns] { openDraft(dropDraft(columns)); });
  menu->popup(where);
}

void DataView::cellMenu(const QString& column, std::size_t row, const QPoint& where) {
  QMenu* menu = newMenu(this, "data.cellMenu");
  const bool edits = editable() && !m_firstRows && !m_effect;
  const auto add = [&](const QString& text, const char* iconName, const char* name, bool on, auto act) {
    QAction* action = menu->addAction(icon(iconName), text, this, act);
    action->setObjectName(name);
    action->setEnabled(on);
    return action;
  };
  add(tr("Keep only this value"), "funnel", "keep", edits, [this, column, row] { filterByCell(column, row, true); });
  add(tr("Leave out this value"), "slash-circle", "exclude", edits, [this, column, row] { filterByCell(column, row, false); });
  menu->addSeparator();
  add(tr("Copy"), "clipboard", "copy", true, [this] { m_grid->copySelection(true); })->setShortcut(QKeySequence::Copy);
  add(tr("Copy without the names"), "clipboard-data", "copyBare", true, [this] { m_grid->copySelection(false); })->setShortcut(QKeySequence("Ctrl+Shift+C"));
  menu->addSeparator();
  add(tr("Go to row…"), "list-ol", "row", true, [this] { m_grid->askForRow(); })->setShortcut(QKeySequence("Ctrl+G"));
  menu->popup(where);
}

void DataView::filterByCell(const QString& column, std::size_t row, bool keep) {
  if (!m_loaded.frame)
    return;
  session().run<std::string>(
      {.title = tr("Read the cell"), .key = "data/cell", .quiet = true},
      [frame = m_loaded.frame, column = fromQt(column), row, keep](Workbench&, const Context&) { return cellCondition(frame->table, column, row, keep); },
      this, [this](const Result<std::string>& condition) {
        if (condition)
          openDraft({"filter_rows", {{"condition", *condition}}});
        else
          session().notify(condition.error());
      });
}

} // namespace easel
