// Texts as chips in a field, with a line behind them: typing finds among what is offered, Enter adds, Backspace in the
// empty line removes the last, a click on a chip's cross removes that one. The field grows with its chips; only the first
// ones are drawn when there are very many. GUI thread only.
#pragma once

#include <QSet>
#include <QStringList>
#include <QWidget>

class QAbstractItemModel;
class QCompleter;
class QLineEdit;
class QToolButton;

namespace easel {

class ChipsField : public QWidget {
  Q_OBJECT
 public:
  explicit ChipsField(const QString& prompt, QWidget* parent = nullptr);
  void setChips(const QStringList& texts);
  const QStringList& chips() const { return m_texts; }
  /// What is offered; texts that are not in it are drawn as in doubt. The model is not owned.
  void setOffers(QAbstractItemModel* model);
  void setKnown(const QSet<QString>& known); // empty: everything is
  QLineEdit* line() const { return m_line; }
  QCompleter* completer() const { return m_completer; }

 signals:
  void changed(); // by the person

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Chip {
    QRect box, cross;
    QString shown;
    int index = 0; // -1: stands for those that are not drawn
  };
  void arrange();
  void add(const QString& text);
  void remove(int index);
  bool takeTyped(); // adds what is marked in the list or begins like the line
  void offer(bool all);
  QStringList m_texts;
  QSet<QString> m_known;
  QList<Chip> m_chips;
  QString m_prompt;
  QLineEdit* m_line;
  QToolButton* m_open;
  QCompleter* m_completer;
};

} // namespace easel
