// The one form: built from a Schema, whatever the operation. A field for every parameter (one editor class a kind, in
// editors/), label, unit, help, validation at the field by the schema's own check, enable rules as the values change, basic
// fields first and the advanced ones behind one line that opens. Values are JSON in the parameters' own form. The editor of
// a parameter is called "param.<name>" and has the focus proxy that takes the keys.
// GUI thread only.
#pragma once

#include "core/schema/schema.h"
#include "core/table/table.h"
#include "widgets/forms/choose_file.h"

#include <QWidget>

#include <memory>

namespace easel {

/// What the editors offer besides the schema: the columns that are there (Column, Columns, Formula, TextMap), and how a
/// file is asked for (a dialog of the desktop when nothing is given).
struct FormContext {
  TableSchema columns = {};
  ChooseFile chooseFile = {};
};

class ParamForm : public QWidget {
  Q_OBJECT
 public:
  explicit ParamForm(QWidget* parent = nullptr);
  ~ParamForm() override;

  /// Builds the fields; values get the defaults.
  void setSchema(const Schema& schema, const FormContext& context = {});
  void setContext(const FormContext& context);
  /// As in a document: old names and missing values are completed. Does not emit edited().
  void setValues(const Json& values);
  Json values() const; // complete; a field that is wrong has its last good value
  bool isValid() const;
  /// An error from the engine: at the fields that it names, else above the form.
  void showError(const Error& error);
  void clearErrors();
  /// First field that can be typed into.
  void focusFirst();
  /// Fields beside one another from this width of one on; 0: always one below the other.
  void setColumnWidth(int width);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 signals:
  void edited();    // the person changed a value (it may be one of a burst)
  void committed(); // the burst is over: focus left, a choice was made, Enter, or 600 ms without a key

 private:
  struct Parts;
  std::unique_ptr<Parts> m_parts;
};

} // namespace easel
