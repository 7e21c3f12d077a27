// An editor with its label above, and below it what is wrong, or help. The label is the editor's buddy and accessible
// name. (core has a Field too, hence the name of this one.) GUI thread.
#pragma once

#include <QWidget>

class QLabel;

namespace easel {

class FieldBox : public QWidget {
  Q_OBJECT
 public:
  FieldBox(const QString& label, QWidget* editor, const QString& help = {}, QWidget* parent = nullptr);
  void setError(const QString& text); // empty: nothing is wrong
  QString error() const;
  void setRemark(const QString& text); // right of the label: unit, "learned" …
  QWidget* editor() const { return m_editor; }

 private:
  QLabel* m_label;
  QLabel* m_remark;
  QWidget* m_editor;
  QLabel* m_error; // what is wrong, else the help
  QString m_help, m_wrong;
};

} // namespace easel
