// A short state in a rounded box: a word, and an icon where the colour alone would say it. GUI thread.
#pragma once

#include <QWidget>

namespace easel {

enum class PillTone { Mute, Accent, Good, Warn, Bad };

class Pill : public QWidget {
  Q_OBJECT
 public:
  explicit Pill(const QString& text = {}, PillTone tone = PillTone::Mute, const QString& iconName = {},
                QWidget* parent = nullptr);
  void set(const QString& text, PillTone tone, const QString& iconName = {});
  QString text() const { return m_text; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_text, m_iconName;
  PillTone m_tone = PillTone::Mute;
};

/// For delegates and canvases that paint their own.
void paintPill(QPainter& painter, const QRectF& where, const QString& text, PillTone tone, const QString& iconName = {});
QSizeF pillSize(const QString& text, const QString& iconName = {});

} // namespace easel
