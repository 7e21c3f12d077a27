// How the form behaves under a person's hands: bursts, enable rules, more settings, errors, chips, completion, the wheel.
#include "widgets/forms/param_form.h"

#include "widgets/controls/error_box.h"
#include "widgets/controls/field.h"
#include "widgets/forms/editors/chips_field.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSlider>
#include <QWheelEvent>
#include <QtTest>

using namespace easel;

namespace {

ParamSpec spec(const char* name, ParamKind kind, Json value) {
  ParamSpec s;
  s.name = name;
  s.kind = kind;
  s.label = name;
  s.defaultValue = std::move(value);
  return s;
}

Schema sample() {
  ParamSpec how = spec("how", ParamKind::Choice, "fixed");
  how.choices = {{"fixed", "Fixed"}, {"median", "Median"}};
  ParamSpec value = spec("value", ParamKind::Text, "");
  value.min = 1;
  value.enabledIf = ParamCondition{"how", {"fixed"}};
  ParamSpec trees = spec("trees", ParamKind::Int, 100);
  trees.min = 1;
  trees.max = 10000;
  trees.uiMin = 10;
  trees.uiMax = 1000;
  ParamSpec seed = spec("seed", ParamKind::Int, nullptr);
  seed.optional = true;
  seed.level = ParamLevel::Advanced;
  ParamSpec columns = spec("columns", ParamKind::Columns, Json::array());
  columns.columns = ColumnFilter::Numeric;
  return Schema({how, value, trees, columns, spec("formula", ParamKind::Formula, "1"),
                 spec("file", ParamKind::File, ""), spec("kind", ParamKind::Column, ""), seed});
}

FormContext context() {
  return {.columns = TableSchema(std::vector<easel::Field>{{"tenure", DataType::Int64, {}},
                                                           {"Total charges", DataType::Float64, {}},
                                                           {"city", DataType::Category, {}}})};
}

} // namespace

class TestParamForm : public QObject {
  Q_OBJECT

  std::unique_ptr<ParamForm> m_form;
  template<class W>
  W* part(const char* name) {
    return m_form->findChild<W*>(QString("param.") + name);
  }
  QString errorOf(const char* name) {
    return qobject_cast<FieldBox*>(part<ParamEditor>(name)->parentWidget())->error();
  }

 private slots:
  void init() {
    applyTheme(ThemeChoice::Light);
    m_form = std::make_unique<ParamForm>();
    m_form->setSchema(sample(), context());
    m_form->resize(258, 700);
    m_form->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_form.get()));
  }
  void cleanup() { m_form.reset(); }

  void aBurstIsOneCommit() {
    QSignalSpy edited(m_form.get(), &ParamForm::edited), committed(m_form.get(), &ParamForm::committed);
    QTest::keyClicks(part<QLineEdit>("value.line"), "abc");
    QCOMPARE(edited.count(), 3);
    QCOMPARE(committed.count(), 0);
    QVERIFY(committed.wait(5000)); // a pause ends it
    QCOMPARE(committed.count(), 1);
    QTest::keyClicks(part<QLineEdit>("value.line"), "d");
    QTest::keyClick(part<QLineEdit>("value.line"), Qt::Key_Return);
    QCOMPARE(committed.count(), 2);
    QTest::keyClick(part<QLineEdit>("value.line"), Qt::Key_Return); // nothing was changed
    QCOMPARE(committed.count(), 2);
  }

  void rulesHideWhatTakesNoPart() {
    QVERIFY(part<QWidget>("value")->isVisible());
    QVERIFY(!m_form->isValid()); // nothing is written there
    QCOMPARE(errorOf("value"), QString()); // and nobody is blamed before typing
    auto* choice = part<QWidget>("how.segments");
    QVERIFY(choice);
    QTest::mouseClick(choice->findChildren<QAbstractButton*>()[1], Qt::LeftButton);
    QVERIFY(!part<QWidget>("value")->isVisible());
    QVERIFY(m_form->isValid());
    QCOMPARE(m_form->values()["how"], Json("median"));
  }

  void advancedOnesStandBehindOneLine() {
    QVERIFY(!part<QWidget>("seed")->isVisible());
    QTest::mouseClick(m_form->findChild<QAbstractButton*>("form.more"), Qt::LeftButton);
    QVERIFY(part<QWidget>("seed")->isVisible());
    m_form->setSchema(sample(), context()); // stays open
    QVERIFY(part<QWidget>("seed")->isVisible());
    QTest::keyClicks(part<QLineEdit>("seed.line"), "42");
    QCOMPARE(m_form->values()["seed"], Json(42));
    QTest::keyClick(part<QLineEdit>("seed.line"), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(part<QLineEdit>("seed.line"), Qt::Key_Delete);
    QCOMPARE(m_form->values()["seed"], Json()); // cleared
  }

  void sliderAndLineAreOne() {
    auto* slider = part<QSlider>("trees.slider");
    auto* line = part<QLineEdit>("trees.line");
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(line->text(), QString("1000"));
    QCOMPARE(m_form->values()["trees"], Json(1000));
    line->selectAll();
    QTest::keyClicks(line, "10");
    QCOMPARE(slider->value(), slider->minimum());
    QTest::keyClick(line, Qt::Key_Up);
    QCOMPARE(m_form->values()["trees"], Json(11));
    line->selectAll();
    QTest::keyClicks(line, "20000");
    QVERIFY(errorOf("trees").contains("10,000"));
    QCOMPARE(m_form->values()["trees"], Json(2000)); // the last good one
  }

  void theWheelScrollsUnlessFocused() {
    auto* slider = part<QSlider>("trees.slider");
    part<QLineEdit>("trees.line")->setFocus();
    const int before = slider->value();
    const QPointF middle = slider->rect().center();
    QWheelEvent wheel(middle, slider->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(slider, &wheel);
    QCOMPARE(slider->value(), before);
    slider->setFocus();
    QTRY_VERIFY(slider->hasFocus());
    QWheelEvent again(middle, slider->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(slider, &again);
    QVERIFY(slider->value() != before);
  }

  void chipsAreFoundAddedAndRemoved() {
    auto* line = part<QLineEdit>("columns.line");
    auto* chips = part<ChipsField>("columns.chips");
    QTest::keyClicks(line, "CHAR"); // a part, in any case
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(m_form->values()["columns"], Json::array({"Total charges"}));
    QTest::keyClicks(line, "ten");
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(m_form->values()["columns"], Json::array({"Total charges", "tenure"}));
    QCOMPARE(chips->completer()->model()->rowCount(), 0); // the category does not suit, the others are chosen
    QTest::keyClick(line, Qt::Key_Backspace);
    QCOMPARE(m_form->values()["columns"], Json::array({"Total charges"}));
    QSignalSpy committed(m_form.get(), &ParamForm::committed);
    const int w = QFontMetrics(textFont(TextSize::Small, QFont::DemiBold)).horizontalAdvance("Total charges");
    QTest::mouseClick(chips, Qt::LeftButton, {}, QPoint(8 + w + 16 + 3, 15)); // its cross
    QCOMPARE(m_form->values()["columns"], Json::array());
    QCOMPARE(committed.count(), 1);
  }

  void thousandsOfChipsStayShort() {
    Json names = Json::array();
    for (int i = 0; i < 2000; ++i)
      names.push_back("column_" + std::to_string(i));
    m_form->setValues({{"columns", names}});
    QCOMPARE(m_form->values()["columns"].size(), std::size_t{2000});
    QVERIFY(part<QWidget>("columns.chips")->height() < 1200);
  }

  void formulasAreCompletedAndUnderlined() {
    auto* area = part<QPlainTextEdit>("formula.formula");
    area->selectAll();
    QTest::keyClicks(area, "Tot");
    QTest::keyClick(area, Qt::Key_Return); // takes the first offer
    QCOMPARE(area->toPlainText(), QString("`Total charges`"));
    QTest::keyClicks(area, " / zzz_one");
    QVERIFY(!errorOf("formula").isEmpty());
    QCOMPARE(area->extraSelections().size(), 1);
    QCOMPARE(area->extraSelections().first().cursor.selectedText(), QString("zzz_one"));
    QCOMPARE(m_form->values()["formula"], Json("`Total charges` ")); // the last good one
  }

  void filesAreAskedForThroughTheContext() {
    FormContext given = context();
    given.chooseFile = [](const QString& present, const std::function<void(const QString&)>& chosen) {
      QCOMPARE(present, QString());
      chosen("data/telco.csv");
    };
    m_form->setContext(given);
    QTest::mouseClick(part<QAbstractButton>("file.browse"), Qt::LeftButton);
    QCOMPARE(m_form->values()["file"], Json("data/telco.csv"));
  }

  void errorsOfTheEngineStandAtTheirField() {
    m_form->showError(Error(ErrorCode::Data, "There are too few rows.", "Take fewer trees.")
                          .at({ErrorPlace::Kind::Parameter, "trees"}));
    QCOMPARE(errorOf("trees"), QString("There are too few rows. Take fewer trees."));
    auto* above = m_form->findChild<ErrorBox*>("form.error");
    QVERIFY(!above->isVisible());
    m_form->showError(Error(ErrorCode::Io, "The disk is full.", "Make room."));
    QVERIFY(above->isVisible());
    QCOMPARE(errorOf("trees"), QString());
    m_form->clearErrors();
    QVERIFY(!above->isVisible());
  }

  void valuesFromOutsideLeaveTheCursor() {
    auto* line = part<QLineEdit>("value.line");
    QTest::keyClicks(line, "abc");
    line->setCursorPosition(1);
    QSignalSpy edited(m_form.get(), &ParamForm::edited);
    m_form->setValues(m_form->values());
    QCOMPARE(line->cursorPosition(), 1);
    m_form->setValues({{"value", "other"}});
    QCOMPARE(line->text(), QString("other"));
    QCOMPARE(edited.count(), 0);
  }

  void tabFollowsTheEye() {
    m_form->setColumnWidth(0);
    m_form->activateWindow();
    part<QWidget>("value")->setFocus();
    QTRY_VERIFY(part<QLineEdit>("value.line")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(part<QLineEdit>("trees.line")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(part<QSlider>("trees.slider")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY2(part<QLineEdit>("columns.line")->hasFocus(), qPrintable(QApplication::focusWidget()->objectName()));
  }
};

QTEST_MAIN(TestParamForm)
#include "tst_param_form.moc"
