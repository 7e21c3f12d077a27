#include "app/studio/views/data/notice_bar.h"

#include "widgets/controls/button.h"
#include "widgets/controls/labels.h"
#include "widgets/theme/icons.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>

namespace easel {

NoticeBar::NoticeBar(QWidget* parent) : QWidget(parent) {
  setObjectName("data.notice");
  m_text = paragraph({}, Tone::Text);
  m_text->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_details = new Button(tr("Details"), {}, ButtonKind::Ghost);
  m_details->setObjectName("data.notice.details");
  m_details->setCheckable(true);
  m_dayFirst = new Button(tr("Day first"));
  m_dayFirst->setObjectName("data.notice.dayFirst");
  m_dayFirst->setToolTip(tr("Import again: 03/04 is the 3rd of April"));
  m_monthFirst = new Button(tr("Month first"));
  m_monthFirst->setObjectName("data.notice.monthFirst");
  m_monthFirst->setToolTip(tr("Import again: 03/04 is the 4th of March"));
  auto* close = new IconButton("x-lg", tr("Close"));
  close->setObjectName("data.notice.close");
  m_list = new QPlainTextEdit;
  m_list->setObjectName("data.notice.list");
  m_list->setAccessibleName(tr("Details"));
  m_list->setReadOnly(true);
  m_list->setFont(codeFont());
  m_list->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_list->setFixedHeight(140);
  m_list->setTabChangesFocus(true);
  m_list->hide();
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addSpacing(metrics::kIcon + 8);
  line->addWidget(m_text, 1);
  line->addWidget(m_dayFirst);
  line->addWidget(m_monthFirst);
  line->addWidget(m_details);
  line->addWidget(close);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(12, 6, 10, 6);
  all->setSpacing(6);
  all->addLayout(line);
  all->addWidget(m_list);
  connect(m_details, &QPushButton::toggled, m_list, &QWidget::setVisible);
  connect(m_dayFirst, &QPushButton::clicked, this, &NoticeBar::dayFirstWanted);
  connect(m_monthFirst, &QPushButton::clicked, this, &NoticeBar::monthFirstWanted);
  connect(close, &QToolButton::clicked, this, &QWidget::hide);
  hide();
}

void NoticeBar::show(const QString& text, const QStringList& details, bool asksForDates) {
  m_text->setText(text);
  setAccessibleName(text);
  m_list->setPlainText(details.join('\n'));
  m_details->setVisible(!details.isEmpty());
  m_details->setChecked(false);
  m_dayFirst->setVisible(asksForDates);
  m_monthFirst->setVisible(asksForDates);
  setVisible(true);
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

QString NoticeBar::text() const { return m_text->text(); }

void NoticeBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), color(Tone::WarnSoft));
  const int x = layoutDirection() == Qt::RightToLeft ? width() - 12 - metrics::kIcon : 12;
  paintIcon(painter, QRectF(x, m_text->geometry().center().y() - metrics::kIcon / 2, metrics::kIcon, metrics::kIcon),
            "exclamation-triangle", Tone::Warn);
}

} // namespace easel
