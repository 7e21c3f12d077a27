#include "app/studio/views/flow/run_log.h"

#include "widgets/controls/button.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace easel {

namespace {
constexpr int kOpen = 112, kFolded = 40;
} // namespace

RunLog::RunLog(QWidget* parent)
    : QWidget(parent), m_headline(new ElidedLabel({}, Qt::ElideRight, this)),
      m_fold(new IconButton("chevron-down", tr("Fold the run log"), this)), m_lines(new QPlainTextEdit(this)) {
  setObjectName("flow.log");
  m_fold->setObjectName("flow.log.fold");
  m_headline->setObjectName("flow.log.headline");
  m_lines->setObjectName("flow.log.lines");
  m_lines->setAccessibleName(tr("Run log"));
  m_lines->setReadOnly(true);
  m_lines->setTabChangesFocus(true);
  m_lines->setFrameShape(QFrame::NoFrame);
  m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_lines->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_lines->document()->setDocumentMargin(0);
  m_lines->viewport()->setAutoFillBackground(false);
  auto* header = new QHBoxLayout;
  header->setSpacing(14);
  header->addWidget(label(tr("Run log"), TextSize::Body, Tone::Text, QFont::DemiBold));
  header->addWidget(m_headline, 1);
  header->addWidget(m_fold);
  auto* box = new QVBoxLayout(this);
  box->setContentsMargins(14, 5, 8, 8);
  box->setSpacing(2);
  box->addLayout(header);
  box->addWidget(m_lines, 1);
  connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_folded); });
  QEvent themed(QEvent::PaletteChange);
  changeEvent(&themed);
}

void RunLog::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
    return;
  m_lines->setFont(codeFont());
  for (QWidget* w : {static_cast<QWidget*>(m_lines), static_cast<QWidget*>(m_headline)}) {
    QPalette p = w->palette();
    if (p.color(QPalette::Text) == color(Tone::Text2) && p.color(QPalette::WindowText) == color(Tone::Text2))
      continue;
    p.setColor(QPalette::Text, color(Tone::Text2));
    p.setColor(QPalette::WindowText, color(Tone::Text2));
    p.setColor(QPalette::Base, Qt::transparent);
    w->setPalette(p);
  }
}

void RunLog::set(const std::vector<RunLine>& lines, const QString& headline) {
  m_headline->setText(headline);
  qsizetype widest = 0;
  for (const RunLine& line : lines)
    widest = std::max(widest, std::min<qsizetype>(line.node.size(), 22));
  QStringList texts;
  for (const RunLine& line : lines)
    texts.append(line.time.toString("HH:mm:ss") + "  " + line.node.leftJustified(widest) + "  " + line.words.simplified());
  const QString text = texts.join('\n');
  if (text == m_shown)
    return;
  m_shown = text;
  m_lines->setPlainText(text);
  m_lines->verticalScrollBar()->setValue(m_lines->verticalScrollBar()->maximum());
}

int RunLog::wantedHeight() const { return m_folded ? kFolded : kOpen; }

void RunLog::setFolded(bool folded) {
  if (folded == m_folded)
    return;
  m_folded = folded;
  m_lines->setVisible(!folded);
  m_fold->setIcon(icon(folded ? "chevron-up" : "chevron-down"));
  const QString name = folded ? tr("Open the run log") : tr("Fold the run log");
  m_fold->setToolTip(name);
  m_fold->setAccessibleName(name);
  emit foldedChanged();
}

void RunLog::paintEvent(QPaintEvent*) {
  QPainter p(this);
  p.setRenderHint(QPainter::Antialiasing);
  p.setPen(QPen(color(Tone::Line), 1));
  p.setBrush(color(Tone::Surface));
  p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

} // namespace easel
