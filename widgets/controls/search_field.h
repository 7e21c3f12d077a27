// A line to type a search into, with a magnifying glass and, if wanted, the keys that lead to it. GUI thread.
#pragma once

#include <QLineEdit>

namespace easel {

class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  explicit SearchField(const QString& prompt, QWidget* parent = nullptr);
  void setKeys(const QString& keys); // "Ctrl K", shown while it is empty

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeRoom();
  QString m_keys;
};

} // namespace easel
