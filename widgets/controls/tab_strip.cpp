#include "widgets/controls/tab_strip.h"

#include "widgets/controls/pill.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QStyle>

namespace easel {

namespace {

constexpr int kSide = 11, kHeight = 36;
constexpr qreal kCountGap = 6;

struct Tab {
  QString id;
  int count = 0;
};
QVariant packed(const Tab& tab) {
  return QVariantList{tab.id, tab.count};
}
Tab unpacked(const QVariant& data) {
  const QVariantList list = data.toList();
  return list.size() == 2 ? Tab{list[0].toString(), list[1].toInt()} : Tab{};
}

/// "&&" is a "&" that is shown.
QString shownText(QString text) {
  return text.replace("&&", "&");
}
QString countText(const QLocale& locale, int count) {
  return locale.toString(count);
}

} // namespace

TabStrip::TabStrip(QWidget* parent) : QTabBar(parent) {
  setDrawBase(false);
  setExpanding(false);
  setUsesScrollButtons(true);
  setElideMode(Qt::ElideNone);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_Hover);
}

int TabStrip::add(const QString& text, const QString& id) {
  const int index = addTab(QString(text).replace('&', "&&"));
  setTabData(index, packed({id, 0}));
  return index;
}

void TabStrip::setCount(int index, int count) {
  Tab tab = unpacked(tabData(index));
  if (tab.count == count)
    return;
  tab.count = count;
  setTabData(index, packed(tab));
  setTabText(index, tabText(index)); // lays out again
  setAccessibleTabName(index, count == 0 ? QString()
                                         : shownText(tabText(index)) + ", " + countText(locale(), count));
}

QString TabStrip::currentId() const {
  return unpacked(tabData(currentIndex())).id;
}

void TabStrip::setCurrentId(const QString& id) {
  for (int i = 0; i < count(); ++i)
    if (unpacked(tabData(i)).id == id) {
      setCurrentIndex(i);
      return;
    }
}

QSize TabStrip::tabSizeHint(int index) const {
  // Measured semi-bold, so that the tabs do not move when another one is chosen.
  const QFontMetricsF bold(textFont(TextSize::Body, QFont::DemiBold));
  qreal width = 2 * kSide + bold.horizontalAdvance(shownText(tabText(index)));
  if (const int count = unpacked(tabData(index)).count; count != 0)
    width += kCountGap + pillSize(countText(locale(), count)).width();
  return {qCeil(width) + 2, kHeight};
}

void TabStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setLayoutDirection(layoutDirection());
  painter.fillRect(QRectF(0, height() - 1, width(), 1), color(Tone::Line));
  const QPoint mouse = underMouse() ? mapFromGlobal(QCursor::pos()) : QPoint(-1, -1);
  for (int i = 0; i < count(); ++i) {
    const QRect all = tabRect(i);
    if (!all.intersects(rect()) || !isTabVisible(i))
      continue;
    const bool on = i == currentIndex();
    const bool live = isEnabled() && isTabEnabled(i);
    const Tone ink = !live ? Tone::Text3 : on || all.contains(mouse) ? Tone::Text : Tone::Text2;
    const QFont font = textFont(TextSize::Body, on ? QFont::DemiBold : QFont::Medium);
    const QString text = shownText(tabText(i));
    const int number = unpacked(tabData(i)).count;
    const QSizeF pill = number != 0 ? pillSize(countText(locale(), number)) : QSizeF();
    const qreal words = QFontMetricsF(font).horizontalAdvance(text);
    const qreal content = words + (number != 0 ? kCountGap + pill.width() : 0);
    const QRectF line(all.center().x() + 0.5 - content / 2, all.top(), content, all.height() - 1);
    QRectF textRect = line, pillRect(line.right() - pill.width(), line.center().y() - pill.height() / 2,
                                     pill.width(), pill.height());
    textRect.setWidth(words + 1);
    if (layoutDirection() == Qt::RightToLeft) {
      textRect.moveRight(line.right() + 1);
      pillRect.moveLeft(line.left());
    }
    painter.setFont(font);
    painter.setPen(color(ink));
    painter.drawText(textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::AlignAbsolute | Qt::TextSingleLine,
                     text);
    if (number != 0)
      paintPill(painter, pillRect, countText(locale(), number), PillTone::Warn);
    if (on)
      painter.fillRect(QRectF(all.left(), height() - 2, all.width(), 2),
                       color(live ? Tone::Accent : Tone::LineStrong));
    if (on && hasFocus()) {
      painter.setPen(QPen(color(Tone::Accent), 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(QRectF(all).adjusted(2, 4, -2, -6), 5, 5);
    }
  }
}

} // namespace easel
