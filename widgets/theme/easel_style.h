// The window's style: Qt's Fusion decides where things lie, this paints them from the tokens. One file a family of
// controls. A widget may carry dynamic properties that the style reads: "kind" ("primary", "ghost", "danger"),
// "dashed" and "leading" (label at the leading side) on push buttons, "invalid" and "quiet" on editors. GUI thread.
#pragma once

#include <QBasicTimer>
#include <QPointer>
#include <QProgressBar>
#include <QProxyStyle>

namespace easel {

class EaselStyle : public QProxyStyle {
  Q_OBJECT
 public:
  EaselStyle();

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                       const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override;
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
  QIcon standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const override;
  QPixmap standardPixmap(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const override;
  QPalette standardPalette() const override;
  using QProxyStyle::polish;
  void polish(QWidget* widget) override;
  void unpolish(QWidget* widget) override;
  using QProxyStyle::unpolish;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void timerEvent(QTimerEvent* event) override;

 private:
  void keepMoving(const QProgressBar* bar) const;
  mutable QList<QPointer<QProgressBar>> m_moving; // bars without an end, redrawn while they are seen
  mutable QBasicTimer m_tick;
};

/// All roles and groups from the tokens.
QPalette paletteOfTokens();

} // namespace easel
