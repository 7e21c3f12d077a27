// What happened in the last run, line by line; folds to its headline. GUI thread.
#pragma once

#include "app/studio/views/flow/run_memory.h"

#include <QWidget>

class QPlainTextEdit;
class QToolButton;

namespace easel {

class ElidedLabel;

class RunLog : public QWidget {
  Q_OBJECT
 public:
  explicit RunLog(QWidget* parent = nullptr);
  void set(const std::vector<RunLine>& lines, const QString& headline);
  void setFolded(bool folded);
  int wantedHeight() const;

 signals:
  void foldedChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  ElidedLabel* m_headline;
  QToolButton* m_fold;
  QPlainTextEdit* m_lines;
  QString m_shown;
  bool m_folded = false;
};

} // namespace easel
