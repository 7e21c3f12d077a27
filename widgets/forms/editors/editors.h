// The editors, one a kind of parameter. GUI thread only.
#pragma once

#include "widgets/forms/editors/editor.h"

class QAbstractButton;
class QComboBox;
class QCompleter;
class QLineEdit;
class QPlainTextEdit;
class QSlider;
class QStandardItemModel;
class QVBoxLayout;

namespace easel {

class Button;
class ChipsField;
class FormulaArea;
class Segmented;
class Toggle;

/// A switch with Off or On beside it.
class BoolEditor : public ParamEditor {
  Q_OBJECT
 public:
  BoolEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  void sayState();
  Toggle* m_toggle;
};

/// A line that takes a number; Up and Down step. With a slider where the parameter says what one should offer.
class NumberEditor : public ParamEditor {
  Q_OBJECT
 public:
  NumberEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  bool takesText() const override { return true; }
  QSize minimumSizeHint() const override { return {60, QWidget::minimumSizeHint().height()}; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void step(int steps);
  void showOnSlider();
  double valueAt(int place) const;
  int placeOf(double value) const;
  QLineEdit* m_line;
  QSlider* m_slider = nullptr;
  bool m_logarithmic = false;
};

/// One of several: side by side when there are few short ones, else a list that opens.
class ChoiceEditor : public ParamEditor {
  Q_OBJECT
 public:
  ChoiceEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;

 private:
  std::vector<Json> m_values;
  QComboBox* m_combo = nullptr;
  Segmented* m_segments = nullptr;
};

/// A line; several lines where long texts are allowed.
class TextEditor : public ParamEditor {
  Q_OBJECT
 public:
  TextEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  bool takesText() const override { return true; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QString text() const;
  void fit();
  QLineEdit* m_line = nullptr;
  QPlainTextEdit* m_area = nullptr;
};

/// One column: a line that finds while one types, and a list with the types.
class ColumnEditor : public ParamEditor {
  Q_OBJECT
 public:
  ColumnEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  void setColumns(const TableSchema& columns) override;
  bool takesText() const override { return true; }

 private:
  QComboBox* m_combo;
};

/// Several columns as chips in a field.
class ColumnsEditor : public ParamEditor {
  Q_OBJECT
 public:
  ColumnsEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  void setColumns(const TableSchema& columns) override;
  bool takesText() const override { return true; }

 private:
  void offer();
  ChipsField* m_chips;
  TableSchema m_columns;
};

/// A formula: monospaced, completed while one types, its error underlined.
class FormulaEditor : public ParamEditor {
  Q_OBJECT
 public:
  FormulaEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  void setColumns(const TableSchema& columns) override;
  void mark(std::int64_t start, std::int64_t length) override;
  bool takesText() const override { return true; }

 private:
  FormulaArea* m_text;
  TableSchema m_columns;
  bool m_known = false; // which columns there are
};

/// Lines of one or two texts; one more by a button or Enter, one less by its cross or Backspace in an empty line.
class LinesEditor : public ParamEditor {
  Q_OBJECT
 public:
  LinesEditor(const ParamSpec& spec, int columns, QWidget* parent);
  bool takesText() const override { return true; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  using Row = std::vector<std::string>;
  std::vector<Row> rows() const; // empty ones are left out
  void setRows(const std::vector<Row>& rows);
  virtual void prepare(QLineEdit* line, int column) {
    Q_UNUSED(line);
    Q_UNUSED(column);
  }

 private:
  struct Line {
    QWidget* holder = nullptr;
    std::vector<QLineEdit*> cells;
  };
  void addLine(const Row& row, bool focus);
  void removeLine(const QWidget* holder);
  void renumber();
  int m_columns;
  QVBoxLayout* m_lines;
  std::vector<Line> m_rows;
  Button* m_add;
};

class TextsEditor : public LinesEditor {
  Q_OBJECT
 public:
  TextsEditor(const ParamSpec& spec, QWidget* parent) : LinesEditor(spec, 1, parent) { write(spec.defaultValue); }
  Result<Json> read() const override;
  void write(const Json& value) override;
};

/// Old name → new name. The old ones are completed from the columns.
class TextMapEditor : public LinesEditor {
  Q_OBJECT
 public:
  TextMapEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  void setColumns(const TableSchema& columns) override;

 protected:
  void prepare(QLineEdit* line, int column) override;

 private:
  QStandardItemModel* m_names;
};

class FileEditor : public ParamEditor {
  Q_OBJECT
 public:
  FileEditor(const ParamSpec& spec, QWidget* parent);
  Result<Json> read() const override;
  void write(const Json& value) override;
  void setFileChooser(const ChooseFile& chooser) override { m_choose = chooser; }
  bool takesText() const override { return true; }

 private:
  QLineEdit* m_line;
  ChooseFile m_choose;
};

} // namespace easel
