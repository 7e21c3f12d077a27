// One thing to mend: a lamp, the column in bold, what is the matter. A button of several lines. GUI thread.
#pragma once

#include <QAbstractButton>

namespace easel {

class SuggestionRow : public QAbstractButton {
  Q_OBJECT
 public:
  SuggestionRow(const QString& column, const QString& text, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_column, m_words;
};

} // namespace easel
