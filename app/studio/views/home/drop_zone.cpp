#include "app/studio/views/home/drop_zone.h"

#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QHBoxLayout>
#include <QPainter>

namespace easel {

DropZone::DropZone(QWidget* parent) : QWidget(parent) {
  setMinimumHeight(70);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(20, 16, 20, 16);
  layout->setSpacing(10);
  auto* mark = new QLabel;
  mark->setPixmap(icon("file-earmark-arrow-down").pixmap(18, 18));
  auto* text = label(tr("Drop a file here: CSV or TSV, also .gz and .zst, or an Easel project"), TextSize::Body, Tone::Text2);
  text->setWordWrap(true);
  auto* button = new Button(tr("Browse…"));
  button->setObjectName("home.browse");
  layout->addStretch();
  layout->addWidget(mark);
  layout->addWidget(text);
  layout->addSpacing(6);
  layout->addWidget(button);
  layout->addStretch();
  connect(button, &QPushButton::clicked, this, &DropZone::browse);
}

void DropZone::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(color(Tone::LineStrong), 1, Qt::CustomDashLine);
  pen.setDashPattern({4, 3});
  painter.setPen(pen);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

} // namespace easel
