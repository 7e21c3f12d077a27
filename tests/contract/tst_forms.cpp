// Every entry of every catalogue: a form builds, shows every parameter, and every editor writes back what a person does
// with mouse and keys. The form is as wide as the inspector, also when the texts are longer than in English.
#include "widgets/forms/param_form.h"

#include "core/govern/card.h"
#include "core/io/format.h"
#include "core/learn/catalogs.h"
#include "core/flow/node.h"
#include "core/serve/mode.h"
#include "widgets/controls/field.h"
#include "widgets/forms/editors/editor.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTranslator>
#include <QtTest>

using namespace easel;

namespace {

constexpr int kInspectorWidth = 286 - 2 * 14;

struct Declared {
  std::string where;
  Declaration declaration;
};

template<class Base>
void collect(std::vector<Declared>& all, const char* catalogue, const Catalog<Base>& entries) {
  for (const Entry<Base>& e : entries.entries())
    all.push_back({std::string(catalogue) + "/" + e.declaration.id, e.declaration});
}

const std::vector<Declared>& declarations() {
  static const std::vector<Declared> all = [] {
    std::vector<Declared> list;
    const Catalogs catalogs = builtinCatalogs();
    collect(list, "steps", catalogs.steps);
    collect(list, "algorithms", catalogs.algorithms);
    collect(list, "metrics", catalogs.metrics);
    collect(list, "nodes", builtinNodes(catalogs.steps));
    collect(list, "formats", builtinFormats());
    collect(list, "modes", builtinModes());
    list.push_back({"card", cardFields()});
    return list;
  }();
  return all;
}

/// A column of every type, each of which some filter lets through.
FormContext columns() {
  std::vector<easel::Field> fields;
  for (const DataType type : {DataType::Float64, DataType::Category, DataType::Text, DataType::Timestamp, DataType::Bool})
    fields.push_back({"a_" + std::string(dataTypeId(type)), type, {}});
  return {.columns = TableSchema(fields)};
}

std::string columnFor(ColumnFilter filter) {
  switch (filter) {
  case ColumnFilter::Categorical:
  case ColumnFilter::Text:
    return "a_category";
  case ColumnFilter::Temporal:
    return "a_timestamp";
  default:
    return "a_float64";
  }
}

/// A legal value that differs from the present one.
Json otherValue(const ParamSpec& spec, const Json& present) {
  std::vector<Json> candidates;
  switch (spec.kind) {
  case ParamKind::Bool:
    candidates = {true, false};
    break;
  case ParamKind::Int:
    candidates = {3, 1, 8080, 0};
    if (spec.min)
      candidates.push_back(static_cast<std::int64_t>(*spec.min) + 1);
    break;
  case ParamKind::Float:
    candidates = {0.75, 1.5, 0.25, 12.5};
    if (spec.min && spec.max)
      candidates.push_back((*spec.min + *spec.max) / 2);
    break;
  case ParamKind::Text:
  case ParamKind::File:
    candidates = {"abc", "abcdef"};
    break;
  case ParamKind::Choice:
    for (const ParamChoice& choice : spec.choices)
      candidates.push_back(choice.value);
    break;
  case ParamKind::Column:
    candidates = {columnFor(spec.columns)};
    break;
  case ParamKind::Columns:
    candidates = {Json::array({columnFor(spec.columns)})};
    break;
  case ParamKind::Formula:
    candidates = {"a_float64 + 1"};
    break;
  case ParamKind::Texts: {
    Json longer = present.is_array() ? present : Json::array();
    longer.push_back("abc");
    candidates = {longer};
    break;
  }
  case ParamKind::TextMap: {
    Json longer = present.is_object() ? present : Json::object();
    longer["old"] = "new";
    candidates = {longer};
    break;
  }
  }
  for (const Json& candidate : candidates)
    if (candidate != present && spec.check(candidate))
      return candidate;
  return {};
}

template<class W>
W* part(ParamForm& form, const ParamSpec& spec, const char* name) {
  return form.findChild<W*>("param." + toQt(spec.name) + "." + name);
}

void replaceText(QWidget* widget, const QString& text) {
  QTest::keyClick(widget, Qt::Key_A, Qt::ControlModifier);
  QTest::keyClick(widget, Qt::Key_Delete);
  QTest::keyClicks(widget, text);
}

/// With mouse and keys alone; what is wrong, or empty.
QString enter(ParamForm& form, const ParamSpec& spec, const Json& value) {
  const auto line = [&](const QString& text) -> QString {
    auto* edit = part<QLineEdit>(form, spec, "line");
    if (!edit)
      return "no line";
    replaceText(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
    return {};
  };
  switch (spec.kind) {
  case ParamKind::Bool:
    if (auto* toggle = part<QAbstractButton>(form, spec, "toggle")) {
      QTest::mouseClick(toggle, Qt::LeftButton);
      return {};
    }
    return "no switch";
  case ParamKind::Int:
    return line(QString::number(value.get<std::int64_t>()));
  case ParamKind::Float:
    return line(toQt(formatNumber(value.get<double>())));
  case ParamKind::File:
    return line(toQt(value.get<std::string>()));
  case ParamKind::Text:
    if (auto* area = part<QPlainTextEdit>(form, spec, "area")) {
      replaceText(area, toQt(value.get<std::string>()));
      return {};
    }
    return line(toQt(value.get<std::string>()));
  case ParamKind::Choice: {
    int wanted = spec.optional ? 1 : 0;
    for (const ParamChoice& choice : spec.choices) {
      if (choice.value == value)
        break;
      ++wanted;
    }
    if (auto* combo = part<QComboBox>(form, spec, "combo")) {
      for (int i = 0; i < combo->count() && combo->currentIndex() != wanted; ++i)
        QTest::keyClick(combo, combo->currentIndex() < wanted ? Qt::Key_Down : Qt::Key_Up);
      return {};
    }
    auto* segments = part<QWidget>(form, spec, "segments");
    const auto buttons = segments ? segments->findChildren<QAbstractButton*>() : QList<QAbstractButton*>();
    if (wanted >= buttons.size())
      return "no such choice";
    QTest::mouseClick(buttons[wanted], Qt::LeftButton);
    return {};
  }
  case ParamKind::Column: {
    auto* combo = part<QComboBox>(form, spec, "combo");
    if (!combo)
      return "no combo box";
    replaceText(combo->lineEdit(), toQt(value.get<std::string>()));
    QTest::keyClick(combo->lineEdit(), Qt::Key_Return);
    return {};
  }
  case ParamKind::Columns: {
    auto* edit = part<QLineEdit>(form, spec, "line");
    if (!edit)
      return "no line";
    for (int i = 0; i < 20; ++i)
      QTest::keyClick(edit, Qt::Key_Backspace); // whatever stands there
    for (const Json& name : value) {
      QTest::keyClicks(edit, toQt(name.get<std::string>()).mid(2)); // found by a part of the name
      QTest::keyClick(edit, Qt::Key_Return);
    }
    return {};
  }
  case ParamKind::Formula: {
    auto* area = part<QPlainTextEdit>(form, spec, "formula");
    if (!area)
      return "no text";
    replaceText(area, toQt(value.get<std::string>()));
    QTest::keyClick(area, Qt::Key_Return, Qt::ControlModifier);
    return {};
  }
  case ParamKind::Texts:
  case ParamKind::TextMap: {
    auto* add = part<QAbstractButton>(form, spec, "add");
    if (!add)
      return "no button to add";
    QTest::mouseClick(add, Qt::LeftButton);
    const int count = static_cast<int>(value.size());
    const auto cell = [&](int column) {
      return form.findChild<QLineEdit*>(QString("param.%1.%2.%3").arg(toQt(spec.name)).arg(count).arg(column));
    };
    if (!cell(1))
      return "no new line";
    QTest::keyClicks(cell(1), spec.kind == ParamKind::Texts ? "abc" : "old");
    if (spec.kind == ParamKind::TextMap)
      QTest::keyClicks(cell(2), "new");
    return {};
  }
  }
  return "an unknown kind";
}

/// The values with which a parameter takes part.
void enable(Json& values, const Schema& schema, const ParamSpec& spec) {
  if (!spec.enabledIf)
    return;
  const ParamSpec* other = schema.find(spec.enabledIf->param);
  if (!other || spec.enabledIf->values.empty())
    return;
  enable(values, schema, *other);
  if (!schema.enabled(spec, values))
    values[other->name] = spec.enabledIf->values.front();
}

/// A legal value wherever the default is none (a name that must be given).
Json legal(const Schema& schema) {
  Json values = schema.defaults();
  for (const ParamSpec& spec : schema.params())
    if (!spec.check(values[spec.name]))
      values[spec.name] = otherValue(spec, {});
  return values;
}

/// Text after text of the form in the person's language, 40% longer.
class LongerTexts : public QTranslator {
 public:
  using QTranslator::QTranslator;
  QString translate(const char*, const char* source, const char*, int) const override {
    QString text = QString::fromUtf8(source);
    for (qsizetype more = std::max<qsizetype>(1, text.size() * 2 / 5), i = 0; i < more; ++i)
      text += i % 8 == 2 ? u' ' : u'x';
    return text;
  }
  bool isEmpty() const override { return false; }
};

} // namespace

class TestForms : public QObject {
  Q_OBJECT

  static void rows() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < declarations().size(); ++i)
      QTest::newRow(declarations()[i].where.c_str()) << static_cast<int>(i);
  }
  static const Schema& schemaOfRow() {
    QFETCH(int, index);
    return declarations()[static_cast<std::size_t>(index)].declaration.schema;
  }
  static void build(ParamForm& form, const Schema& schema) {
    form.setSchema(schema, columns());
    form.resize(kInspectorWidth, 800);
    form.show();
    auto* more = form.findChild<QAbstractButton*>("form.more");
    if (more->isVisibleTo(&form))
      QTest::mouseClick(more, Qt::LeftButton);
  }

 private slots:
  void initTestCase() {
    applyTheme(ThemeChoice::Light);
    QVERIFY(declarations().size() > 30);
  }

  void everyParameterIsShown_data() { rows(); }
  void everyParameterIsShown() {
    const Schema& schema = schemaOfRow();
    for (const ParamSpec& spec : schema.params()) {
      ParamForm form;
      Json values = legal(schema);
      enable(values, schema, spec);
      form.setSchema(schema, columns());
      form.setValues(values);
      form.show();
      auto* more = form.findChild<QAbstractButton*>("form.more");
      if (more->isVisibleTo(&form))
        QTest::mouseClick(more, Qt::LeftButton);
      auto* editor = form.findChild<ParamEditor*>("param." + toQt(spec.name));
      QVERIFY2(editor, spec.name.c_str());
      QVERIFY2(editor->isVisible(), spec.name.c_str());
      QVERIFY2(editor->focusProxy(), spec.name.c_str());
      QVERIFY2(!editor->focusProxy()->accessibleName().isEmpty(), spec.name.c_str());
      QCOMPARE(toText(form.values()), toText(values));
      QVERIFY(form.isValid());
    }
  }

  void everyEditorWritesBack_data() { rows(); }
  void everyEditorWritesBack() {
    const Schema& schema = schemaOfRow();
    for (const ParamSpec& spec : schema.params()) {
      ParamForm form;
      build(form, schema);
      Json values = legal(schema);
      enable(values, schema, spec);
      form.setValues(values);
      const Json wanted = otherValue(spec, values[spec.name]);
      QVERIFY2(!wanted.is_null(), spec.name.c_str());
      QSignalSpy edited(&form, &ParamForm::edited);
      const QString wrong = enter(form, spec, wanted);
      QVERIFY2(wrong.isEmpty(), qPrintable(toQt(spec.name) + ": " + wrong));
      QVERIFY2(form.values()[spec.name] == wanted,
               (spec.name + " is " + toText(form.values()[spec.name]) + ", not " + toText(wanted)).c_str());
      QVERIFY2(edited.count() > 0, spec.name.c_str());
      const auto complete = schema.complete(form.values());
      QVERIFY2(complete, complete ? "" : complete.error().text().c_str());
      QCOMPARE(toText(*complete), toText(form.values()));
      // What was written can be shown again.
      ParamForm again;
      again.setSchema(schema, columns());
      again.setValues(form.values());
      QCOMPARE(toText(again.values()), toText(form.values()));
    }
  }

  void wrongInputIsSaidAtItsField_data() { rows(); }
  void wrongInputIsSaidAtItsField() {
    const Schema& schema = schemaOfRow();
    for (const ParamSpec& spec : schema.params()) {
      const bool number = spec.kind == ParamKind::Int || spec.kind == ParamKind::Float;
      if (!number && spec.kind != ParamKind::Formula)
        continue;
      ParamForm form;
      build(form, schema);
      Json values = legal(schema);
      enable(values, schema, spec);
      form.setValues(values);
      auto* editor = form.findChild<ParamEditor*>("param." + toQt(spec.name));
      auto* field = qobject_cast<FieldBox*>(editor->parentWidget());
      QVERIFY(field);
      QVERIFY(field->error().isEmpty());
      QWidget* target = editor->focusProxy();
      QStringList wrong = {number ? "a few" : "a_float64 + (", number ? "1.5.2" : "no_such_column"};
      if (number && spec.max && *spec.max < 1e9)
        wrong << QString::number(*spec.max + 1, 'g', 15);
      if (number && spec.min && *spec.min > -1e9)
        wrong << QString::number(*spec.min - 1, 'g', 15);
      for (const QString& text : wrong) {
        replaceText(target, text);
        QVERIFY2(!field->error().isEmpty(), qPrintable(toQt(spec.name) + " took " + text));
        QVERIFY(!form.isValid());
        QVERIFY2(schema.complete(form.values()), spec.name.c_str()); // the last good value stands
      }
    }
  }

  void fitsTheInspector_data() { rows(); }
  void fitsTheInspector() {
    LongerTexts longer;
    QCoreApplication::installTranslator(&longer);
    ParamForm form;
    build(form, schemaOfRow());
    QVERIFY2(form.minimumSizeHint().width() <= kInspectorWidth,
             qPrintable(QString("needs %1 px").arg(form.minimumSizeHint().width())));
    QCoreApplication::removeTranslator(&longer);
  }

  void anEditorThatKeepsSilentIsNoticed() {
    // The check of everyEditorWritesBack on an editor whose news do not arrive.
    const Schema& schema = declarations().front().declaration.schema;
    ParamForm form;
    build(form, schema);
    form.setValues(legal(schema));
    const ParamSpec& spec = schema.params().front();
    form.findChild<ParamEditor*>("param." + toQt(spec.name))->blockSignals(true);
    const Json wanted = otherValue(spec, form.values()[spec.name]);
    QVERIFY(enter(form, spec, wanted).isEmpty());
    QVERIFY(form.values()[spec.name] != wanted);
  }
};

QTEST_MAIN(TestForms)
#include "tst_forms.moc"
