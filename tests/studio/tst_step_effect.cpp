// The effect of a step in words and marks, and that every draft that a menu makes is a step that works on its column.
#include "app/studio/views/data/step_drafts.h"
#include "app/studio/views/data/step_effect.h"
#include "app/studio/views/data/data_import.h"
#include "core/table/builder.h"
#include "core/table/kernels.h"
#include "widgets/qt_convert.h"

#include <QtTest>

using namespace easel;

namespace {

Table table() {
  const auto levels = std::make_shared<const Dictionary>(std::vector<std::string>{"a", "b"});
  return Table::make({{"x", columnOf(std::vector<double>{1, 2, 0, 4}, {1, 1, 0, 1})},
                      {"flag", columnOfBools({1, 0, 0, 1})},
                      {"kind", columnOfCodes({0, 1, 0, 0}, levels)},
                      {"day", columnOfDates({1, 2, 3, 4})}})
      .value();
}

std::shared_ptr<const ShownEffect> effectOf(const Table& before, const Table& after) {
  StepPreview preview;
  preview.before = std::make_shared<const Frame>(Frame::of(before));
  preview.after = std::make_shared<const Frame>(Frame::of(after));
  preview.difference = tableDifference(before, after, Context()).value();
  return shownEffect(std::move(preview), Context()).value();
}

Result<Table> done(const Catalog<Step>& steps, const StepDraft& draft, const Table& before) {
  EASEL_TRY(const auto step, steps.make(draft.type, draft.params, "step"));
  if (step->kind() == StepKind::Rows) {
    EASEL_TRY(const auto rows, step->rows(before, Context()));
    return take(before, rows, Context());
  }
  EASEL_TRY(FittedTable fitted, step->fitTransform(before, Context()));
  return std::move(fitted.table);
}

} // namespace

class TestStepEffect : public QObject {
  Q_OBJECT

 private slots:
  void changedCells() {
    const Table after = table().with("x", columnOf(std::vector<double>{1, 2, 2, 4})).value();
    const auto effect = effectOf(table(), after);
    QVERIFY(effect->lines.contains(EffectLine{"Missing", "1", "0"}));
    QVERIFY(effect->lines.contains(EffectLine{"Mean", "2.333", "2.25"}));
    QVERIFY(effect->lines.contains(EffectLine{"Rows changed", {}, "1"}));
    const GridMarks marks = marksOf(effect);
    QCOMPARE(marks.changedColumns, std::vector<std::string>{"x"});
    QVERIFY(marks.cell(0, 2) == CellMark::Changed);
    QVERIFY(marks.cell(0, 1) == CellMark::None);
    QVERIFY(marks.cell(1, 2) == CellMark::None);
    QCOMPARE(effect->profile.columns.size(), std::size_t{1});
  }

  void columnsThatGoStillStand() {
    const std::vector<std::string> gone{"flag"};
    const Table after = table().without(gone).with("new", columnOf(std::vector<double>{1, 2, 3, 4})).value();
    const auto effect = effectOf(table(), after);
    QCOMPARE(toQt(effect->table.schema().names()), (QStringList{"x", "flag", "kind", "day", "new"}));
    const GridMarks marks = marksOf(effect);
    QCOMPARE(marks.removedColumns, gone);
    QCOMPARE(marks.addedColumns, std::vector<std::string>{"new"});
    QVERIFY(effect->lines.contains(EffectLine{"Column added", {}, "new"}));
    QVERIFY(effect->lines.contains(EffectLine{"Column removed", {}, "flag"}));
    // In another order, or of other rows: the table as it is afterwards.
    const std::vector<std::size_t> order{3, 0};
    QCOMPARE(effectOf(table(), table().select(order))->table.columnCount(), std::size_t{2});
    const auto fewer = effectOf(table(), table().without(gone).head(2).value());
    QCOMPARE(fewer->table.columnCount(), std::size_t{3});
    QVERIFY(fewer->lines.contains(EffectLine{"Rows", "4", "2"}));
  }

  void renamedAndNothing() {
    const Table before = table();
    const auto effect = effectOf(before, before.renamed("x", "y").value());
    QCOMPARE(effect->lines, QList<EffectLine>{(EffectLine{"Name", "x", "y"})});
    QCOMPARE(toQt(effect->table.schema().names()), (QStringList{"y", "flag", "kind", "day"}));
    QCOMPARE(effectOf(before, before)->lines.first().name, QString("Nothing changes"));
  }

  void draftsWork() {
    const Catalog<Step> steps = builtinSteps();
    const Table before = table();
    const TableProfile all = profile(before, Context()).value();
    for (const ColumnProfile& p : all.columns) {
      const QString name = toQt(p.name);
      std::vector<StepDraft> drafts{dropDraft({name}), filterDraft(name, p), filterDraft(name, std::nullopt), sortDraft({name}, true),
                                    sortDraft({name}, false), fillDraft({name}, p), typeDraft({name}, "text"), deriveDraft(name)};
      if (isTextual(p.type))
        drafts.push_back(encodeDraft({name}, {}));
      if (isNumeric(p.type) && p.type != DataType::Bool)
        drafts.push_back(scaleDraft({name}));
      if (isTemporal(p.type))
        drafts.push_back(datePartsDraft({name}));
      for (const StepDraft& draft : drafts) {
        const auto after = done(steps, draft, before);
        QVERIFY2(after.has_value(), (draft.type + " " + p.name + (after ? "" : ": " + after.error().text())).c_str());
        QVERIFY(after->rows() > 0);
      }
    }
    QVERIFY(stepIcon("no such step") == "gear");
  }

  void importRemarks() {
    QVERIFY(importRemark(Json()).text.isEmpty());
    QVERIFY(importRemark(Json{{"bad_line_count", 0}}).text.isEmpty());
    const ImportRemark remark = importRemark(
        Json{{"bad_line_count", 1200},
             {"bad_lines", Json::array({Json{{"line", 7}, {"reason", "3 cells instead of 2"}, {"text", "a,b,c"}}})},
             {"cast_failures", Json::array({Json{{"column", "age"}, {"type", "int64"}, {"count", 2}, {"rows", {4, 9}}, {"values", {"x", "y"}}}})},
             {"ambiguous_dates", Json::array({Json{{"column", "day"}, {"taken", "day_first"}, {"both", 5}}})}});
    QCOMPARE(remark.text, QString("1,200 lines could not be read and were left out · 2 values of age do not fit and are missing · "
                                  "the dates of day were read day first"));
    QVERIFY(remark.datesUnclear);
    QCOMPARE(remark.details.size(), 3);
    QCOMPARE(remark.details.at(1), QString("age: 'x' in row 4, 'y' in row 9"));
  }
};

QTEST_GUILESS_MAIN(TestStepEffect)
#include "tst_step_effect.moc"
