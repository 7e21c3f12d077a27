// An error at the place where it arose: what failed, what to do, and the fix as a button. Announced to screen readers.
// GUI thread.
#pragma once

#include "core/base/result.h"
#include "widgets/controls/button.h"

class QLabel;
class QHBoxLayout;

namespace easel {

class ErrorBox : public QWidget {
  Q_OBJECT
 public:
  explicit ErrorBox(QWidget* parent = nullptr); // hidden
  void show(const Error& error);
  void show(const QString& message, const QString& hint);
  void clear(); // hides it and removes the fixes
  Button* addFix(const QString& text);
  QString text() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* m_message;
  QLabel* m_hint;
  QHBoxLayout* m_fixes;
};

} // namespace easel
