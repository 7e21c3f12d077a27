// The right side of the Data view: the parameters of the step that is added or edited, what it learns, and what it would do.
// Enter applies, Esc closes. It only shows what it is given and says what the person wants. GUI thread.
#pragma once

#include "app/studio/views/data/step_drafts.h"
#include "app/studio/views/data/step_effect.h"
#include "core/prepare/step.h"
#include "widgets/forms/param_form.h"

class QComboBox;
class QGridLayout;
class QLabel;

namespace easel {

class BusyLine;
class Button;
class ErrorBox;
class FieldBox;

class StepInspector : public QWidget {
  Q_OBJECT
 public:
  explicit StepInspector(QWidget* parent = nullptr);
  /// kind: absent for a join.
  void open(const Declaration& declaration, std::optional<StepKind> kind, const StepDraft& draft, const QString& title,
            const TableSchema& columns, const QStringList& joinable, bool editable);
  void setColumns(const TableSchema& columns);
  Json params() const;
  std::string joined() const;
  bool isValid() const;
  bool touched() const { return m_touched; } // the person changed something
  void setEffect(const QList<EffectLine>& lines, std::size_t rows);
  void clearEffect();
  void showError(const Error& error);
  void clearError();
  void setApplying(bool on);
  void focusFirst();

 signals:
  void edited();
  void applyWanted();
  void closeWanted();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void refreshApply();
  FormContext formContext(const TableSchema& columns) const;
  QLabel* m_icon;
  QLabel* m_title;
  QLabel* m_summary;
  FieldBox* m_joinedField;
  QComboBox* m_joined;
  ParamForm* m_form;
  QWidget* m_note;
  QLabel* m_noteText;
  QLabel* m_effectCaption;
  QGridLayout* m_effect;
  ErrorBox* m_error;
  Button* m_cancel;
  Button* m_apply;
  TableSchema m_columns;
  QString m_iconName;
  bool m_touched = false, m_new = true, m_applying = false, m_editable = true;
};

} // namespace easel
