#include "widgets/charts/confusion_matrix.h"

#include "core/base/text.h"
#include "widgets/qt_convert.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace easel {

namespace {
constexpr double kCellGap = 4;
} // namespace

ConfusionMatrix::ConfusionMatrix(QWidget* parent) : ChartSurface(parent) {
  contentChanged();
}

void ConfusionMatrix::set(const QStringList& classes, const std::vector<std::vector<std::int64_t>>& counts) {
  if (classes.size() != m_classes.size())
    m_selected = -1;
  m_classes = classes;
  m_counts = counts;
  setAccessibleDescription(description());
  update(); // the hovered cell stays: only its number moves with the threshold
  if (currentMark() >= markCount())
    contentChanged();
}

std::int64_t ConfusionMatrix::count(int actual, int predicted) const {
  const auto a = static_cast<std::size_t>(actual), p = static_cast<std::size_t>(predicted);
  return a < m_counts.size() && p < m_counts[a].size() ? m_counts[a][p] : 0;
}

std::pair<int, int> ConfusionMatrix::selected() const {
  if (m_selected < 0 || classCount() == 0)
    return {-1, -1};
  return {m_selected / classCount(), m_selected % classCount()};
}

double ConfusionMatrix::share(int actual, int predicted) const {
  std::int64_t all = 0;
  for (int p = 0; p < classCount(); ++p)
    all += count(actual, p);
  return all > 0 ? static_cast<double>(count(actual, predicted)) / static_cast<double>(all) : 0;
}

QString ConfusionMatrix::description() const {
  QStringList parts;
  std::int64_t right = 0, all = 0;
  for (int a = 0; a < classCount(); ++a)
    for (int p = 0; p < classCount(); ++p) {
      all += count(a, p);
      right += a == p ? count(a, p) : 0;
      if (classCount() <= 4)
        parts << tr("actual %1, predicted %2: %3 rows").arg(m_classes[a], m_classes[p], toQt(formatCount(count(a, p))));
    }
  const QString text = tr("%1 of %2 rows were answered rightly.").arg(toQt(formatCount(right)), toQt(formatCount(all)));
  return parts.isEmpty() ? text : text + ' ' + parts.join("; ") + '.';
}

QString ConfusionMatrix::csv() const {
  QString text = csvField(tr("actual"));
  for (const QString& name : m_classes)
    text += ',' + csvField(tr("predicted %1").arg(name));
  text += '\n';
  for (int a = 0; a < classCount(); ++a) {
    text += csvField(m_classes[a]);
    for (int p = 0; p < classCount(); ++p)
      text += ',' + QString::number(count(a, p));
    text += '\n';
  }
  return text;
}

QRectF ConfusionMatrix::markPlace(int mark) const {
  const int n = std::max(1, classCount());
  const double gap = n > 8 ? 1 : n > 4 ? 2 : kCellGap;
  const double w = m_cells.width() / n, h = m_cells.height() / n;
  return QRectF(m_cells.left() + (mark % n) * w, m_cells.top() + (mark / n) * h, w, h)
      .adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2);
}

int ConfusionMatrix::markAt(const QPointF& point) const {
  if (!m_cells.contains(point) || classCount() == 0)
    return -1;
  const int n = classCount();
  const int column = std::min(n - 1, static_cast<int>((point.x() - m_cells.left()) / m_cells.width() * n));
  const int row = std::min(n - 1, static_cast<int>((point.y() - m_cells.top()) / m_cells.height() * n));
  return row * n + column;
}

QString ConfusionMatrix::markText(int mark) const {
  const int n = std::max(1, classCount()), a = mark / n, p = mark % n;
  if (a >= classCount())
    return {};
  return tr("Actual %1, predicted %2\n%3 rows, %4 % of the actual ones")
      .arg(m_classes[a], m_classes[p], toQt(formatCount(count(a, p))), QString::number(100 * share(a, p), 'f', 1));
}

void ConfusionMatrix::markActivated(int mark) {
  m_selected = mark == m_selected ? -1 : mark;
  update();
  const auto [actual, predicted] = selected();
  emit cellSelected(actual, predicted);
}

int ConfusionMatrix::markBeside(int mark, Qt::Key key) const {
  if (mark < 0)
    return 0;
  const int n = classCount();
  switch (key) {
  case Qt::Key_Up: return mark >= n ? mark - n : mark;
  case Qt::Key_Down: return mark + n < n * n ? mark + n : mark;
  default: return mark + (key == Qt::Key_Left ? -1 : 1);
  }
}

void ConfusionMatrix::draw(QPainter& painter, const QRectF& area, bool live) {
  const int n = classCount();
  if (n == 0)
    return;
  const QFont small = textFont(TextSize::Small);
  const QFontMetricsF words(small);
  double left = 0;
  for (const QString& name : m_classes)
    left = std::max(left, words.horizontalAdvance(name));
  left = std::clamp(left + 14, 40.0, area.width() * 0.28);
  const double head = words.height() + 6;
  m_cells = QRectF(area.left() + left, area.top() + head, area.width() - left, area.height() - head);

  painter.setFont(small);
  painter.setPen(color(Tone::Text2));
  const double w = m_cells.width() / n, h = m_cells.height() / n;
  bool whole = n <= 3; // "Predicted" over each, or over none
  for (const QString& name : m_classes)
    whole = whole && words.horizontalAdvance(tr("Predicted %1").arg(name)) <= w - 4;
  for (int i = 0; i < n; ++i) {
    const QString above = whole ? tr("Predicted %1").arg(m_classes[i]) : m_classes[i];
    painter.drawText(QRectF(m_cells.left() + i * w, area.top(), w, head - 4), Qt::AlignCenter,
                     words.elidedText(above, Qt::ElideRight, w - 4));
    if (h >= words.height() * 0.8)
      painter.drawText(QRectF(area.left(), m_cells.top() + i * h, left - 8, h), Qt::AlignRight | Qt::AlignVCenter,
                       words.elidedText(m_classes[i], Qt::ElideRight, left - 10));
  }
  for (int mark = 0; mark < n * n; ++mark) {
    const int actual = mark / n, predicted = mark % n;
    const QRectF cell = markPlace(mark);
    const QColor shade = mixed(Tone::C1, Tone::Surface, 0.08 + 0.7 * share(actual, predicted));
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawRoundedRect(cell, n > 8 ? 2 : 6, n > 8 ? 2 : 6);
    const bool ringed = live && (mark == m_selected || mark == currentMark());
    if (ringed) {
      painter.setPen(QPen(color(mark == m_selected ? Tone::Accent : Tone::LineStrong), 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 5, 5);
    }
    const QString number = toQt(formatCount(count(actual, predicted)));
    QFont bold = tabularFont(n <= 3 ? TextSize::Title : n <= 8 ? TextSize::Body : TextSize::Caption, QFont::DemiBold);
    if (QFontMetricsF(bold).horizontalAdvance(number) > cell.width() - 2)
      bold = tabularFont(TextSize::Caption, QFont::DemiBold);
    const QFontMetricsF digits(bold);
    if (digits.horizontalAdvance(number) > cell.width() || digits.height() * 0.75 > cell.height())
      continue; // the hover tells
    const QColor onShade = contrast(color(Tone::Text), shade) >= contrast(color(Tone::OnAccent), shade)
                               ? color(Tone::Text)
                               : color(Tone::OnAccent);
    painter.setPen(onShade);
    painter.setFont(bold);
    const QString percent = QString::number(100 * share(actual, predicted), 'f', 1) + " %";
    const bool two = cell.height() >= digits.height() + words.height() + 6 &&
                     words.horizontalAdvance(percent) <= cell.width() - 4;
    if (!two) {
      painter.drawText(cell, Qt::AlignCenter, number);
      continue;
    }
    const double block = digits.height() + words.height();
    const double top = cell.center().y() - block / 2;
    painter.drawText(QRectF(cell.left(), top, cell.width(), digits.height()), Qt::AlignCenter, number);
    painter.setFont(small);
    painter.drawText(QRectF(cell.left(), top + digits.height(), cell.width(), words.height()), Qt::AlignCenter, percent);
  }
}

} // namespace easel
