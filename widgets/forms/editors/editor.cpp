#include "widgets/forms/editors/editor.h"

#include "widgets/forms/editors/editors.h"
#include "widgets/qt_convert.h"

#include <QEvent>
#include <QLineEdit>
#include <QWheelEvent>

namespace easel {

namespace {

class WheelGuard : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() != QEvent::Wheel || !widget || widget->hasFocus())
      return false;
    event->ignore(); // goes on to what can be scrolled
    return true;
  }
};

class ClearGuard : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    auto* line = static_cast<QLineEdit*>(watched);
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::Enter)
      line->setClearButtonEnabled(true);
    else if ((event->type() == QEvent::FocusOut && !line->underMouse()) ||
             (event->type() == QEvent::Leave && !line->hasFocus()))
      line->setClearButtonEnabled(false);
    return false;
  }
};

} // namespace

void offerClearing(QLineEdit* line) { line->installEventFilter(new ClearGuard(line)); }

void ignoreWheelUnlessFocused(QWidget* widget) {
  if (widget->focusPolicy() == Qt::WheelFocus)
    widget->setFocusPolicy(Qt::StrongFocus);
  widget->installEventFilter(new WheelGuard(widget));
}

bool suits(DataType type, ColumnFilter filter) {
  switch (filter) {
  case ColumnFilter::Any:
    return true;
  case ColumnFilter::Numeric:
    return isNumeric(type) || type == DataType::Duration;
  case ColumnFilter::Categorical:
    return isTextual(type) || type == DataType::Bool;
  case ColumnFilter::Text:
    return isTextual(type);
  case ColumnFilter::Temporal:
    return isTemporal(type);
  }
  return true;
}

ParamEditor::ParamEditor(const ParamSpec& spec, QWidget* parent) : QWidget(parent), m_spec(spec) {
  setObjectName("param." + toQt(spec.name));
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

bool ParamEditor::event(QEvent* event) {
  if (event->type() == QEvent::DynamicPropertyChange &&
      static_cast<QDynamicPropertyChangeEvent*>(event)->propertyName() == "invalid")
    for (QWidget* child : findChildren<QWidget*>()) {
      child->setProperty("invalid", problem());
      child->update();
    }
  return QWidget::event(event);
}

void ParamEditor::adopt(QWidget* widget, const char* part, bool main) {
  widget->setObjectName(objectName() + "." + part);
  if (widget->accessibleName().isEmpty())
    widget->setAccessibleName(label());
  if (main)
    setFocusProxy(widget);
}

QString ParamEditor::label() const {
  return m_spec.label.empty() ? toQt(m_spec.name) : translated(m_spec.label.c_str());
}

Error ParamEditor::unreadable(const QString& words) {
  return Error(ErrorCode::InvalidArgument, fromQt(words));
}

ParamEditor* makeEditor(const ParamSpec& spec, QWidget* parent) {
  switch (spec.kind) {
  case ParamKind::Bool:
    if (spec.optional)
      return new ChoiceEditor(spec, parent);
    return new BoolEditor(spec, parent);
  case ParamKind::Int:
  case ParamKind::Float:
    return new NumberEditor(spec, parent);
  case ParamKind::Text:
    return new TextEditor(spec, parent);
  case ParamKind::Choice:
    return new ChoiceEditor(spec, parent);
  case ParamKind::Column:
    return new ColumnEditor(spec, parent);
  case ParamKind::Columns:
    return new ColumnsEditor(spec, parent);
  case ParamKind::Formula:
    return new FormulaEditor(spec, parent);
  case ParamKind::Texts:
    return new TextsEditor(spec, parent);
  case ParamKind::TextMap:
    return new TextMapEditor(spec, parent);
  case ParamKind::File:
    return new FileEditor(spec, parent);
  }
  return new TextEditor(spec, parent);
}

} // namespace easel
