// A card that begins something: icon, title, what it does. Works as a button. GUI thread.
#pragma once

#include "widgets/theme/tokens.h"

#include <QAbstractButton>

namespace easel {

class GoalCard : public QAbstractButton {
  Q_OBJECT
 public:
  GoalCard(const QString& iconName, Tone tone, const QString& title, const QString& text, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_iconName, m_text;
  Tone m_tone;
};

} // namespace easel
