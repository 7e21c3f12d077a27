#include "widgets/charts/chart_surface.h"

#include "widgets/qt_convert.h"
#include "widgets/theme/accessible_role.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QToolTip>

#include <algorithm>

namespace easel {

namespace {
constexpr int kTitleHeight = 28;
constexpr int kPictureMargin = 12;
} // namespace

QString csvField(const QString& text) {
  if (!text.contains(',') && !text.contains('"') && !text.contains('\n'))
    return text;
  return '"' + QString(text).replace('"', "\"\"") + '"';
}

ChartSurface::ChartSurface(QWidget* parent) : QWidget(parent) {
  setAccessibleRole(this, QAccessible::Chart);
  setAccessibleName(tr("Chart")); // until it has a title
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QRectF ChartSurface::markPlace(int) const {
  return {};
}
int ChartSurface::markAt(const QPointF&) const {
  return -1;
}
QString ChartSurface::markText(int) const {
  return {};
}
void ChartSurface::markActivated(int) {}

int ChartSurface::markBeside(int mark, Qt::Key key) const {
  const bool back = key == Qt::Key_Left || key == Qt::Key_Up;
  return mark < 0 ? 0 : mark + (back ? -1 : 1);
}

void ChartSurface::contentChanged() {
  m_current = -1;
  setAccessibleName(chartTitle().isEmpty() ? tr("Chart") : chartTitle());
  setAccessibleDescription(description());
  update();
}

void ChartSurface::setCurrentMark(int mark, bool tell) {
  if (mark != m_current) {
    m_current = mark;
    update();
  }
  if (!tell)
    return;
  const QString text = mark < 0 ? QString() : markText(mark);
  if (text.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(mapToGlobal(markPlace(mark).center().toPoint() + QPoint(8, 8)), text, this);
}

void ChartSurface::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  draw(painter, QRectF(rect()), true);
  if (hasFocus()) {
    painter.setPen(QPen(color(Tone::Accent), 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  }
}

void ChartSurface::mouseMoveEvent(QMouseEvent* event) {
  setCurrentMark(markAt(event->position()), true);
}

void ChartSurface::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton)
    return;
  if (const int mark = markAt(event->position()); mark >= 0)
    markActivated(mark);
}

void ChartSurface::leaveEvent(QEvent*) {
  if (!hasFocus())
    setCurrentMark(-1, true);
}

void ChartSurface::focusOutEvent(QFocusEvent* event) {
  setCurrentMark(-1, true);
  QWidget::focusOutEvent(event);
}

void ChartSurface::keyPressEvent(QKeyEvent* event) {
  const int count = markCount();
  const auto key = static_cast<Qt::Key>(event->key());
  switch (key) {
  case Qt::Key_Left:
  case Qt::Key_Right:
  case Qt::Key_Up:
  case Qt::Key_Down:
    if (count > 0)
      setCurrentMark(std::clamp(markBeside(m_current, key), 0, count - 1), true);
    return;
  case Qt::Key_Home:
  case Qt::Key_End:
    if (count > 0)
      setCurrentMark(key == Qt::Key_Home ? 0 : count - 1, true);
    return;
  case Qt::Key_Return:
  case Qt::Key_Enter:
  case Qt::Key_Space:
    if (m_current >= 0 && m_current < count)
      markActivated(m_current);
    return;
  default: QWidget::keyPressEvent(event);
  }
}

void ChartSurface::contextMenuEvent(QContextMenuEvent* event) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(icon("clipboard"), tr("Copy image"), this, [this] { QApplication::clipboard()->setImage(picture()); });
  menu->addSeparator();
  menu->addAction(icon("filetype-png"), tr("Save as PNG…"), this, [this] { chooseFile("png", tr("PNG image (*.png)")); });
  menu->addAction(icon("filetype-svg"), tr("Save as SVG…"), this, [this] { chooseFile("svg", tr("SVG drawing (*.svg)")); });
  menu->addAction(icon("filetype-csv"), tr("Save values as CSV…"), this,
                  [this] { chooseFile("csv", tr("CSV table (*.csv)")); });
  menu->popup(event->globalPos());
}

void ChartSurface::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
    update();
  QWidget::changeEvent(event);
}

void ChartSurface::chooseFile(const QString& suffix, const QString& filter) {
  auto* dialog = new QFileDialog(this, tr("Save the chart"), QString(), filter);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(suffix);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    if (const auto saved = saveAs(file); !saved)
      QToolTip::showText(mapToGlobal(QPoint(8, 8)), toQt(saved.error()), this);
  });
  dialog->open();
}

QImage ChartSurface::picture(double scale) {
  const QSize size(width() + 2 * kPictureMargin, height() + kTitleHeight + 2 * kPictureMargin);
  QImage image((QSizeF(size) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(scale);
  image.fill(color(Tone::Surface));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(textFont(TextSize::Title, QFont::DemiBold));
  painter.setPen(color(Tone::Text));
  painter.drawText(QRectF(kPictureMargin, kPictureMargin, width(), kTitleHeight), Qt::AlignLeft | Qt::AlignTop, chartTitle());
  draw(painter, QRectF(kPictureMargin, kPictureMargin + kTitleHeight, width(), height()), false);
  return image;
}

Result<void> ChartSurface::saveAs(const QString& file) {
  const QString suffix = QFileInfo(file).suffix().toLower();
  const Error failed(ErrorCode::Io, "The chart could not be written to " + fromQt(file) + ".",
                     "Choose a folder that you may write to.");
  QSaveFile out(file);
  if (!out.open(QIODevice::WriteOnly))
    return failed;
  if (suffix == "csv") {
    out.write(csv().toUtf8());
  } else if (suffix == "svg") {
    QSvgGenerator generator;
    generator.setOutputDevice(&out);
    generator.setSize(size());
    generator.setViewBox(rect());
    generator.setTitle(chartTitle());
    generator.setDescription(description());
    QPainter painter(&generator);
    painter.fillRect(rect(), color(Tone::Surface));
    draw(painter, QRectF(rect()), false);
  } else if (suffix == "png") {
    if (!picture().save(&out, "PNG"))
      return failed;
  } else {
    return Error(ErrorCode::Unsupported, "A chart cannot be saved as '." + fromQt(suffix) + "'.",
                 "Use .png, .svg or .csv.");
  }
  if (!out.commit())
    return failed;
  return {};
}

} // namespace easel
