#include "app/studio/views/data/step_effect.h"

#include "core/base/text.h"
#include "widgets/grid/column_look.h"
#include "widgets/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>

namespace easel {

namespace {

constexpr std::size_t kProfiledColumns = 24; // of a preview; more wait until it is applied

QString tr(const char* text) {
  return QCoreApplication::translate("easel::DataView", text);
}

QString shown(std::uint64_t n) {
  return toQt(formatCount(static_cast<std::int64_t>(n)));
}

QString someNames(const QStringList& names) {
  return names.size() <= 3 ? names.join(", ") : tr("%1 and %2 more").arg(names.mid(0, 2).join(", ")).arg(names.size() - 2);
}

/// With as many digits as it takes to tell the two apart.
QString shownMean(double before, double after, bool first) {
  if (shownNumber(before) != shownNumber(after))
    return shownNumber(first ? before : after);
  for (int digits = 5; digits < 17; ++digits)
    if (formatNumber(before, digits) != formatNumber(after, digits))
      return toQt(formatNumber(first ? before : after, digits));
  return toQt(formatNumber(first ? before : after));
}

bool differs(const ColumnDifference& c) {
  return c.change == ColumnChange::Changed || c.change == ColumnChange::Retyped;
}

} // namespace

QList<EffectLine> effectLines(const TableDifference& d) {
  QList<EffectLine> lines;
  if (d.rowsBefore != d.rowsAfter)
    lines.append({tr("Rows"), shown(d.rowsBefore), shown(d.rowsAfter)});
  QStringList added, removed, changed;
  std::uint64_t cells = 0, missingBefore = 0, missingAfter = 0;
  for (const ColumnDifference& c : d.columns) {
    if (c.change == ColumnChange::Added)
      added += toQt(c.name);
    else if (c.change == ColumnChange::Removed)
      removed += toQt(c.name);
    else if (c.change == ColumnChange::Renamed)
      lines.append({tr("Name"), toQt(c.formerName), toQt(c.name)});
    else
      changed += toQt(c.name);
    if (differs(c)) {
      cells += c.changedCells;
      missingBefore += c.missingBefore;
      missingAfter += c.missingAfter;
    }
  }
  const auto only = std::find_if(d.columns.begin(), d.columns.end(), differs);
  if (changed.size() == 1 && only != d.columns.end()) {
    if (only->change == ColumnChange::Retyped && only->typeBefore && only->typeAfter)
      lines.append({tr("Type"), typeName(*only->typeBefore), typeName(*only->typeAfter)});
    if (missingBefore != missingAfter)
      lines.append({tr("Missing"), shown(missingBefore), shown(missingAfter)});
    if (only->meanBefore && only->meanAfter && *only->meanBefore != *only->meanAfter)
      lines.append({tr("Mean"), shownMean(*only->meanBefore, *only->meanAfter, true), shownMean(*only->meanBefore, *only->meanAfter, false)});
    if (d.cellsCompared() && cells > 0)
      lines.append({tr("Rows changed"), {}, shown(cells)});
  } else if (!changed.isEmpty()) {
    lines.append({tr("Columns changed"), {}, shown(static_cast<std::uint64_t>(changed.size()))});
    if (missingBefore != missingAfter)
      lines.append({tr("Missing"), shown(missingBefore), shown(missingAfter)});
    if (d.cellsCompared() && cells > 0)
      lines.append({tr("Cells changed"), {}, shown(cells)});
  }
  if (!added.isEmpty())
    lines.append({added.size() == 1 ? tr("Column added") : tr("%1 columns added").arg(added.size()), {}, someNames(added)});
  if (!removed.isEmpty())
    lines.append({removed.size() == 1 ? tr("Column removed") : tr("%1 columns removed").arg(removed.size()), {}, someNames(removed)});
  if (d.reordered)
    lines.append({tr("Order of columns"), {}, tr("changed")});
  if (lines.isEmpty())
    lines.append({tr("Nothing changes"), {}, {}});
  return lines;
}

Result<std::shared_ptr<const ShownEffect>> shownEffect(StepPreview preview, const Context& context) {
  ShownEffect effect;
  effect.lines = effectLines(preview.difference);
  const Table& before = preview.before->table;
  const Table& after = preview.after->table;
  effect.table = after;
  std::vector<NamedColumn> columns; // those that go stay where they were
  if (before.rows() == after.rows() && !preview.difference.reordered) {
    std::size_t next = 0;
    for (const NamedColumn& column : before.columns()) {
      const auto& all = preview.difference.columns;
      if (!after.find(column.name) && std::any_of(all.begin(), all.end(), [&](const ColumnDifference& c) {
            return c.change == ColumnChange::Removed && c.name == column.name;
          })) {
        columns.push_back(column);
        continue;
      }
      while (next < after.columnCount() && !before.find(after.name(next))) // new ones in between
        columns.push_back(after.columns()[next++]);
      if (next < after.columnCount())
        columns.push_back(after.columns()[next++]);
    }
    while (next < after.columnCount())
      columns.push_back(after.columns()[next++]);
    if (auto both = Table::make(std::move(columns)); both && both->rows() == after.rows())
      effect.table = std::move(*both);
  }
  std::size_t profiled = 0;
  for (const ColumnDifference& c : preview.difference.columns)
    if (const auto i = after.find(c.name); i && c.change != ColumnChange::Removed && profiled++ < kProfiledColumns) {
      EASEL_TRY(ColumnProfile one, profileColumn(c.name, after.column(*i), context));
      effect.profile.columns.push_back(std::move(one));
    }
  effect.profile.rows = after.rows();
  effect.preview = std::move(preview);
  return std::make_shared<const ShownEffect>(std::move(effect));
}

GridMarks marksOf(const std::shared_ptr<const ShownEffect>& effect) {
  GridMarks marks;
  const TableDifference& difference = effect->preview.difference;
  std::vector<const ChangedRows*> changed(effect->table.columnCount(), nullptr);
  bool any = false;
  for (const ColumnDifference& c : difference.columns) {
    if (c.change == ColumnChange::Added) {
      marks.addedColumns.push_back(c.name);
    } else if (c.change == ColumnChange::Removed) {
      marks.removedColumns.push_back(c.name);
    } else {
      marks.changedColumns.push_back(c.name);
      if (const auto i = effect->table.find(c.name); i && c.changed.chunkCount() > 0) {
        changed[*i] = &c.changed;
        any = true;
      }
    }
  }
  if (any)
    marks.cell = [effect, changed](std::size_t column, std::size_t row) {
      return column < changed.size() && changed[column] && (*changed[column])[row] ? CellMark::Changed : CellMark::None;
    };
  return marks;
}

} // namespace easel
