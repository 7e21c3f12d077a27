// A line above the grid that says what an import could not use, with buttons, and a list of details that opens below it.
// GUI thread.
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace easel {

class Button;

class NoticeBar : public QWidget {
  Q_OBJECT
 public:
  explicit NoticeBar(QWidget* parent = nullptr); // hidden
  void show(const QString& text, const QStringList& details, bool asksForDates);
  QString text() const;

 signals:
  void dayFirstWanted();
  void monthFirstWanted();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* m_text;
  Button* m_details;
  Button* m_dayFirst;
  Button* m_monthFirst;
  QPlainTextEdit* m_list;
};

} // namespace easel
