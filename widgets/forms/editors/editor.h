// What edits one parameter: small widgets that show a value and say what the person made of it. One class a kind of
// parameter, one file a class in this folder; makeEditor() chooses. An editor knows nothing of the form around it.
// GUI thread only.
#pragma once

#include "core/schema/schema.h"
#include "core/table/table.h"
#include "widgets/controls/type_look.h"
#include "widgets/forms/choose_file.h"

#include <QWidget>

class QLineEdit;

namespace easel {

class ParamEditor : public QWidget {
  Q_OBJECT
 public:
  ParamEditor(const ParamSpec& spec, QWidget* parent);
  const ParamSpec& spec() const { return m_spec; }

  /// What the widgets say, or why that is no value; a value may still break the parameter's limits.
  virtual Result<Json> read() const = 0;
  /// Shows this value; emits nothing.
  virtual void write(const Json& value) = 0;
  virtual void setColumns(const TableSchema& columns) { Q_UNUSED(columns); }
  virtual void setFileChooser(const ChooseFile& chooser) { Q_UNUSED(chooser); }
  /// Marks the part of the text that an error names (bytes). length < 0: nothing is marked.
  virtual void mark(std::int64_t start, std::int64_t length) {
    Q_UNUSED(start);
    Q_UNUSED(length);
  }
  /// It can be typed into: the form begins there.
  virtual bool takesText() const { return false; }
  bool problem() const { return property("invalid").toBool(); } // what it says is wrong: a red frame

 signals:
  void edited();
  void committed();

 protected:
  bool event(QEvent* event) override;
  /// Names the inner widget "param.<name>.<part>" and, for the main one, lets it take the focus for the editor.
  void adopt(QWidget* widget, const char* part, bool main = true);
  QString label() const;
  /// An error whose words stand below the field.
  static Error unreadable(const QString& words);

 private:
  ParamSpec m_spec;
};

ParamEditor* makeEditor(const ParamSpec& spec, QWidget* parent);

/// A wheel over a form scrolls the form: it changes a value only where the focus is.
void ignoreWheelUnlessFocused(QWidget* widget);

/// A cross that empties the line, while it has the focus or the mouse: many of them would be a crowd.
void offerClearing(QLineEdit* line);

bool suits(DataType type, ColumnFilter filter);

} // namespace easel
