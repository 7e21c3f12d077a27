// What a step would do, as the Data view shows it: lines "before → after", and a table in which columns that go still stand,
// with marks for what is new or different. Pure; the profile of what changed is computed off the GUI thread.
#pragma once

#include "core/workbench/workbench.h"
#include "widgets/grid/data_grid.h"

#include <QList>
#include <QString>

namespace easel {

struct EffectLine {
  QString name, before, after; // before empty: there is only one figure
  bool operator==(const EffectLine&) const = default;
};
QList<EffectLine> effectLines(const TableDifference& difference);

struct ShownEffect {
  StepPreview preview;
  Table table;
  TableProfile profile; // of the columns that are new or different
  QList<EffectLine> lines;
};
Result<std::shared_ptr<const ShownEffect>> shownEffect(StepPreview preview, const Context& context);
/// Refers to the effect and keeps it alive.
GridMarks marksOf(const std::shared_ptr<const ShownEffect>& effect);

} // namespace easel
