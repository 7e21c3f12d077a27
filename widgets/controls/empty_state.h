// What a view shows when it has nothing: what belongs here, and buttons to begin. GUI thread.
#pragma once

#include "widgets/controls/button.h"

class QBoxLayout;
class QLabel;

namespace easel {

class EmptyState : public QWidget {
  Q_OBJECT
 public:
  EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent = nullptr);
  void setTexts(const QString& title, const QString& text);
  Button* addAction(const QString& text, const QString& iconName = {}, ButtonKind kind = ButtonKind::Normal);

 private:
  QLabel* m_title;
  QLabel* m_text;
  QBoxLayout* m_actions;
};

} // namespace easel
